import { fit } from "engine/model/fit";
import { environment } from "engine/platform/environment";
import { dataset } from "engine/table/source/dataset";

const kb07 = dataset("kb07");
const warn = jest.spyOn(environment, "warn").mockImplementation(() => {});
beforeEach(() => warn.mockClear());
afterAll(() => warn.mockRestore());

// MixedModels.jl 4: "also works without explicitly dropped intercept" (test/pls.jl).
test.each([
  [
    "(prec | subj) + (load | subj)",
    "(1 + prec | subj) + (0 + load | subj)",
    "a term of 'subj' is read as (0 + load | subj)",
  ],
  ["(1 | subj) + (load | subj)", "(1 | subj) + (0 + load | subj)", "a term of 'subj' is read as (0 + load | subj)"],
  [
    "(1 | item) + (1 | subj) + zerocorr(load | item)",
    "(1 | item) + (1 | subj) + zerocorr(0 + load | item)",
    "of 'item'",
  ],
  ["(1 | subj) + (load | subj/item)", "(1 | subj) + (0 + load | subj) + (1 + load | subj & item)", "(0 + load | subj)"],
])("%s is read as %s, which a warning says", (text, reading, sentence) => {
  const model = fit(`rt_trunc ~ 1 + ${text}`, kb07);
  expect(model.formula).toBe(`rt_trunc ~ 1 + ${reading}`);
  expect(warn.mock.calls).toHaveLength(1);
  expect(warn.mock.calls[0][0]).toContain(sentence);
  warn.mockClear();
  expect(fit(model.formula, kb07).objective).toBe(model.objective);
  expect(warn).not.toHaveBeenCalled();
});

test.each(["(1 | subj) + (0 + load | subj)", "(load | subj) + (prec | item)", "(0 + load | subj) + (prec | subj)"])(
  "%s is read as it stands",
  (text) => {
    fit(`rt_trunc ~ 1 + ${text}`, kb07);
    expect(warn).not.toHaveBeenCalled();
  },
);
