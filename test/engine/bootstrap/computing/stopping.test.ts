import { type BootstrapOptions, parametricbootstrap } from "engine/bootstrap/parametricbootstrap";
import type { MixedModelBootstrap } from "engine/bootstrap/sample/mixedModelBootstrap";
import { combinereplicates } from "engine/bootstrap/sample/savedReplicates";
import { MersenneTwister } from "engine/random/mersenneTwister";
import { grouped } from "engine/show/progressText";
import type { ProgressView } from "engine/show/progressView";
import { VIEW_MIME } from "engine/show/view";
import { bits } from "../../support/bits";
import { FakeHost } from "../../support/fakeHost";
import { fitted } from "../../support/fits";

const MANY = 200_000;

let host: FakeHost;
beforeEach(() => (host = FakeHost.install()));
afterEach(() => host.remove());

/** The progress views shown so far, of the bar that was begun as number `bar`. */
function views(bar = 0): ProgressView[] {
  const ids = [...new Set(host.displayed.map(({ id }) => id))];
  return host.displayed.filter(({ id }) => id === ids[bar]).map(({ bundle }) => bundle[VIEW_MIME] as ProgressView);
}

/** Presses Stop of a bar once it has been updated some times. */
async function pressStop(bar = 0): Promise<void> {
  while (views(bar).length < 3) await new Promise((wake) => setTimeout(wake, 20));
  host.offered.get(views(bar)[0].control!)!.answer({ ask: "stop" });
}

function begin(rng: MersenneTwister, n: number, options: BootstrapOptions = {}): Promise<MixedModelBootstrap> {
  return parametricbootstrap(rng, n, fitted("kb07_m1"), options);
}

describe.each([1, 2, 7])("Stop with %i workers", (workers) => {
  test("keeps the first replicates, bit for bit, and the stream goes on after them", async () => {
    const rng = new MersenneTwister(3);
    const running = begin(rng, MANY, { workers });
    await pressStop();
    const stopped = await running;
    const k = stopped.length;
    expect(k).toBeGreaterThan(0);
    expect(k).toBeLessThan(MANY);
    expect(stopped.requested).toBe(MANY);
    const whole = await begin(new MersenneTwister(3), k + 100, { progress: false });
    expect(bits(stopped).equals(bits(whole, k))).toBe(true);
    const continued = combinereplicates(stopped, await begin(rng, 100, { workers, progress: false }));
    expect(bits(continued).equals(bits(whole))).toBe(true);
    expect(continued.requested).toBe(k + 100);
  });
});

test("the sample says that it was stopped, and one quiet line remains", async () => {
  const running = begin(new MersenneTwister(3), MANY);
  await pressStop();
  const { length, ...stopped } = await running;
  expect(stopped.requested).toBe(MANY);
  expect((await running).toString()).toContain(`${grouped(length)} of ${grouped(MANY)} replicates (stopped)`);
  const last = views().at(-1)!;
  expect(last).toMatchObject({ state: "stopped", done: length, total: MANY });
  expect(last).not.toHaveProperty("control");
  expect(last).not.toHaveProperty("densities");
  expect(host.withdrawn).toEqual([last]);
  expect(host.displayed.at(-1)!.bundle["text/plain"]).toMatch(
    /^parametricbootstrap: stopped after [\d,]+ of 200,000 replicates in /,
  );
  expect(host.displayed.map(({ update }) => update)).toEqual(host.displayed.map((_, i) => i > 0));
});

test("of two bootstraps at once Stop ends only its own", async () => {
  const both = [
    begin(new MersenneTwister(3), MANY, { workers: 1 }),
    begin(new MersenneTwister(4), 4000, { workers: 1 }),
  ];
  await pressStop();
  const [stopped, whole] = await Promise.all(both);
  expect(stopped.length).toBeLessThan(MANY);
  expect([whole.length, whole.requested]).toEqual([4000, 4000]);
  expect(views(1).at(-1)).toMatchObject({ state: "done", done: 4000 });
});

test("an interrupt stops all of them in the same way", async () => {
  const rng = new MersenneTwister(3);
  const both = [begin(rng, MANY), begin(new MersenneTwister(4), MANY)];
  while (views(1).length < 2) await new Promise((wake) => setTimeout(wake, 20));
  host.interrupt();
  const samples = await Promise.all(both);
  expect(samples.map(({ requested }) => requested)).toEqual([MANY, MANY]);
  const whole = await begin(new MersenneTwister(3), samples[0].length + 10, { progress: false });
  expect(bits(combinereplicates(samples[0], await begin(rng, 10, { progress: false }))).equals(bits(whole))).toBe(true);
});

test("a view that comes later may ask how far it is", async () => {
  const running = begin(new MersenneTwister(3), MANY);
  while (views().length < 2) await new Promise((wake) => setTimeout(wake, 20));
  const control = host.offered.get(views()[0].control!)!;
  expect(control.answer({ ask: "progress" })).toEqual(views().at(-1));
  expect(() => control.answer({ ask: "pause" })).toThrow(
    'a computation is asked to "stop" or for its "progress"; got "pause"',
  );
  control.answer({ ask: "stop" });
  await running;
});

describe("live densities", () => {
  async function pictures(options: BootstrapOptions): Promise<NonNullable<ProgressView["densities"]>> {
    const running = begin(new MersenneTwister(3), MANY, options);
    while (views().at(-1)?.densities === undefined) await new Promise((wake) => setTimeout(wake, 20));
    host.offered.get(views()[0].control!)!.answer({ ask: "stop" });
    await running;
    return views().at(-2)!.densities!;
  }

  test("are those of the random effects' standard deviations", async () => {
    const drawn = await pictures({ live: true });
    expect(drawn.map(({ column, label }) => [column, label])).toEqual([
      ["σ1", "item: (Intercept)"],
      ["σ2", "item: prec: maintain"],
      ["σ3", "subj: (Intercept)"],
    ]);
    expect(views().at(-1)).not.toHaveProperty("densities");
  });

  test("or of columns by name", async () => {
    const drawn = await pictures({ live: ["β1", "ρ1"] });
    expect(drawn.map(({ column, label }) => [column, label])).toEqual([
      ["β1", "(Intercept)"],
      ["ρ1", "item: (Intercept), prec: maintain"],
    ]);
  });

  test.each<[string, BootstrapOptions]>([
    ["unknown column of the option live 'σ9' (did you mean 'σ'?)", { live: ["σ9"] }],
    ["the option live takes 1 to 12 columns; got 0", { live: [] }],
    ["live must be true or columns of the sample", { live: 3 } as unknown as BootstrapOptions],
    ["live densities stand below the progress bar; got progress: false", { live: true, progress: false }],
  ])("refused: %s", async (message, options) => {
    await expect(begin(new MersenneTwister(3), 100, options)).rejects.toThrow(message);
  });
});
