import * as engine from "engine/index";
import { fitted } from "../support/fits";

const { OptionError } = engine;

/** Functions of a model, a sample or a profile, with what they say that they need. */
const needs: { readonly [need: string]: readonly (keyof typeof engine)[] } = {
  "a model made by fit": [
    "VarCorr",
    "anova",
    "coeftable",
    "condVar",
    "condVartables",
    "cooksdistance",
    "createθ",
    "leverage",
    "modelmatrix",
    "predict",
    "profile",
    "ranef",
    "ranefinfo",
    "raneftables",
    "rePCA",
    "reterms",
    "residualplot",
    "shrinkageplot",
    "summary",
    "vcov",
  ],
  "the random effects of one grouping factor": ["caterpillar", "qqcaterpillar", "ranefinfotable"],
  "a sample made by parametricbootstrap": ["bootstrapview", "ridge2d", "ridgeplot"],
  "a profile made by profile(m)": ["profiledensity", "zetaplot"],
};

describe.each(Object.entries(needs).flatMap(([need, names]) => names.map((name) => [name, need] as const)))(
  "%s",
  (name, need) => {
    test.each([undefined, null, 42, "m", {}])(`needs ${need}, not %p`, (given) => {
      const call = (): unknown => (engine[name] as (argument: unknown) => unknown)(given);
      expect(call).toThrow(OptionError);
      expect(call).toThrow(`${name} needs ${need}`);
    });
  },
);

test.each([undefined, null, 42, {}])("others refuse %p in a sentence too", (given) => {
  const wrong = given as never;
  expect(() => new engine.BlockDescription(wrong)).toThrow("BlockDescription needs a model made by fit");
  expect(() => engine.coefplot(wrong)).toThrow("coefplot draws models and bootstrap samples; got ");
  expect(() => engine.qqnorm(wrong)).toThrow("qqnorm draws a model or numbers; got ");
  expect(() => engine.lincom(fitted("sleepstudy"), typeof given === "object" ? wrong : (undefined as never))).toThrow(
    /combination.* such as \{ difference: \{ x: 1, z: -1 \} \}.*; got /,
  );
  if (typeof given !== "object" || given === null)
    expect(() => engine.effects(wrong, fitted("sleepstudy"))).toThrow(
      "the design of effects, such as { x: [0, 1] }, must be an object; got ",
    );
});
