import { type BareDeclarations, Declarations } from "./declarations";
import { startNotebook } from "./notebook";
import { PageQuestions } from "./pageQuestions";
import type { FromKernel, Start, ToKernel } from "./protocol";
import { DRIVE, settle } from "./settle";

/** What the page says before the kernel is ready. */
const early: ToKernel[] = [];

async function start(order: Start): Promise<(said: ToKernel) => void> {
  const response = await fetch(order.files.declarations);
  if (!response.ok) throw new Error(`${order.files.declarations} cannot be fetched: ${response.status}`);
  const declarations = new Declarations((await response.json()) as BareDeclarations, order.files.documentation);
  const questions = order.questions && new PageQuestions(order.questions, order.interrupts);
  const packages = settle(order, questions, () => require("mixedmodels") as object);
  const folder = order.folder === "" ? DRIVE : `${DRIVE}/${order.folder}`;
  return startNotebook({ ...order, folder }, questions, packages, declarations);
}

function tell(said: FromKernel): void {
  self.postMessage(said);
}

self.onmessage = ({ data }: MessageEvent<ToKernel>) => {
  if (data.kind !== "start") return void early.push(data);
  start(data).then(
    (receive) => {
      self.onmessage = ({ data: next }: MessageEvent<ToKernel>) => receive(next);
      tell({ kind: "ready" });
      for (const said of early.splice(0)) receive(said);
    },
    (error: Error) => tell({ kind: "failed", reason: error.message }),
  );
};
