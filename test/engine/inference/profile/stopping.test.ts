import { confint } from "engine/bootstrap/sample/confint";
import { zetaplot } from "engine/charts/zetaplot";
import { profile } from "engine/inference/profile/profile";
import { FakeHost } from "../../support/fakeHost";
import { fitted } from "../../support/fits";
import { shownBars } from "../../support/shownBars";

const bars = shownBars();
const { views } = bars;
const model = fitted("sleepstudy");
const whole = profile(model, { progress: false });

test("a profile shows how many parameters are done, and which one is under way", () => {
  profile(model);
  const shown = views();
  expect(shown.length).toBeGreaterThan(20);
  expect(shown[0]).toMatchObject({ label: "profile", unit: "parameters", done: 0, total: 9, doing: "β1", part: 0 });
  expect(shown.at(-1)).toMatchObject({ state: "done", done: 9, total: 9 });
  expect(shown.at(-1)).not.toHaveProperty("control");
  expect(shown.at(-1)).not.toHaveProperty("doing");
  const running = shown.slice(0, -1);
  expect([...new Set(running.map(({ doing }) => doing))]).toEqual(whole.parameters);
  const behind = running.map(({ done, part }) => done + part!);
  expect(behind).toEqual([...behind].sort((a, b) => a - b));
  expect(new Set(bars.host.displayed.map(({ id }) => id)).size).toBe(1);
  expect(bars.host.displayed.at(-1)!.bundle["text/plain"]).toMatch(/^profile: 9 parameters in /);
  expect(bars.host.displayed[1].bundle["text/plain"]).toMatch(/^profile 0 \/ 9 parameters · β1 · .* left$/);
  expect(bars.host.withdrawn).toHaveLength(1);
});

test("one that is over at once leaves no line, one without progress asks for no button", () => {
  jest.spyOn(performance, "now").mockReturnValue(5);
  profile(model, { parameters: ["σ"] });
  expect(bars.host.displayed).toEqual([]);
  profile(model, { parameters: ["σ"], progress: false });
  expect(bars.host.offered.size).toBe(1);
  expect(() => profile(model, { progress: "no" as never })).toThrow("progress is true or false; got 'no'");
});

test.each([0, 1, 30, 100, 200, 300])(
  "stopped after %i evaluations it has the parameters done by then, and names the others",
  (patience) => {
    bars.host.patience = patience;
    const stopped = profile(model);
    const { parameters, missing, notes, tbl } = stopped;
    expect([...parameters, ...missing]).toEqual(whole.parameters);
    expect(missing.length).toBeGreaterThan(0);
    expect(notes).toEqual([`the profile was stopped; not profiled are ${missing.join(", ")}`]);
    expect(String(stopped)).toContain(notes[0]);
    const rows = whole.tbl.toRows().filter(({ par }) => parameters.includes(par as string));
    expect(tbl.toRows()).toEqual(rows);
    expect(confint(stopped, { level: 0.9 }).toRows()).toEqual(
      confint(whole, { level: 0.9 }).toRows().slice(0, parameters.length),
    );
    expect(views().at(-1)).toMatchObject({ state: "stopped", done: parameters.length, total: 9 });
    if (parameters.includes("β2")) expect(zetaplot(stopped).spec.concat).toHaveLength(2);
  },
);

test("one that is not stopped misses nothing, and the bar does not change a number", () => {
  bars.host.patience = 1e9;
  const shown = profile(model);
  expect(shown.missing).toEqual([]);
  expect(shown.tbl.toRows()).toEqual(whole.tbl.toRows());
});

test("an error in it is no stop, and ends its bar", () => {
  let interrupted = 0;
  jest.spyOn(FakeHost.prototype, "offerBlocking").mockImplementation(function (this: FakeHost, askable) {
    return {
      id: this.offer(askable),
      stopped: () => {
        // What ends the code by force says so to the listeners afterwards.
        if (++interrupted === 50) throw new RangeError("ended by force");
        return false;
      },
    };
  });
  expect(() => profile(model)).toThrow("ended by force");
  expect(views().at(-1)).toMatchObject({ state: "failed" });
  expect(bars.host.withdrawn).toHaveLength(1);
});
