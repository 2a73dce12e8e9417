import { condVar } from "engine/model/diagnostics";
import { ranefinfo, ranefinfotable } from "engine/model/ranefInfo";
import { pictures } from "../charts/reference";
import { expectClose } from "../support/expectClose";
import { fitted } from "../support/fits";

const sleepstudy = fitted("sleepstudy");

test("conditional modes and standard deviations are lme4's", () => {
  const { subj } = ranefinfo(sleepstudy);
  const { levels, modes, stddevs } = pictures.sleepstudy;
  expect(subj.levels.map((level) => level.replace("S", ""))).toEqual(levels);
  [0, 1].forEach((c) => {
    const column = (values: Float64Array): Float64Array => values.filter((_, i) => i % 2 === c);
    // lme4's θ differs from ours in the seventh digit.
    expectClose(column(subj.ranef), modes[c], { relative: 1e-5, absolute: 1e-5 });
    expectClose(column(subj.stddev), stddevs[c], { relative: 1e-6 });
  });
});

test("one factor of two crossed ones, the levels in the order of the model", () => {
  const plate = ranefinfo(fitted("penicillin"), "plate");
  expect(plate).toMatchObject({ grouping: "plate", cnames: ["(Intercept)"] });
  const { levels, modes, stddevs } = pictures.plate;
  const at = levels.map((level) => plate.levels.findIndex((own) => own.endsWith(level)));
  expectClose(
    at.map((l) => plate.ranef[l]),
    modes[0],
    { absolute: 1e-5 },
  );
  expectClose(
    at.map((l) => plate.stddev[l]),
    stddevs[0],
    { relative: 1e-5 },
  );
});

test("the variances of several effects are the diagonals of condVar", () => {
  const kb07 = fitted("kb07_m0");
  const { stddev, cnames } = ranefinfo(kb07, "item");
  const s = cnames.length;
  expect(stddev).toEqual(Float64Array.from(stddev, (_, i) => Math.sqrt(condVar(kb07).item[i * s + (i % s)])));
});

test("as a table, effect after effect", () => {
  const table = ranefinfotable(ranefinfo(sleepstudy, "subj"));
  expect(table.columnNames).toEqual(["name", "level", "cmode", "cstddev"]);
  expect(table.numRows).toBe(36);
  expect(table.toRows()[18]).toMatchObject({ name: "days", level: sleepstudy.ranef.subj.column("subj")[0] });
  expectClose(table.numeric("cmode").slice(18), sleepstudy.ranef.subj.numeric("days"), {});
});

test("an unknown factor is named with the choices", () => {
  expect(() => ranefinfo(sleepstudy, "sbj")).toThrow(
    "unknown grouping factor 'sbj' (did you mean 'subj'?); those of the model are subj",
  );
});
