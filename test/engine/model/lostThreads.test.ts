import { createContext, Script } from "node:vm";
import type { Worker } from "node:worker_threads";
import { modelFrame } from "engine/formula/frame/modelFrame";
import type { LinearMixedModel } from "engine/model/linearMixedModel";
import { crossedTable } from "../support/crossedTable";

const threads = require("node:worker_threads") as typeof import("node:worker_threads");
const started: Worker[] = [];
threads.Worker = class extends threads.Worker {
  constructor(...parameters: ConstructorParameters<typeof Worker>) {
    super(...parameters);
    started.push(this);
  }
};
// These take the class above.
type TeamSignal = import("engine/wasm/teamSignal").TeamSignal;
type Team = import("engine/wasm/team").Team;
const { fitFrame } = require("engine/model/fitFrame") as typeof import("engine/model/fitFrame");
const { Team } = require("engine/wasm/team") as typeof import("engine/wasm/team");
const { TeamSignal } = require("engine/wasm/teamSignal") as typeof import("engine/wasm/teamSignal");
const { TEAM_KERNELS } = require("engine/wasm/sparseKernels") as typeof import("engine/wasm/sparseKernels");

/** Tenths of a second: no test lasts so long that does not wait for a lost thread. */
const LONG = 200;
beforeEach(() => (Team.patience = 5));

const frame = modelFrame(
  "y ~ 1 + x + (1 + x | g1) + (1 | g2)",
  crossedTable(
    4000,
    [
      { levels: 211, sd: 1 },
      { levels: 67, sd: 0.7 },
    ],
    5,
  ),
);
const fitted = (workers: number, log = false): LinearMixedModel =>
  fitFrame(frame, { REML: false, workers, costly: 0, log });
const estimates = ({ objective, theta, sigma, coef, vcov, minimum, fitlog }: LinearMixedModel): unknown => ({
  objective,
  theta,
  sigma,
  coef,
  vcov,
  minimum,
  fitlog: fitlog?.toRows(),
});

afterEach(() => jest.restoreAllMocks());

/**
 * Does `fault` once, at the n-th call of the kernel that other threads have a part in; fits until it has come to that.
 */
function fitWithFault(
  kernel: string,
  n: number,
  fault: (call: Parameters<TeamSignal["call"]>) => void,
): LinearMixedModel {
  const { call } = TeamSignal.prototype;
  let calls = 0;
  jest.spyOn(TeamSignal.prototype, "call").mockImplementation(function (this: TeamSignal, ...parameters) {
    if (TEAM_KERNELS[parameters[0]] === kernel && ++calls === n) fault(parameters);
    return call.apply(this, parameters);
  });
  for (let fit = 0; fit < 200; fit++) {
    const model = fitted(3, true);
    if (calls >= n) return model;
  }
  throw new Error(`no other thread had a part in ${kernel} ${n} times`);
}

const alone = estimates(fitted(1, true));

describe.each([
  ["schurRows", 1],
  ["packedCholesky", 2],
  ["packedInverse", 1],
  ["leadTraces", 2],
])("in %s, call %d", (kernel, n) => {
  test("a thread that traps in the kernel is lost, and the fit is redone on one thread with the same bits", () => {
    Team.patience = LONG;
    const start = performance.now();
    // Only the other threads get the wrong address.
    expect(estimates(fitWithFault(kernel, n, ([, parameters]) => ((parameters as number[])[0] = -65536)))).toEqual(
      alone,
    );
    expect(performance.now() - start).toBeLessThan(100 * LONG);
  });

  test("a thread that is ended is lost too", () => {
    let ended = 0;
    expect(
      estimates(fitWithFault(kernel, n, () => (ended = started.splice(0).map((worker) => worker.terminate()).length))),
    ).toEqual(alone);
    expect(ended).toBeGreaterThan(0);
  });
});

test("an error of the calling thread sends the others away instead of leaving them at the barrier", () => {
  Team.patience = LONG;
  const start = performance.now();
  const { run } = Team.prototype;
  const spy = jest.spyOn(Team.prototype, "run").mockImplementation(function (this: Team, kernel, ...parameters) {
    run.call(this, kernel, ...parameters);
    if (this.threads === 1) return;
    const { heap } = this as unknown as { heap: object };
    Object.defineProperty(heap, "kernels", {
      value: {
        packedCholesky: () => {
          throw new Error("trap");
        },
      },
    });
    run.call(this, "packedCholesky", ...parameters);
  });
  expect(() => {
    for (let fit = 0; fit < 200; fit++) fitted(2);
  }).toThrow("trap");
  expect(performance.now() - start).toBeLessThan(100 * LONG);
  spy.mockRestore();
  expect(estimates(fitted(2, true))).toEqual(alone);
});

test("a fit that is interrupted leaves no thread that later fits would wait for", () => {
  const context = createContext({
    endless: () => {
      for (;;) fitted(2);
    },
  });
  for (let time = 0; time < 5; time++)
    expect(() => new Script("endless()").runInContext(context, { timeout: 150 + 40 * time })).toThrow(/timed out/);
  let most = 0;
  const { run } = Team.prototype;
  jest.spyOn(Team.prototype, "run").mockImplementation(function (this: Team, ...parameters) {
    run.apply(this, parameters);
    most = Math.max(most, this.threads);
  });
  for (let fit = 0; fit < 200 && most < 2; fit++) expect(estimates(fitted(2, true))).toEqual(alone);
  expect(most).toBe(2);
});
