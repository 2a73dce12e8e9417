import { randomUUID } from "node:crypto";
import { writeSync } from "node:fs";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { getHeapStatistics } from "node:v8";
import { MessageChannel, Worker } from "node:worker_threads";
import { Askables } from "../shared/askables";
import { Blockings } from "../shared/blockings";
import { Cells } from "../shared/cells";
import { InterruptError, MemoryError } from "../shared/errors";
import { publishHost, type SendDisplay } from "../shared/host";
import type { Platform } from "../shared/platform";
import { sendable } from "../shared/rich";
import { RUN_STATE_BYTES, RunState } from "../shared/runState";
import { Session } from "../shared/session";
import { showTslabDisplays } from "../shared/tslabDisplay";
import type { Outgoing, Watch } from "../shared/wire";
import type { ChannelData, Incoming, InterruptReason } from "./channels";
import { keepCompiled } from "./compileCache";
import { kernelInfo } from "./kernelInfo";
import { nodePlatform } from "./platform";
import { captureOutput, catchLateErrors, refuseExit } from "./processHooks";
import { suppliedPackages, supplyToRequire } from "./resolve";

const STACK_FRAMES = 50;
const COMM_TARGET = "mixedmodels";
/** What comes at once, such as the first cell of a notebook that is run as a whole, comes before. */
const WARM_UP_MS = 20;

/** Starts the kernel on the connection file that Jupyter wrote; the working directory is the notebook's folder. */
function startKernel(connectionFile: string): void {
  const folder = process.cwd();
  supplyToRequire(suppliedPackages(folder));
  Error.stackTraceLimit = STACK_FRAMES;
  const platform: Platform = nodePlatform(folder, (specifier) => (specifier === "tslab" ? tslab() : undefined));
  const display: SendDisplay = (bundle, id, update) => session.display(sendable(bundle, platform), id, update);
  /** It is loaded when a cell imports it, with a display of this notebook's. */
  const tslab = (): unknown => {
    showTslabDisplays(require("tslab/dist/jupyter") as object, display);
    return require("tslab");
  };

  const state = new RunState(new SharedArrayBuffer(RUN_STATE_BYTES));
  const { port1: port, port2: remote } = new MessageChannel();
  const heapLimit = getHeapStatistics().heap_size_limit;
  const workerData: ChannelData = {
    connectionFile,
    session: randomUUID(),
    port: remote,
    state: state.buffer,
    heapLimit,
  };
  const channels = new Worker(path.join(__dirname, "channels.js"), { workerData, transferList: [remote] });
  const exit = refuseExit();
  channels.on("error", (error) => {
    // What is written to process.stderr goes to the notebook.
    writeSync(2, `the kernel cannot open its channels: ${error.message}\n`);
    exit(1);
  });

  const cells = new Cells(platform, state, (text) => session.stream("stderr", text));
  const session: Session = new Session(
    cells,
    kernelInfo(),
    (work) => state.critical(work),
    (outgoing: Outgoing) => port.postMessage(outgoing),
  );
  const receive = (request: Extract<Incoming, { kind: "request" }>): void => {
    if (request.number !== state.received + 1) return;
    state.countRequest();
    session.receive(request);
    // Jupyter's first question is who this is; what follows it takes people a moment.
    if (request.number === 1) void cells.warmUp(() => delay(WARM_UP_MS)).then(keepCompiled);
  };
  const interrupt = (reason: InterruptReason): void => {
    cells.interrupts.interrupt(reason === "memory" ? new MemoryError(heapLimit) : new InterruptError());
    // Node takes SIGINT listeners away while a cell runs and cannot bring them back when that is ended by force.
    process.off("SIGINT", onSignal).on("SIGINT", onSignal);
  };
  const onSignal = (): void => interrupt("user");
  process.on("SIGINT", onSignal);
  port.on("message", (incoming: Incoming) => {
    if (incoming.kind === "shutdown") exit(0);
    else if (incoming.kind === "request") state.critical(() => receive(incoming));
    else if (incoming.acknowledged === state.acknowledged) interrupt(incoming.reason);
  });

  captureOutput((name, text) => session.print(name, text));
  const askables = new Askables();
  const blockings = new Blockings(askables, state, (watch: Watch) => port.postMessage(watch));
  session.comms.register(COMM_TARGET, (comm, data) => askables.connect(comm, data));
  publishHost(display, {
    onInterrupt: (listener) => cells.interrupts.onInterrupt(listener),
    offer: (askable) => askables.offer(askable),
    offerBlocking: (askable) => blockings.begin(askable),
    withdraw: (askable, last) => blockings.withdraw(askable, last),
  });
  catchLateErrors((error) => {
    const text = cells.errors.lateText(error);
    if (text !== undefined) session.stream("stderr", text);
  });
}

const [connectionFile] = process.argv.slice(2);
if (connectionFile === undefined) {
  process.stderr.write(
    "the kernel is started by Jupyter with a connection file; to install it run: mixedmodels-kernel install\n",
  );
  process.exitCode = 2;
} else {
  startKernel(connectionFile);
}
