import { prepareResponse } from "engine/deviance/modelData";
import { devianceSubject, withDeviance } from "engine/deviance/withDeviance";
import { Minimizer } from "engine/minimizer/minimize";
import { submodels } from "engine/minimizer/submodel";
import { fit } from "engine/model/fit";
import type { LinearMixedModel } from "engine/model/linearMixedModel";
import { dataset } from "engine/table/source/dataset";

/** The objective of every submodel, keyed by the blocks that are free, and of the same θ in the whole model. */
function lowestOfSubmodels({ data, response, strata, criterion }: LinearMixedModel): Map<string, [number, number]> {
  const { layout } = data;
  const { statistics } = prepareResponse(data, response);
  return withDeviance(devianceSubject(data, statistics, strata, criterion), (deviance) => {
    const lowest = new Map<string, [number, number]>();
    for (const submodel of submodels({ layout, deviance, strata })) {
      const minimizer = new Minimizer(submodel.problem);
      submodel.clear();
      minimizer.minimize(submodel.problem.layout.identity());
      layout.fill(deviance.lambdas, submodel.extend(minimizer.theta));
      deviance.factor(false);
      lowest.set(submodel.kept.join(), [minimizer.objective, deviance.solve(false)]);
    }
    return lowest;
  });
}

test("submodels are the models without the terms that are held at zero", () => {
  const table = dataset("penicillin");
  const model = fit("diameter ~ 1 + (1 | plate) + (1 | sample)", table);
  const lowest = lowestOfSubmodels(model);
  const names = model.data.terms.map(({ grouping }) => grouping);
  expect([...lowest.keys()]).toEqual(["0", "1"]);
  for (const [key, [objective, whole]] of lowest) {
    const alone = fit(`diameter ~ 1 + (1 | ${names[Number(key)]})`, table);
    expect(objective).toBeCloseTo(alone.objective, 6);
    expect(whole).toBeCloseTo(objective, 9);
    expect(model.objective).toBeLessThan(objective);
  }
});

test("each set of up to three blocks is held at zero, of more only single ones and all but one", () => {
  const table = dataset("kb07");
  const model = fit("rt_trunc ~ 1 + spkr + zerocorr(1 + spkr | subj) + (1 | item)", table);
  expect([...lowestOfSubmodels(model).keys()]).toEqual(["0", "1", "0,1", "2", "0,2", "1,2"]);
  const larger = fit("rt_trunc ~ 1 + spkr + zerocorr(1 + spkr | subj) + zerocorr(1 + spkr | item)", table);
  const lowest = lowestOfSubmodels(larger);
  expect([...lowest.keys()]).toEqual(["0", "1", "2", "3", "1,2,3", "0,2,3", "0,1,3", "0,1,2"]);
  for (const [objective] of lowest.values()) expect(larger.objective).toBeLessThan(objective + 1e-7);
});
