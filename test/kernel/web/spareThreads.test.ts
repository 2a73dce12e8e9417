import { SpareThreads } from "../../../jupyter-extension/kernel/src/web/spareThreads";

const DEVICE = { isIsolated: true, processors: 4, memory: 8 };
const prepared = jest.fn();

beforeEach(() => {
  jest.useFakeTimers();
  prepared.mockClear();
});
afterEach(() => jest.useRealTimers());

function idleOn(device: ConstructorParameters<typeof SpareThreads>[0]): SpareThreads {
  const spares = new SpareThreads(device, prepared);
  spares.idle();
  return spares;
}

test("threads for the next fit wait as soon as no cell runs for a moment", () => {
  const spares = idleOn(DEVICE);
  spares.busy();
  jest.runAllTimers();
  expect(prepared).not.toHaveBeenCalled();
  spares.idle();
  spares.idle();
  jest.runAllTimers();
  expect(prepared.mock.calls).toEqual([["wasm/teamThread", 3]]);
});

test.each([
  ["pages that are not isolated have none", { ...DEVICE, isIsolated: false }, []],
  ["devices with little memory have none", { ...DEVICE, memory: 2 }, []],
  ["one processor has none", { ...DEVICE, processors: 1 }, []],
  ["where memory is not told there are some", { ...DEVICE, memory: undefined }, [["wasm/teamThread", 3]]],
  ["many processors have a few", { ...DEVICE, processors: 64 }, [["wasm/teamThread", 7]]],
])("%s", (_, device, calls) => {
  idleOn(device);
  jest.runAllTimers();
  expect(prepared.mock.calls).toEqual(calls);
});
