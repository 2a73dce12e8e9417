import "./compileCache";
import { randomUUID } from "node:crypto";
import { writeSync } from "node:fs";
import path from "node:path";
import { getHeapStatistics } from "node:v8";
import { MessageChannel, Worker } from "node:worker_threads";
import { RUN_STATE_BYTES } from "../shared/runState";
import type { ChannelData } from "./channels";
import type { Connection } from "./notebook";

/** Opens the channels of the connection file that Jupyter wrote. */
function connect(connectionFile: string): Connection {
  const { port1: port, port2: remote } = new MessageChannel();
  const { port1: inputs, port2: remoteInputs } = new MessageChannel();
  const heapLimit = getHeapStatistics().heap_size_limit;
  const state = new SharedArrayBuffer(RUN_STATE_BYTES);
  const workerData: ChannelData = {
    connectionFile,
    session: randomUUID(),
    port: remote,
    inputs: remoteInputs,
    state,
    heapLimit,
  };
  const transferList = [remote, remoteInputs];
  const channels = new Worker(path.join(__dirname, "channels.js"), { workerData, transferList });
  // Cells get others.
  const complain = writeSync;
  const { reallyExit } = process as unknown as { reallyExit(code: number): never };
  channels.on("error", (error) => {
    // What is written to process.stderr goes to the notebook.
    complain(2, `the kernel cannot open its channels: ${error.message}\n`);
    reallyExit(1);
  });
  return { port, inputs, state, heapLimit };
}

const [connectionFile] = process.argv.slice(2);
if (connectionFile === undefined) {
  process.stderr.write(
    "the kernel is started by Jupyter with a connection file; to install it run: mixedmodels-kernel install\n",
  );
  process.exitCode = 2;
} else {
  const connection = connect(connectionFile);
  // The channels answer who this is while the compiler is loaded.
  (require("./notebook") as typeof import("./notebook")).startNotebook(connection);
}
