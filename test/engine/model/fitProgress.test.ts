import { modeltable } from "engine/bootstrap/modelTable";
import { contestMD } from "engine/inference/means/contest";
import { effects, empairs } from "engine/inference/means/effects";
import { emtrends } from "engine/inference/means/emtrends";
import { lincom } from "engine/inference/means/lincom";
import { coeftable } from "engine/inference/smallSample/coeftable";
import { anova } from "engine/inference/tests/anova";
import { drop1 } from "engine/inference/tests/drop1";
import { ranova } from "engine/inference/tests/ranova";
import { fit, refit } from "engine/model/fit";
import { VarCorr } from "engine/model/varCorr";
import { dataset } from "engine/table/source/dataset";
import { FakeHost } from "../support/fakeHost";
import { fitted } from "../support/fits";
import { shownBars } from "../support/shownBars";

const bars = shownBars();
const { views } = bars;
const model = fitted("kb07_m0");
const again = () => refit(model, model.response);

test("a fit that takes long shows its evaluations and the lowest objective so far, and leaves one line", () => {
  const { objective, theta, minimum } = again();
  const shown = views();
  expect(shown.length).toBeGreaterThanOrEqual(minimum.evaluations);
  expect(shown[0]).toMatchObject({ label: "fit", unit: "evaluations", state: "running", total: 0 });
  expect(shown.at(-1)).toMatchObject({ state: "done", done: minimum.evaluations, total: 0 });
  expect(shown.at(-1)).not.toHaveProperty("control");
  const objectives = shown.slice(0, -1).map(({ doing }) => Number(doing!.replace("objective ", "")));
  expect(objectives).toEqual([...objectives].sort((a, b) => b - a));
  expect(new Set(bars.host.displayed.map(({ id }) => id)).size).toBe(1);
  expect(bars.host.displayed[0].bundle["text/plain"]).toMatch(/^fit \d+ evaluations · objective \d+\.\d{3}$/);
  expect(bars.host.displayed.at(-1)!.bundle["text/plain"]).toMatch(/^fit: \d+ evaluations in /);
  expect(bars.host.displayed[0].bundle["text/html"]).toContain('<progress aria-label="fit">');
  expect(bars.host.withdrawn).toHaveLength(1);
  expect([objective, ...theta]).toEqual([model.objective, ...model.theta]);
});

test("a quick fit shows nothing and asks for no button, nor does one without progress", () => {
  jest.spyOn(performance, "now").mockReturnValue(5);
  again();
  bars.passTime();
  const table = { y: [1, 3, 2, 5, 4, 7], g: ["a", "a", "b", "b", "c", "c"] };
  fit("y ~ 1 + (1 | g)", table, { progress: false });
  expect(bars.host.displayed).toEqual([]);
  expect(bars.host.offered.size).toBe(0);
  expect(() => fit("y ~ 1 + (1 | g)", table, { progress: "no" as never })).toThrow(
    "progress is true or false; got 'no'",
  );
});

test.each([0, 1, 2, 4])("a fit stopped after %i questions has the lowest values so far, and says so", (patience) => {
  bars.host.patience = patience;
  const stopped = again();
  const { converged, summary } = stopped.certificate;
  expect(converged).toBe(false);
  expect(summary).toMatch(/^not converged: .*the fit was stopped/);
  expect(String(stopped)).toContain("the fit was stopped");
  expect(stopped.minimum.evaluations).toBeLessThan(model.minimum.evaluations);
  expect(stopped.objective).toBeGreaterThan(model.objective);
  const running = views().filter(({ state }) => state === "running");
  expect(Number(running.at(-1)!.doing!.replace("objective ", ""))).toBeCloseTo(stopped.objective, 2);
  expect(views().at(-1)).toMatchObject({ state: "stopped", done: stopped.minimum.evaluations });
});

test("what is made of a stopped fit says that it failed", () => {
  bars.host.patience = 0;
  const stopped = fit("reaction ~ 1 + days + (1 + days | subj)", dataset("sleepstudy"));
  expect(stopped.certificate.converged).toBe(false);
  bars.host.patience = Infinity;
  const made = [
    anova(stopped),
    coeftable(stopped),
    contestMD(stopped, { slope: { days: 1 } }),
    drop1(stopped),
    drop1(stopped, { test: "LRT" }),
    effects({ days: [0, 9] }, stopped),
    empairs({ days: [0, 9] }, stopped),
    emtrends("days", {}, stopped),
    lincom(stopped, { slope: { days: 1 } }),
    modeltable(stopped),
    ranova(stopped),
    VarCorr(stopped),
  ];
  for (const result of made) expect(String(result)).toContain("the fit was stopped");
});

test("an error on the way ends the bar", () => {
  let asked = 0;
  jest.spyOn(FakeHost.prototype, "offerBlocking").mockImplementation(function (this: FakeHost, askable) {
    return {
      id: this.offer(askable),
      stopped: () => {
        if (++asked === 3) throw new RangeError("ended by force");
        return false;
      },
    };
  });
  expect(again).toThrow("ended by force");
  expect(views().at(-1)).toMatchObject({ state: "failed" });
  expect(bars.host.withdrawn).toHaveLength(1);
});
