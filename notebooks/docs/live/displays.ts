import type { Mounted, OutputData } from "mixedmodels-view";

/** The displays of a page that have names: each may stand in several cells, and any cell may change it. */
export class Displays {
  private readonly shown = new Map<string, Set<Mounted>>();

  /** Shows other data wherever this display stands. */
  update(name: string, data: OutputData): void {
    for (const mounted of this.shown.get(name) ?? []) mounted.update(data);
  }

  /** @param mounted - stands for this display from now on, beside those that do */
  add(name: string, mounted: Mounted): void {
    this.shown.set(name, (this.shown.get(name) ?? new Set()).add(mounted));
  }

  /** @param mounted - is taken off the page */
  remove(name: string, mounted: Mounted): void {
    const places = this.shown.get(name);
    places?.delete(mounted);
    if (places?.size === 0) this.shown.delete(name);
  }
}
