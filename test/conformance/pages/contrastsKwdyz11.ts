import {
  type Contrast,
  DummyCoding,
  EffectsCoding,
  HelmertCoding,
  SeqDiffCoding,
} from "engine/formula/coding/contrasts";
import { HypothesisCoding } from "engine/formula/coding/hypothesisCoding";
import { fit } from "engine/model/fit";
import { asTable } from "engine/table/asTable";
import { std } from "engine/table/statistics";
import { larger } from "../data";
import { stoppedEarly } from "../doubt";
import type { PageCheck } from "../pageCheck";

const LEVELS = ["val", "sod", "dos", "dod"];
/** The column rt is in single precision there. */
const SINGLE = 3e-6;
const third = 1 / 3;
const hypotheses = (labels: string[], rows: number[][], levels = LEVELS): Contrast =>
  HypothesisCoding(rows, { levels, labels });

/** The codings of the factor CTR, by the cell that fits the model with it. */
const CODINGS: readonly (readonly [cell: number, coding: Contrast])[] = [
  [5, SeqDiffCoding({ levels: LEVELS })],
  [
    7,
    hypotheses(
      ["spt", "obj", "grv"],
      [
        [-1, 1, 0, 0],
        [0, -1, 1, 0],
        [0, 0, 1, -1],
      ],
    ),
  ],
  [8, DummyCoding({ base: "val" })],
  [
    9,
    hypotheses(LEVELS.slice(1), [
      [-1, 1, 0, 0],
      [-1, 0, 1, 0],
      [-1, 0, 0, 1],
    ]),
  ],
  [
    10,
    hypotheses(
      ["val", "dos", "dod"],
      [
        [1, -1, 0, 0],
        [0, -1, 1, 0],
        [0, -1, 0, 1],
      ],
    ),
  ],
  [
    11,
    hypotheses(
      ["val", "dos", "dod"],
      [
        [-1, 1, 0, 0],
        [-1, 0, 1, 0],
        [-1, 0, 0, 1],
      ],
      ["sod", "val", "dos", "dod"],
    ),
  ],
  [12, EffectsCoding({ levels: LEVELS, base: "val" })],
  [13, EffectsCoding({ levels: LEVELS, base: "dod" })],
  [
    14,
    hypotheses(LEVELS.slice(1), [
      [-0.25, 0.75, -0.25, -0.25],
      [-0.25, -0.25, 0.75, -0.25],
      [-0.25, -0.25, -0.25, 0.75],
    ]),
  ],
  [15, HelmertCoding({ levels: LEVELS })],
  [
    17,
    hypotheses(
      ["2-1", "3-21", "4-321"],
      [
        [-1, 1, 0, 0],
        [-0.5, -0.5, 1, 0],
        [-third, -third, -third, 1],
      ],
    ),
  ],
  [18, HelmertCoding({ levels: [...LEVELS].reverse() })],
  [
    20,
    hypotheses(
      ["3-4", "2-34", "1-234"],
      [
        [0, 0, 1, -1],
        [0, 1, -0.5, -0.5],
        [1, -third, -third, -third],
      ],
    ),
  ],
  [
    22,
    hypotheses(
      ["A", "B", "AxB"],
      [
        [-1, -1, 1, 1],
        [-1, 1, -1, 1],
        [1, -1, -1, 1],
      ],
    ),
  ],
  [
    23,
    hypotheses(
      ["do_so", "spt", "grv"],
      [
        [-1, -1, 1, 1],
        [-1, 1, 0, 0],
        [0, 0, 1, -1],
      ],
    ),
  ],
];

export function redo(check: PageCheck): void {
  check.leave("a setting of the page, no result", 1);
  const data = larger("kwdyz11");
  const [ctr, rt] = [data.column("CTR") as string[], data.numeric("rt")];
  const groups = LEVELS.map((level) => rt.filter((_, i) => ctr[i] === level));
  const means = groups.map((own) => own.reduce((sum, x) => sum + x, 0) / own.length);
  check.table(
    2,
    asTable({
      CTR: LEVELS,
      rt_mean: means,
      rt_std: groups.map((own) => std(own)),
      rt_length: groups.map(({ length }) => length),
      rt_semean: groups.map((own) => std(own) / Math.sqrt(own.length)),
    }),
    { rounding: SINGLE },
  );
  const objectives = CODINGS.map(([cell, coding]) => {
    const contrasts = { CTR: coding };
    const m = fit("rt ~ 1 + CTR + (1 + CTR | Subj)", data, { contrasts, progress: false });
    check.model(cell, m, { doubt: stoppedEarly(m, data, { contrasts }, check.printed(cell)) });
    return m.objective;
  });
  // They are one model in other codings.
  if (Math.max(...objectives) - Math.min(...objectives) > 1e-6)
    throw new Error(`codings of one model have the objectives ${objectives.join(", ")}`);
  check.leave("how the page writes a matrix of contrasts", 22);
  check.leave("data that cannot be had (exp_2x2x3)", 25, 26);
}
