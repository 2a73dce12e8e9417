import { until } from "./until";

test("asks until there is an answer, and gives it", async () => {
  let asked = 0;
  const answer = await until("the third attempt", () => {
    if (++asked < 3) throw new Error("not yet");
    return asked;
  });
  expect(answer).toBe(3);
});

test("what never holds ends with what was waited for and what was seen last", async () => {
  let seen = 0;
  const never = until("the count is negative", () => expect(++seen).toBeLessThan(0), 200);
  await expect(never).rejects.toThrow(
    /^the count is negative: not within 0\.2 s; the last attempt said [^]*Received: +\S*\d+/,
  );
  expect(seen).toBeGreaterThan(0);
});

test("an attempt that never ends does not hold it up", async () => {
  await expect(until("an answer", () => new Promise(() => undefined), 50)).rejects.toThrow(
    "the last attempt said nothing",
  );
});
