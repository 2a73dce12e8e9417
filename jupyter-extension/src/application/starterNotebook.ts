const CELLS = [
  `import { readcsv, dataset, describe, fit, VarCorr, likelihoodratiotest, parametricbootstrap, MersenneTwister,
         confint, densityplot, ridgeplot } from "mixedmodels";`,
  `const data = dataset("sleepstudy");   // or readcsv("mine.csv")
describe(data)`,
  `const m = fit("reaction ~ 1 + days + (1 + days | subj)", data);
m`,
];

/** A notebook to begin with: data and a model, to be replaced by one's own. */
export function starterNotebook(): object {
  return {
    cells: CELLS.map((source, i) => ({
      cell_type: "code",
      id: `start-${i}`,
      metadata: {},
      source,
      execution_count: null,
      outputs: [],
    })),
    metadata: { kernelspec: { name: "mixedmodels", display_name: "TypeScript (MixedModels)", language: "typescript" } },
    nbformat: 4,
    nbformat_minor: 5,
  };
}
