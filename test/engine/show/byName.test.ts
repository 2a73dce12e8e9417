import { inspect } from "node:util";
import { condVar } from "engine/model/diagnostics";
import { fit } from "engine/model/fit";
import { icc } from "engine/model/r2";
import { ranefinfo } from "engine/model/ranefInfo";
import { Bernoulli } from "engine/random/bernoulli";
import { byName } from "engine/show/byName";
import { dataset } from "engine/table/source/dataset";
import { fitted } from "../support/fits";

const model = fitted("sleepstudy");

test("results by name are texts in String(…) and templates, with a line for each name", () => {
  expect(String(model.βs)).toBe("(Intercept): 251.405\ndays: 10.4673");
  expect(`${model.σs.subj}`).toBe("(Intercept): 23.7806\ndays: 5.71683");
  const generalized = fit("use ~ 1 + age + (1 | dist)", dataset("contra"), { family: Bernoulli() });
  expect(String(generalized.βs)).toMatch(/^\(Intercept\): -0\.\d+\nage: 0\.\d+$/);
  for (const result of [condVar(model), ranefinfo(model), model.σs, model.ranef])
    expect(String(result)).toMatch(/^[^[]*subj/);
  expect(Object.keys(model.βs)).toEqual(["(Intercept)", "days"]);
  expect(Number(model.βs)).toBeNaN();
  expect(inspect(model.βs)).not.toContain("toPrimitive");
});

test.each(["toString", "valueOf", "__proto__", "constructor"])("a name may be %s", (name) => {
  expect(String(byName([[name, 1]]))).toBe(`${name}: 1.0`);
  const rows = dataset("sleepstudy")
    .toRows()
    .map(({ subj, days, reaction }) =>
      Object.fromEntries([
        [name, subj],
        ["days", days],
        ["reaction", reaction],
      ]),
    );
  const own = fit(`reaction ~ 1 + days + (1 | ${name})`, rows);
  for (const result of [own.σs, own.ranef, condVar(own), ranefinfo(own)]) expect(String(result)).toContain(name);
});

test.each([
  ["icc(m).byGroup", () => icc(model).byGroup, "subj"],
  ["m.βs", () => model.βs, "(Intercept), days"],
  ["m.σs", () => model.σs, "subj"],
  ["m.σs.subj", () => model.σs["subj"]!, "(Intercept), days"],
  ["m.ranef", () => model.ranef, "subj"],
])("a name that %s does not have is answered by those it has", (_, result, names) => {
  const own = result() as { readonly [name: string]: unknown };
  expect(() => own["x"]).toThrow(`unknown name 'x'; names are ${names}`);
  expect("x" in own).toBe(false);
  // Whatever is read of any object to learn what it is.
  expect([own["then"], own["toJSON"], own["constructor"], own["hasOwnProperty"]]).toEqual(Array(4).fill(undefined));
  expect(inspect(own)).not.toMatch(/prototype/i);
  expect(Object.keys({ ...own })).toEqual(Object.keys(own));
});
