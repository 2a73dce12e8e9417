import { type Mounted, mount } from "mixedmodels-view";
import type { ActivationFunction } from "vscode-notebook-renderer";
import { outputData } from "./outputItems";
import { onTheme, takeFonts, themeNow } from "./theme";

/** Shows results in notebooks of VS Code; it calls this with the first of them. */
export const activate: ActivationFunction = () => {
  const shown = new Map<string, { readonly place: HTMLElement; readonly mounted: Mounted }>();
  const forget = (id: string): void => {
    shown.get(id)?.mounted.dispose();
    shown.delete(id);
  };
  onTheme(() => {
    for (const { mounted } of shown.values()) mounted.setTheme(themeNow());
  });
  return {
    async renderOutputItem(item, place, signal) {
      const data = await outputData(item);
      if (signal?.aborted) return;
      const present = shown.get(item.id);
      if (present?.place === place) {
        present.mounted.update(data);
        return present.mounted.shown;
      }
      forget(item.id);
      takeFonts(place);
      const mounted = mount(place, data, { theme: themeNow() });
      shown.set(item.id, { place, mounted });
      await mounted.shown;
    },
    disposeOutputItem(id) {
      for (const one of id === undefined ? [...shown.keys()] : [id]) forget(one);
    },
  };
};
