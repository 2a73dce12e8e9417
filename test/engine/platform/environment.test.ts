import { homedir } from "node:os";
import { join } from "node:path";
import { environment } from "engine/platform/environment";

const { env, platform } = process;
afterEach(() => {
  process.env = env;
  Object.defineProperty(process, "platform", { value: platform });
});

test.each([
  ["linux", {}, join(homedir(), ".cache")],
  ["linux", { XDG_CACHE_HOME: "/cache" }, "/cache"],
  ["linux", { XDG_CACHE_HOME: "", LOCALAPPDATA: "C:\\Local" }, join(homedir(), ".cache")],
  ["darwin", { XDG_CACHE_HOME: "/cache" }, join(homedir(), "Library", "Caches")],
  ["win32", { LOCALAPPDATA: "C:\\Local" }, "C:\\Local"],
  ["win32", {}, join(homedir(), ".cache")],
])("on %s with %j programs keep what they can fetch again in %s", (system, variables, folder) => {
  Object.defineProperty(process, "platform", { value: system });
  process.env = variables;
  expect(environment.cacheFolder()).toBe(folder);
});

test("events that have come go first", async () => {
  const order: string[] = [];
  setImmediate(() => order.push("event"));
  await new Promise<void>((resolve) => {
    environment.afterEvents(() => {
      order.push("action");
      resolve();
    });
    queueMicrotask(() => order.push("microtask"));
  });
  expect(order).toEqual(["microtask", "event", "action"]);
});

test("what waits in the background can be called off", async () => {
  let calls = 0;
  const callOff = environment.inBackground(() => calls++, 1);
  environment.inBackground(() => (calls += 10), 1);
  callOff();
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(calls).toBe(10);
});
