import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import os from "node:os";
import path from "node:path";
import { decode, encode } from "kernel/node/frames";
import { kernelSpec } from "kernel/node/kernelspec";
import { following } from "kernel/shared/wire";
import { Dealer } from "zeromq";

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

(process.platform === "win32" ? test.skip : test)("the transport ipc has sockets that are files", async () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), "kernel-"));
  const ports = { shell_port: 1, iopub_port: 2, stdin_port: 3, control_port: 4, hb_port: 5 };
  const ip = path.join(folder, "ipc");
  const file = path.join(folder, "connection.json");
  writeFileSync(file, JSON.stringify({ transport: "ipc", ip, key: "key", signature_scheme: "hmac-sha256", ...ports }));
  const [node, ...args] = kernelSpec().argv.map((argument) => argument.replace("{connection_file}", file));
  const kernel = spawn(node!, args, { stdio: ["ignore", "ignore", "inherit"] });
  const control = new Dealer({ linger: 0, receiveTimeout: 60_000 });
  try {
    control.connect(`ipc://${ip}-4`);
    const ask = async (type: string): Promise<object> => {
      await control.send(encode(following(undefined, type, {}), "key"));
      return decode(await control.receive(), "key").content;
    };
    expect(await ask("kernel_info_request")).toMatchObject({ status: "ok", language_info: { name: "typescript" } });
    const ended = once(kernel, "close");
    expect(await ask("shutdown_request")).toMatchObject({ status: "ok" });
    await ended;
  } finally {
    control.close();
    kernel.kill("SIGKILL");
    rmSync(folder, { recursive: true });
  }
});
