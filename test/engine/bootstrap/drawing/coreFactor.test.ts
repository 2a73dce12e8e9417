import { coreFactor } from "engine/bootstrap/drawing/coreFactor";
import { semidefiniteCholesky } from "engine/linalg/semidefiniteCholesky";
import { coreSystem } from "engine/matrices/coreSystem";
import { denseCore } from "engine/matrices/denseCore";
import { Matrix } from "ml-matrix";
import { designs } from "../../support/designs";
import { expectClose } from "../../support/expectClose";

test.each(designs)("%s: L Lᵀ is the cross product of the core", (_, design) => {
  const { terms, fixed } = design();
  const system = coreSystem(terms, fixed);
  const m = system.q1 + system.d2 + system.p;
  const core = denseCore(system);
  const { lead, cross, rest, rank } = coreFactor(system);
  const { size, groupOf } = system.terms[system.lead];
  const L = Matrix.zeros(m, system.q1 + rest.rank);
  groupOf.forEach((group, c) => {
    const block = lead[group];
    for (let i = 0; i < size; i++)
      for (let k = 0; k < block.rank; k++) L.set(c * size + i, c * size + k, block.factor[i * block.rank + k]);
    for (let e = system.leadStart[c]; e < system.leadStart[c + 1]; e++) {
      for (let k = 0; k < size; k++) L.set(system.q1 + system.leadColumn[e], c * size + k, cross[e * size + k]);
    }
  });
  for (let i = 0; i < system.d2 + system.p; i++) {
    for (let k = 0; k < rest.rank; k++) L.set(system.q1 + i, system.q1 + k, rest.factor[i * rest.rank + k]);
  }
  const scale = Math.max(...core.map(Math.abs));
  expectClose(L.mmul(L.transpose()).to1DArray(), core, { absolute: 1e-11 * scale });
  expect(rank).toBe(semidefiniteCholesky(core, m).rank);
});
