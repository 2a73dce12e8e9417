import { evaluate } from "engine/minimizer/derivatives";
import { expectClose } from "../support/expectClose";
import { PlainDeviance } from "../support/plainDeviance";
import { frames, someTheta, testProblem } from "../support/problems";

const cases = Object.keys(frames).flatMap(
  (name) =>
    [
      [name, false],
      [name, true],
    ] as const,
);

test.each(cases)("the traces of the levels add up to those of the terms (%s, REML %s)", (name, reml) => {
  const { data, problem } = testProblem(frames[name](), reml);
  const deviance = new PlainDeviance(data.system, data.frame.nobs, reml, { levelTraces: true });
  const theta = someTheta(problem);
  evaluate({ ...problem, deviance }, theta);
  data.system.terms.forEach(({ size: s, classes, coreOffset, groups, contrastsIn }, t) => {
    for (let i = 0; i < s; i++) {
      let sum = 0;
      for (let c = 0; c < classes; c++) sum += deviance.levelTraces![coreOffset + c * s + i];
      for (let g = 0; g < groups; g++) sum += contrastsIn[g] * deviance.factors[t].tau[g * s * s + i * s + i];
      expectClose([sum], [deviance.traces[t][i * s + i]], { relative: 1e-12 });
    }
  });
});
