// Data
export { dataset, datasets, download } from "./table/dataset";
export { readcsv, parsecsv, type CSVOptions } from "./table/csv";
export { describe } from "./table/describe";
export { Table } from "./table/table";
export { asTable, type TableLike } from "./table/asTable";
export type { Column, NumericArray } from "./table/column";
export type { Factor } from "./table/factor";

// Contrasts
export {
  EffectsCoding, DummyCoding, HelmertCoding, SeqDiffCoding, FullDummyCoding, Grouping, contrastsmatrix,
  type Contrast, type ContrastCoding, type ContrastOptions, type Contrasts,
} from "./formula/contrasts";
export { HypothesisCoding, ContrastsCoding, type Hypothesis, type HypothesisOptions } from "./formula/hypothesisCoding";
export { Center, Scale, ZScore, type Standard, type Statistic } from "./formula/standardize";

// Models
export { fit, refit, type FitOptions } from "./model/fit";
export type { OptimizerOptions } from "./model/optimizerOptions";
export type { RowValues } from "./formula/rowValues";
export { LinearMixedModel } from "./model/linearMixedModel";
export type { Certificate } from "./model/certificate";
export { VarCorr, VarianceComponents, type VarianceComponent } from "./model/varCorr";
export { LikelihoodRatioTest } from "./model/likelihoodRatioTest";

export { savemodel, restoremodel, type RestoreOptions } from "./model/savedModel";
export { predict, type PredictOptions } from "./model/predict";
export { leverage, cooksdistance, condVar, condVartables, raneftables } from "./model/diagnostics";
export { modelmatrix, rePCA } from "./model/summaries";

// Random streams
export { MersenneTwister } from "./random/mersenneTwister";
export { Xoshiro } from "./random/xoshiro";
export { StableRNG } from "./random/stableRng";
export { type RandomStream, type StreamState, streamFrom } from "./random/stream";

// Bootstrap
export { parametricbootstrap, type BootstrapOptions } from "./bootstrap/parametricbootstrap";
export type { SimulationParameters } from "./bootstrap/blueprint";
export { MixedModelBootstrap } from "./bootstrap/mixedModelBootstrap";
export { confint, type ConfintOptions } from "./bootstrap/confint";
export { issingular } from "./bootstrap/issingular";
export { modeltable, ModelTable, type ModelTableOptions } from "./bootstrap/modelTable";
export { savereplicates, restorereplicates, combinereplicates } from "./bootstrap/savedReplicates";
export { predictionintervals, type PredictionIntervalOptions } from "./bootstrap/predictionIntervals";
export { isapprox } from "./bootstrap/isapprox";
export { shortestcovint } from "./bootstrap/shortestcovint";
export { simulate } from "./bootstrap/simulate";

// Inference
export { coeftable, type CoeftableOptions, type DofMethod } from "./inference/coeftable";
export { anova, type AnovaOptions } from "./inference/anova";
export { summary, ModelSummary } from "./inference/summary";
export { likelihoodratiotest, type LikelihoodRatioOptions } from "./inference/likelihoodratiotest";
export { BootstrapLikelihoodRatioTest } from "./inference/bootstrapLikelihoodRatioTest";
export { lincom, type NamedCombinations } from "./inference/lincom";
export { effects, empairs, type EffectsOptions, type PairsOptions } from "./inference/effects";
export type { CombinationOptions } from "./inference/linearCombinations";
export type { EffectsDesign } from "./inference/referenceGrid";
export { profile, type ProfileOptions } from "./inference/profile/profile";
export { MixedModelProfile } from "./inference/profile/mixedModelProfile";
export { reportabledigits } from "./inference/reportableDigits";
export { bootstrap, type ResamplingOptions } from "./inference/bootstrap";

// Planning studies
export { simdat_crossed, type CrossedDesign, type FactorLevels } from "./inference/simdatCrossed";
export { create_re, type RandomEffectsFactor } from "./inference/createRe";
export { createθ, createtheta } from "./inference/createTheta";
export { powertable, type PowerOptions } from "./inference/powertable";
export type { BinomialMethod } from "./inference/binomialInterval";

// Charts
export { densityplot, type DensityOptions } from "./charts/density";
export { histogram, type HistogramOptions } from "./charts/histogram";
export { ridgeplot, type RidgeOptions } from "./charts/ridge";
export { Chart } from "./charts/chart";
export type { ChartSpec } from "./charts/spec";

// Errors
export { MixedModelsError, FormulaError, DataError, OptionError, FileError } from "./errors";

// Showing results
export { display } from "./show/host";
export type { MimeBundle } from "./show/shown";
