import { tellingFetch } from "../../../jupyter-extension/kernel/src/web/tellingFetch";

const failing = (error: Error): typeof fetch => tellingFetch(() => Promise.reject(error));

beforeAll(() => {
  (globalThis as { location?: unknown }).location = { href: "https://pages.test/site/kernel/kernel.js" };
});
afterAll(() => {
  delete (globalThis as { location?: unknown }).location;
});

test("an address without an answer is named, with what a page can do", async () => {
  const none = failing(new TypeError("Failed to fetch"));
  const sentence =
    /^https:\/\/osf\.test\/a\.csv gives this page no answer: [^]*https:\/\/osf\.test does not let other sites/;
  await expect(none("https://osf.test/a.csv")).rejects.toThrow(sentence);
  await expect(none(new URL("https://osf.test/a.csv"))).rejects.toThrow(sentence);
  await expect(none(new Request("https://osf.test/a.csv"))).rejects.toThrow(sentence);
  await expect(none("own.csv")).rejects.toThrow("own.csv gives this page no answer");
});

test("other errors are as they were, and so are answers", async () => {
  await expect(failing(new TypeError("Failed to parse URL"))("http://[")).rejects.toThrow("Failed to parse URL");
  const aborted = new DOMException("signal is aborted", "AbortError");
  await expect(failing(aborted as never)("https://osf.test/")).rejects.toBe(aborted);
  const answer = new Response("text");
  expect(await tellingFetch(() => Promise.resolve(answer))("https://osf.test/")).toBe(answer);
});
