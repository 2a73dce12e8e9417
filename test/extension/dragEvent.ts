// The widgets of JupyterLab name this class when they are loaded; jsdom lacks it.
Object.assign(globalThis, { DragEvent: MouseEvent });

export {};
