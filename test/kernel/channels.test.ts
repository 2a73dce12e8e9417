import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import os from "node:os";
import path from "node:path";
import { kernelSpec } from "kernel/node/kernelspec";

test.each(["shell_port", "iopub_port", "hb_port"])(
  "a %s that another process has taken ends the kernel with a sentence, not by a signal",
  async (taken) => {
    const folder = mkdtempSync(path.join(os.tmpdir(), "kernel-"));
    const server = createServer().listen(0, "127.0.0.1");
    try {
      await once(server, "listening");
      const ports = {
        shell_port: 0,
        control_port: 0,
        iopub_port: 0,
        stdin_port: 0,
        hb_port: 0,
        [taken]: (server.address() as AddressInfo).port,
      };
      const file = path.join(folder, "connection.json");
      writeFileSync(
        file,
        JSON.stringify({ transport: "tcp", ip: "127.0.0.1", key: "key", signature_scheme: "hmac-sha256", ...ports }),
      );
      const [node, ...args] = kernelSpec().argv.map((argument) => argument.replace("{connection_file}", file));
      const kernel = spawn(node!, args, { stdio: ["ignore", "ignore", "pipe"] });
      let said = "";
      kernel.stderr.on("data", (text) => (said += text));
      const [code, signal] = await once(kernel, "close");
      expect({ code, signal, said }).toEqual({
        code: 1,
        signal: null,
        said: "the kernel cannot open its channels: Address already in use\n",
      });
    } finally {
      server.close();
      rmSync(folder, { recursive: true });
    }
  },
);
