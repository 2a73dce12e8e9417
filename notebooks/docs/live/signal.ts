import type { Signal } from "mixedmodels-view";

type Slot<A> = (sender: unknown, args: A) => void;

/** Tells those who have connected. */
export class Told<A> implements Signal<A> {
  private readonly slots = new Set<Slot<A>>();

  connect(slot: Slot<A>): boolean {
    this.slots.add(slot);
    return true;
  }

  disconnect(slot: Slot<A>): boolean {
    return this.slots.delete(slot);
  }

  emit(args: A): void {
    for (const slot of [...this.slots]) slot(this, args);
  }
}
