import { createHmac } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { decode, encode } from "kernel/node/frames";
import { Replays } from "kernel/node/replays";
import { standIn } from "kernel/shared/standIn";
import { following } from "kernel/shared/wire";
import { KernelClient } from "./kernelClient";

let folder: string;
let kernel: KernelClient;

beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), "notebook-"));
  kernel = await KernelClient.start(folder);
  await kernel.execute("let count = 7;");
});
afterAll(async () => {
  await kernel.stop();
  rmSync(folder, { recursive: true });
});
afterEach(async () => expect(await kernel.value("count")).toBe("7"));

const DEEP = "(".repeat(20_000);
const CODE = { code: DEEP, cursor_pos: DEEP.length, detail_level: 0 };

// `request` waits for the answer and for "idle".
test.each([
  ["complete_request", CODE],
  ["inspect_request", CODE],
  ["is_complete_request", CODE],
  ["is_complete_request", { code: "`${".repeat(20_000) }],
  ["complete_request", { code: "a?b:".repeat(10_000), cursor_pos: 40_000 }],
  ["complete_request", { code: `fit("y ~ ${DEEP}`, cursor_pos: 20_000 }],
  ["inspect_request", { code: "x.".repeat(20_000), cursor_pos: 39_999 }],
  ["is_complete_request", { code: "<".repeat(30_000) }],
  ["is_complete_request", { code: "-".repeat(50_000) }],
  ["history_request", { hist_access_type: "search", pattern: "*a".repeat(2000), n: 1e308 }],
  ["interrupt_request", null],
  ["list_subshell_request", null],
  ["complete_request", { code: "{", cursor_pos: -5 }],
  ["complete_request", { code: "abc", cursor_pos: 1e300 }],
  ["complete_request", { code: { deep: [] }, cursor_pos: "x" }],
  ["history_request", { hist_access_type: "range", start: "a", stop: {}, session: null }],
  ["history_request", { hist_access_type: "search", pattern: "[((", n: -1 }],
  ["history_request", null],
  ["complete_request", null],
  ["inspect_request", null],
  ["is_complete_request", null],
  ["comm_info_request", null],
  ["debug_request", null],
  ["kernel_info_request", null],
  ["execute_request", null],
  ["execute_request", []],
  ["execute_request", { code: 5 }],
  ["execute_request", { code: "1", user_expressions: null }],
  ["execute_request", { code: "1", user_expressions: 5 }],
  ["execute_request", { code: "1", user_expressions: { a: null, b: DEEP } }],
  ["execute_request", { code: DEEP }],
])("%s with %p is answered, and the kernel is idle again", async (type, content) => {
  for (const channel of ["shell", "control"] as const) {
    const { reply } = await kernel.request(type, content as { [name: string]: unknown }, channel);
    expect(reply).toEqual(expect.any(Object));
  }
});

test.each([null, 5, [], { data: null }, { comm_id: 7, target_name: "mixedmodels", data: 5 }])(
  "a comm's messages with %p leave the kernel idle",
  async (content) => {
    for (const type of ["comm_open", "comm_msg", "comm_close"]) {
      const { header } = decode(kernel.framesOf(type, content), "test-key");
      kernel.sendFrames(encode({ ...following(undefined, type, content as never), header }, "test-key"));
      await kernel.until(() =>
        kernel.published.find(
          ({ parent, content: { execution_state: state } }) => parent.msg_id === header.msg_id && state === "idle",
        ),
      );
    }
  },
);

test("a request that no thread can take over is answered", async () => {
  let nested: unknown = 1;
  for (let i = 0; i < 3000; i++) nested = [nested];
  const { reply } = await kernel.request("execute_request", { code: "1", metadata: nested } as never);
  expect(["ok", "error"]).toContain(reply["status"]);
});

test("a message that comes again does nothing", async () => {
  const frames = kernel.framesOf("execute_request", { code: "count += 1; count", silent: false });
  kernel.sendFrames(frames);
  await kernel.until(
    () => kernel.published.find(({ content }) => content["execution_count"] !== undefined) || undefined,
  );
  kernel.sendFrames(frames);
  kernel.sendFrames(frames, "control");
  expect(await kernel.value("count -= 1; count")).toBe("7");
});

test("signatures are remembered, up to a number of them", () => {
  const replays = new Replays();
  const frames = encode(following(undefined, "kernel_info_request", {}), "key");
  replays.refuse(frames);
  expect(() => replays.refuse(frames)).toThrow("a Jupyter message that has come before is not taken again");
  for (let i = 0; i < 70_000; i++) replays.refuse([Buffer.from("<IDS|MSG>"), Buffer.from(`signature ${i}`)]);
  expect(() => replays.refuse(frames)).not.toThrow();
  const unsigned = encode(following(undefined, "kernel_info_request", {}), "");
  replays.refuse(unsigned);
  expect(() => replays.refuse(unsigned)).not.toThrow();
});

