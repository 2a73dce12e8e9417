// The process that computes: it is told a study once and shards one by one.
import { OtherRelease, openStudy, type StudyRunner } from "mixedmodels/cluster";

export type Order =
  | { readonly kind: "study"; readonly bytes: Uint8Array; readonly source: string }
  | { readonly kind: "shard"; readonly first: number; readonly count: number };

export type Answer =
  | { readonly kind: "ready" }
  | { readonly kind: "part"; readonly bytes: Uint8Array }
  | { readonly kind: "refused" | "failed"; readonly reason: string };

let runner: StudyRunner | undefined;

async function answerTo(order: Order): Promise<Answer> {
  try {
    if (order.kind === "study") {
      runner = await openStudy(order.bytes, order.source);
      return { kind: "ready" };
    }
    return { kind: "part", bytes: runner!.run(order) };
  } catch (error) {
    const reason = String((error as Error | null)?.message ?? error);
    return { kind: error instanceof OtherRelease ? "refused" : "failed", reason };
  }
}

process.on("message", async (order: Order) => process.send!(await answerTo(order)));
process.on("disconnect", () => process.exit());
// A key that interrupts a terminal's processes ends the one that watches over this one, which is then disconnected.
process.on("SIGINT", () => undefined);
