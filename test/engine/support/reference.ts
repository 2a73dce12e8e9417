import { readFileSync } from "node:fs";
import { join } from "node:path";

/** A fit of R's lme4; scalars stand for arrays of one. */
export interface Lme4Fit {
  formula: string;
  REML: boolean;
  objective: number;
  beta: number | number[];
  se: number | number[];
  theta: number | number[];
  /** null for a generalized model. */
  sigma: number | null;
  dof: number;
  AIC: number;
  BIC: number;
  nobs: number;
  varcorr: { grp: string; var1: string | null; var2: string | null; vcov: number; sdcor: number }[];
  ranefHead: { [grouping: string]: number[][] };
  fittedHead: number[];
}

export interface TutorialBootstrap {
  n: number;
  head: { names: string[]; rows: number[][] };
  shortest: { [parameter: string]: [number, number] };
}

interface VarianceRows {
  variance: number[];
  corr?: number[][];
}

export interface TutorialModel {
  formula: string;
  est: number[];
  se: number[];
  z: number[];
  p: string[];
  residual: number;
  dof: number;
  coefnames: string[];
  sigma_subj: number[];
  sigma_item: number[];
  varcorr: { subj: VarianceRows; item: VarianceRows; residualVariance: number };
}

export interface Tutorial {
  kb07: {
    m0: TutorialModel;
    m1: TutorialModel;
    lrt: { chisq: number; chisqDof: number; p: number };
    bootstrap: TutorialBootstrap;
  };
  dyestuff: TutorialModel & { bootstrap: TutorialBootstrap; sigma_batch: number[] };
  sleepstudy: TutorialModel & { bootstrap: TutorialBootstrap };
}

const read = (name: string): unknown =>
  JSON.parse(readFileSync(join(__dirname, "..", "..", "reference", name), "utf8"));

export const tutorial = read("tutorial.json") as Tutorial;
export const lme4 = read("lme4.json") as { [name: string]: Lme4Fit };
export const list = (value: number | number[]): number[] => [value].flat();