test("a message has a number of frames at most, and a header with a type and an id", () => {
  const frames = encode(following(undefined, "kernel_info_request", {}), "key");
  expect(decode([...Array(9000).fill(Buffer.from("identity")), ...frames], "key").identities).toHaveLength(9000);
  expect(() => decode([...Array(10_001).fill(Buffer.from("identity")), ...frames], "key")).toThrow(
    "a Jupyter message has at most 10000 frames; got 10007",
  );
  const other = { ...following(undefined, "kernel_info_request", {}), header: { msg_id: 3 } as never };
  expect(() => decode(encode(other, "key"), "key")).toThrow(
    "the header of a Jupyter message needs a msg_type and a msg_id",
  );
});

const SIGNED = (): Buffer[] => kernel.framesOf("execute_request", { code: "count += 1", silent: false });
const EMPTY = Buffer.alloc(0);
const DELIMITER = Buffer.from("<IDS|MSG>");
/** The frames with one of the parts behind the signature in place of its own, signed. */
function signedWith(at: number, part: string | Buffer): Buffer[] {
  const [delimiter, , ...parts] = SIGNED();
  parts[at] = Buffer.from(part);
  const hash = createHmac("sha256", "test-key");
  for (const one of parts) hash.update(one);
  return [delimiter!, Buffer.from(hash.digest("hex")), ...parts];
}
const HEADER = 0;
const CONTENT = 3;

test.each<[string, () => Buffer[]]>([
  ["nothing but an empty frame", () => [EMPTY]],
  ["a delimiter alone", () => [DELIMITER]],
  ["a delimiter and nothing signed", () => [DELIMITER, EMPTY]],
  ["no delimiter", () => SIGNED().slice(1)],
  ["parts that are missing", () => SIGNED().slice(0, 5)],
  ["two delimiters", () => [DELIMITER, ...SIGNED()]],
  ["no signature", () => SIGNED().map((frame, i) => (i === 1 ? EMPTY : frame))],
  [
    "a signature in capitals",
    () => SIGNED().map((frame, i) => (i === 1 ? Buffer.from(`${frame}`.toUpperCase()) : frame)),
  ],
  [
    "a signature of letters of several bytes",
    () => SIGNED().map((frame, i) => (i === 1 ? Buffer.from("é".repeat(32)) : frame)),
  ],
  ["contents that were changed", () => SIGNED().map((frame, i) => (i === 5 ? Buffer.from('{"code": "1"}') : frame))],
  ["contents that are no JSON", () => signedWith(CONTENT, "{")],
  ["contents that are no UTF-8", () => signedWith(CONTENT, Buffer.from([0xff, 0xfe, 0x22]))],
  ["contents that are nested too deeply", () => signedWith(CONTENT, "[".repeat(200_000))],
  ["a header that is null", () => signedWith(HEADER, "null")],
  ["a header that is a list", () => signedWith(HEADER, "[]")],
  ["a header that is empty", () => signedWith(HEADER, "")],
  ["a header with numbers", () => signedWith(HEADER, '{"msg_type": 1, "msg_id": 2}')],
  [
    "a header with a prototype",
    () => signedWith(HEADER, '{"__proto__": {"msg_type": "execute_request", "msg_id": "a"}}'),
  ],
  ["10,001 frames", () => [...Array(10_001).fill(EMPTY), ...SIGNED()]],
])("a message of %s does nothing, and the kernel goes on", async (_, frames) => {
  for (const channel of ["shell", "control"] as const) kernel.sendFrames(frames(), channel);
});

test.each<[string, string | undefined]>([
  ["a type that nobody knows", "foo_request"],
  ["a type of JavaScript's", "constructor"],
  ["no type", ""],
  ["a type in lines", "execute_request\n"],
  ["a type of ten million letters", "x".repeat(1e7)],
])("a message with %s does nothing, and the kernel goes on", async (_, type) => {
  for (const channel of ["shell", "control"] as const)
    kernel.sendFrames(kernel.framesOf(type!, { code: "count += 1", silent: false }), channel);
});

test("a message with buffers behind its four parts, which are not signed, is taken", async () => {
  const frames = kernel.framesOf("kernel_info_request", {});
  const { header } = decode(frames, "test-key");
  kernel.sendFrames([...frames, Buffer.alloc(1000), EMPTY]);
  await kernel.until(() =>
    kernel.published.find(
      ({ parent, content }) => parent.msg_id === header.msg_id && content["execution_state"] === "idle",
    ),
  );
});

test("what cannot be sent has a sentence in its place that front ends understand", () => {
  const content = { comm_id: "c", name: "stdout", execution_count: 3, data: { request: 4 } };
  const of = (type: string, own: object = content): unknown =>
    standIn(following(undefined, type, { ...own }), "too long").content;
  const sentence = expect.stringContaining("cannot be sent (too long)");
  expect(of("execute_result")).toMatchObject({ data: { "text/plain": sentence }, execution_count: 3 });
  expect(of("stream")).toEqual({ name: "stdout", text: sentence });
  expect(of("comm_msg")).toEqual({ comm_id: "c", data: { request: 4, error: sentence } });
  expect(of("error", {})).toMatchObject({ ename: "RangeError", evalue: sentence });
  expect(of("execute_reply", { execution_count: 3 })).toMatchObject({ status: "error", execution_count: 3 });
});
