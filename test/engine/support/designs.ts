import type { Blueprint, Draws } from "engine/bootstrap/drawing/blueprint";
import { CovarianceLayout } from "engine/deviance/covarianceLayout";
import { modelData } from "engine/deviance/modelData";
import type { TermDesign } from "engine/matrices/blockProduct";
import { coreSystem } from "engine/matrices/coreSystem";
import { findStrata } from "engine/matrices/strata";
import { MersenneTwister } from "engine/random/mersenneTwister";
import { frames, weighted } from "./problems";

/** Terms and X without a model around them. */
export interface Design {
  readonly terms: readonly TermDesign[];
  readonly fixed: readonly Float64Array[];
  readonly blocks: readonly (readonly (readonly number[])[])[];
}

const n = 144;
const rows = Array.from({ length: n }, (_, i) => i);
const ones = new Float64Array(n).fill(1);
const rng = new MersenneTwister(12);
const continuous = Float64Array.from(ones, () => rng.randn());
const twoLevels = Float64Array.from(rows, (i) => (i % 2 === 0 ? -1 : 1));
const threeLevels = Float64Array.from(rows, (i) => Math.floor(i / 2) % 3);

function term(levels: number, level: (i: number) => number, columns: readonly Float64Array[]): TermDesign {
  return { refs: Int32Array.from(rows, (i) => level(i) % levels), levels, columns };
}

function design(terms: readonly TermDesign[], fixed: readonly Float64Array[]): Design {
  return { terms, fixed, blocks: terms.map(({ columns }) => [columns.map((_, c) => c)]) };
}

/** Levels without a pattern, a different sequence for every `k`. */
const scattered =
  (k: number) =>
  (i: number): number =>
    noise[n * k + i];
const noise = Array.from({ length: 4 * n }, () => Math.floor(1000 * rng.rand()));

/**
 * What the frames of problems.ts do not reach: other numbers of terms and columns, covariates that never repeat, no X.
 */
const special: { readonly [name: string]: () => Design } = {
  "three balanced factors": () =>
    design(
      [
        term(12, (i) => i, [ones]),
        term(4, (i) => Math.floor(i / 12), [ones]),
        term(3, (i) => Math.floor(i / 48), [ones]),
      ],
      [ones, twoLevels],
    ),
  "three columns": () =>
    design([term(6, (i) => Math.floor(i / 24), [ones, twoLevels, threeLevels])], [ones, twoLevels]),
  "five columns, one constant within levels": () =>
    design([term(4, scattered(0), [ones, twoLevels, threeLevels, continuous, ones])], [ones]),
  "covariates that never repeat": () => design([term(9, (i) => i, [ones, continuous])], [ones, continuous]),
  "covariates that never repeat, in order of the levels": () =>
    design([term(9, (i) => Math.floor(i / 16), [continuous, ones])], [continuous]),
  "four ragged factors": () =>
    design(
      [
        term(7, scattered(0), [ones, twoLevels]),
        term(5, scattered(1), [continuous]),
        term(3, scattered(2), [ones]),
        term(2, scattered(3), [twoLevels]),
      ],
      [ones, continuous, twoLevels],
    ),
  "no fixed effects": () => design([term(12, (i) => i, [ones, twoLevels]), term(5, scattered(0), [ones])], []),
  "many levels of few rows, some of them twins": () =>
    design([term(72, (i) => i, [ones, twoLevels]), term(48, (i) => Math.floor(i / 3), [ones])], [ones, threeLevels]),
  "levels of one row": () => design([term(n, (i) => i, [ones])], [ones]),
};

/** Rows that are multiplied by the roots of weights: of every tenth row alike, and of no two. */
const scaled = Object.entries({
  "sleepstudy, weighted": ["sleepstudy", 10],
  "penicillin, every row weighted": ["penicillin", undefined],
} as const).map(([name, [frame, period]]): [string, () => Design] => [
  name,
  () => {
    const { terms, weighted: design } = modelData(weighted(frames[frame](), period));
    return { terms: design.terms, fixed: design.fixed, blocks: terms.map((each) => each.blocks) };
  },
]);

const framed = Object.entries(frames).map(([name, frame]): [string, () => Design] => [
  name,
  () => {
    const { terms, fixed } = modelData(frame());
    return {
      terms: terms.map(({ refs, levels, columns }) => ({ refs, levels, columns })),
      fixed,
      blocks: terms.map((each) => each.blocks),
    };
  },
]);

export const designs: readonly [string, () => Design][] = [...framed, ...scaled, ...Object.entries(special)];

/** A plan that simulates from θ away from symmetry. */
export function planOf({ terms, fixed, blocks }: Design, draws: Draws): Blueprint {
  const layout = new CovarianceLayout(
    terms.map(({ columns }) => columns.length),
    blocks,
  );
  const theta = layout.identity().map((value, i) => 0.8 * value + 0.2 * Math.sin(1 + i));
  const system = coreSystem(terms, fixed);
  const kept = fixed.map((_, j) => j);
  return {
    n: terms[0].refs.length,
    reml: false,
    system,
    strata: findStrata(terms, fixed, system, false),
    coefficients: fixed.length,
    kept,
    terms,
    fixed,
    blocks,
    beta: new Float64Array(fixed.length),
    sigma: 1,
    theta,
    draws,
  };
}
