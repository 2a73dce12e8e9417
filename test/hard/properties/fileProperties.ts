import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parametricbootstrap } from "engine/bootstrap/parametricbootstrap";
import { MixedModelBootstrap } from "engine/bootstrap/sample/mixedModelBootstrap";
import { restorereplicates, savereplicates } from "engine/bootstrap/sample/savedReplicates";
import { FileError, MixedModelsError } from "engine/errors";
import { fit } from "engine/model/fit";
import { restoremodel, savemodel } from "engine/model/savedModel";
import { MersenneTwister } from "engine/random/mersenneTwister";
import fc from "fast-check";
import { groups } from "../groups";
import { changedJSON } from "./changedJSON";
import { damage, damaged } from "./damage";
import { type Effort, holds } from "./property";

const content = ({ tbl, description, failures, evaluations }: MixedModelBootstrap): unknown => ({
  columns: tbl.columnNames.map((name) => [name, tbl.column(name)]),
  description,
  failures,
  evaluations,
});

export function fileProperties(effort: Effort): void {
  const folder = mkdtempSync(join(tmpdir(), "damaged-"));
  const path = join(folder, "file");
  afterAll(() => rmSync(folder, { recursive: true }));
  const table = groups();
  const model = fit("y ~ 1 + x + f + (1 + x | g)", table);

  test("a damaged file of replicates is refused, never read as something else", async () => {
    const sample = await parametricbootstrap(new MersenneTwister(1), 60, model, { progress: false });
    savereplicates(
      path,
      MixedModelBootstrap.create(sample.tbl, sample.description, sample.evaluations, [{ iter: 3, reason: "none" }]),
    );
    const original = readFileSync(path);
    const before = content(restorereplicates(path));
    let refused = 0;
    holds(
      fc.property(fc.array(damage, { minLength: 1, maxLength: 3 }), (damages) => {
        const bytes = damages.reduce(damaged, original);
        writeFileSync(path, bytes);
        try {
          expect(content(restorereplicates(path))).toEqual(before);
          expect(bytes.equals(original)).toBe(true);
        } catch (error) {
          if (!(error instanceof FileError)) throw error;
          refused++;
        }
      }),
      effort,
    );
    expect(refused).toBeGreaterThan(0.9 * effort.runs);
  });

  test("a saved model with anything changed is refused, or has the numbers that were saved", () => {
    savemodel(path, model);
    const original = JSON.parse(readFileSync(path, "utf8")) as object;
    holds(
      fc.property(changedJSON(original), (changed) => {
        writeFileSync(path, JSON.stringify(changed));
        try {
          const restored = restoremodel(path, table);
          expect(restored.objective).toBeCloseTo(model.objective, 6);
          expect(restored.coef).toHaveLength(model.coef.length);
        } catch (error) {
          if (!(error instanceof MixedModelsError)) throw error;
        }
      }),
      effort,
    );
  });
}
