import type { Page } from "./index";
import { redo as aogPlots } from "./pages/aogPlots";
import { redo as arrow } from "./pages/arrow";
import { redo as glmmbernoulli } from "./pages/book/glmmbernoulli";
import { redo as intro } from "./pages/book/intro";
import { redo as multiple } from "./pages/book/multiple";
import { redo as bootstrap } from "./pages/bootstrap";
import { redo as checkEmotikon } from "./pages/checkEmotikon";
import { redo as contrastsFggk21 } from "./pages/contrastsFggk21";
import { redo as contrastsFggk21Later } from "./pages/contrastsFggk21Later";
import { redo as contrastsKwdyz11 } from "./pages/contrastsKwdyz11";
import { redo as fggk21 } from "./pages/fggk21";
import { NEEDS } from "./pages/fggk21Data";
import { redo as glmm } from "./pages/glmm";
import { redo as kb07 } from "./pages/kb07";
import { redo as kkl15 } from "./pages/kkl15";
import { redo as kwdyz11 } from "./pages/kwdyz11";
import { redo as largescaledesigned } from "./pages/largescaledesigned";
import { redo as mrk17 } from "./pages/mrk17";
import { redo as mrk17Later } from "./pages/mrk17Later";
import { redo as partialWithin } from "./pages/partialWithin";
import { redo as powerSimulation } from "./pages/powerSimulationLater";
import { redo as profiling } from "./pages/profiling";
import { redo as selection } from "./pages/selection";
import { redo as shrinkageplot } from "./pages/shrinkageplot";
import { redo as singularity } from "./pages/singularity";
import { redo as sleepstudy } from "./pages/sleepstudy";
import { redo as sleepstudySpeed } from "./pages/sleepstudySpeed";
import { redo as transformation } from "./pages/transformation";

/** The pages of the workshop SMLP2025 that print numbers. */
export const PAGES: readonly Page[] = [
  { name: "AoGPlots", redo: aogPlots, needs: NEEDS },
  { name: "arrow", redo: arrow, needs: NEEDS },
  { name: "bootstrap", redo: bootstrap },
  { name: "check_emotikon_transform", redo: checkEmotikon, needs: NEEDS },
  { name: "contrasts_fggk21", redo: contrastsFggk21, needs: NEEDS },
  { name: "contrasts_kwdyz11", redo: contrastsKwdyz11, needs: ["kwdyz11"] },
  { name: "fggk21", redo: fggk21, needs: NEEDS },
  { name: "glmm", redo: glmm },
  { name: "kb07", redo: kb07 },
  { name: "kkl15", redo: kkl15, needs: ["kkl15"] },
  { name: "kwdyz11", redo: kwdyz11, needs: ["kwdyz11"] },
  { name: "largescaledesigned", redo: largescaledesigned, needs: ["ELP_ldt_item"] },
  { name: "mrk17", redo: mrk17, needs: ["mrk17_exp1"] },
  { name: "partial_within", redo: partialWithin },
  { name: "profiling", redo: profiling },
  { name: "selection", redo: selection, needs: NEEDS },
  { name: "shrinkageplot", redo: shrinkageplot },
  { name: "singularity", redo: singularity },
  { name: "sleepstudy", redo: sleepstudy },
  { name: "sleepstudy_speed", redo: sleepstudySpeed },
  { name: "transformation", redo: transformation },
];

/** Those that SMLP2026 has too, in a revised edition; its page on contrasts draws its rows from a seed. */
const LATER: readonly Page[] = PAGES.filter(
  ({ name }) => !["contrasts_fggk21", "kb07", "mrk17", "selection"].includes(name),
).map((page) => ({ ...page, edition: "2026" }));

/** Pages by where they are from. */
export const SOURCES: readonly { readonly title: string; readonly pages: readonly Page[] }[] = [
  { title: "SMLP2025", pages: PAGES },
  {
    title: "SMLP2026",
    pages: [
      ...LATER,
      { name: "2026/contrasts_fggk21", redo: contrastsFggk21Later, needs: NEEDS },
      { name: "2026/mrk17", redo: mrk17Later, needs: ["mrk17_exp1"] },
      { name: "2026/power_simulation", redo: powerSimulation },
    ],
  },
  {
    title: "Embrace Uncertainty",
    pages: [
      { name: "book/intro", redo: intro },
      { name: "book/multiple", redo: multiple, needs: ["insteval"] },
      { name: "book/glmmbernoulli", redo: glmmbernoulli },
    ],
  },
];
