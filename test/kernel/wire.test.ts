import { decode, encode } from "kernel/node/frames";
import { codePointOffset, utf16Offset } from "kernel/shared/offsets";
import { following } from "kernel/shared/wire";

test("a message survives the wire", () => {
  const request = { ...following(undefined, "execute_request", { code: "σ" }), identities: [Buffer.from("front")] };
  const decoded = decode(encode(request, "secret"), "secret");
  expect(decoded.content).toEqual({ code: "σ" });
  expect(decoded.header).toEqual(request.header);
  expect(Buffer.from(decoded.identities[0]!).toString()).toBe("front");
});

test("an answer names its request", () => {
  const request = following(undefined, "execute_request", {});
  const reply = following(request, "execute_reply", { status: "ok" });
  expect(reply.parent).toEqual(request.header);
  expect(reply.header.session).toBe(request.header.session);
});

test("a forged or cut message is refused", () => {
  const frames = encode(following(undefined, "execute_request", { code: "1" }), "secret");
  expect(() => decode(frames, "other")).toThrow("signature");
  expect(() => decode(frames.slice(0, 3), "secret")).toThrow("delimiter");
});

test("cursor positions count code points", () => {
  expect(utf16Offset("😀a", 1)).toBe(2);
  expect(codePointOffset("😀a", 2)).toBe(1);
  expect(utf16Offset("σa", 1)).toBe(1);
});
