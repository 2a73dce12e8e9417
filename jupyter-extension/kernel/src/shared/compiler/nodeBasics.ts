/**
 * The few names of Node that most cells are content with. They are read in a hundredth of the time of all of Node's
 * declarations, which take their place as soon as a cell needs more; so they may say less than those, but nothing else.
 */
export const NODE_BASICS = `
interface Console {
  assert(condition?: unknown, ...data: any[]): void;
  clear(): void;
  count(label?: string): void;
  debug(message?: any, ...rest: any[]): void;
  dir(item?: any, options?: any): void;
  error(message?: any, ...rest: any[]): void;
  group(...label: any[]): void;
  groupEnd(): void;
  info(message?: any, ...rest: any[]): void;
  log(message?: any, ...rest: any[]): void;
  table(data?: any, properties?: readonly string[]): void;
  time(label?: string): void;
  timeEnd(label?: string): void;
  timeLog(label?: string, ...data: any[]): void;
  trace(message?: any, ...rest: any[]): void;
  warn(message?: any, ...rest: any[]): void;
}
declare var console: Console;
interface ImportMeta { dirname: string; filename: string; url: string; resolve(specifier: string): string; }
declare function queueMicrotask(callback: () => void): void;
declare function structuredClone<T>(value: T): T;
`;

/** What the kernel itself gives to cells. */
export const KERNEL_NAMES = `
/** Asks the reader of the notebook, in a box below the cell, and waits for the line; an empty one is \`initial\`. */
declare function prompt(message?: string, initial?: string): string;
/** Asks the reader of the notebook and waits; true for y and yes. */
declare function confirm(message?: string): boolean;
/** Prints the message. */
declare function alert(message?: unknown): void;
`;
