import type { Page } from "./index";
import { redo as aogPlots } from "./pages/aogPlots";
import { redo as arrow } from "./pages/arrow";
import { redo as bootstrap } from "./pages/bootstrap";
import { redo as checkEmotikon } from "./pages/checkEmotikon";
import { redo as contrastsFggk21 } from "./pages/contrastsFggk21";
import { redo as contrastsKwdyz11 } from "./pages/contrastsKwdyz11";
import { redo as fggk21 } from "./pages/fggk21";
import { NEEDS } from "./pages/fggk21Data";
import { redo as glmm } from "./pages/glmm";
import { redo as kb07 } from "./pages/kb07";
import { redo as kkl15 } from "./pages/kkl15";
import { redo as kwdyz11 } from "./pages/kwdyz11";
import { redo as largescaledesigned } from "./pages/largescaledesigned";
import { redo as mrk17 } from "./pages/mrk17";
import { redo as partialWithin } from "./pages/partialWithin";
import { redo as profiling } from "./pages/profiling";
import { redo as selection } from "./pages/selection";
import { redo as shrinkageplot } from "./pages/shrinkageplot";
import { redo as singularity } from "./pages/singularity";
import { redo as sleepstudy } from "./pages/sleepstudy";
import { redo as sleepstudySpeed } from "./pages/sleepstudySpeed";
import { redo as transformation } from "./pages/transformation";

/** The pages of the workshop that print numbers. */
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
