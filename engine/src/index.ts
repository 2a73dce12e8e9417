// Data
export { dataset, datasets, download } from "./table/source/dataset";
export { readcsv, parsecsv, type CSVOptions } from "./table/source/csv";
export { readarrow } from "./table/arrow/arrowFile";
export { describe } from "./table/describe";
export { Table } from "./table/table";
export { asTable, type TableLike } from "./table/asTable";
export type { Column, NumericArray } from "./table/column";
export type { Factor } from "./table/factor";

// Contrasts
export {
  EffectsCoding, DummyCoding, HelmertCoding, SeqDiffCoding, FullDummyCoding, Grouping, contrastsmatrix,
  type Contrast, type ContrastCoding, type ContrastOptions, type Contrasts,
} from "./formula/coding/contrasts";
export { HypothesisCoding, ContrastsCoding, type Hypothesis, type HypothesisOptions } from "./formula/coding/hypothesisCoding";
export { Center, Scale, ZScore, type Standard, type Statistic } from "./formula/coding/standardize";

// Models
export { fit, refit, type FitOptions } from "./model/fit";
export type { OptimizerOptions } from "./minimizer/optimizerOptions";
export type { RowValues } from "./formula/frame/rowValues";
export { LinearMixedModel } from "./model/linearMixedModel";
export type { Certificate } from "./minimizer/certificate";
export { VarCorr, VarianceComponents, type VarianceComponent } from "./model/varCorr";
export { LikelihoodRatioTest } from "./model/likelihoodRatioTest";

export { savemodel, restoremodel, type RestoreOptions } from "./model/savedModel";
export { predict, type PredictOptions } from "./model/predict";
export { leverage, cooksdistance, condVar, condVartables, ranef, raneftables, type RanefOptions } from "./model/diagnostics";
export { ranefinfo, ranefinfotable, type RanefInfo } from "./model/ranefInfo";
export type { SpreadsAndCorrelations } from "./model/spreads";
export { modelmatrix, rePCA, vcov } from "./model/summaries";
export { BlockDescription } from "./model/blockDescription";

// Random streams
export { MersenneTwister } from "./random/mersenneTwister";
export { Xoshiro } from "./random/xoshiro";
export { StableRNG } from "./random/stableRng";
export { type RandomStream, type StreamState, streamFrom } from "./random/stream";

// Bootstrap
export { parametricbootstrap, type BootstrapOptions } from "./bootstrap/parametricbootstrap";
export type { SimulationParameters } from "./bootstrap/drawing/blueprint";
export { MixedModelBootstrap } from "./bootstrap/sample/mixedModelBootstrap";
export { confint, type ConfintOptions } from "./bootstrap/sample/confint";
export { issingular } from "./bootstrap/sample/issingular";
export { modeltable, ModelTable, type ModelTableOptions } from "./bootstrap/modelTable";
export { savereplicates, restorereplicates, combinereplicates } from "./bootstrap/sample/savedReplicates";
export { predictionintervals, type PredictionIntervalOptions } from "./bootstrap/predictionIntervals";
export { isapprox } from "./bootstrap/sample/isapprox";
export { shortestcovint } from "./bootstrap/sample/shortestcovint";
export { simulate, type SimulateOptions } from "./bootstrap/drawing/simulate";

// Inference
export { coeftable, type CoeftableOptions, type DofMethod } from "./inference/smallSample/coeftable";
export { anova, type AnovaOptions } from "./inference/tests/anova";
export { ranova, type RanovaOptions } from "./inference/tests/ranova";
export { drop1, type Drop1Options } from "./inference/tests/drop1";
export { summary, ModelSummary } from "./inference/smallSample/summary";
export { likelihoodratiotest, type LikelihoodRatioOptions } from "./inference/tests/likelihoodratiotest";
export { BootstrapLikelihoodRatioTest } from "./inference/tests/bootstrapLikelihoodRatioTest";
export { lincom, type NamedCombinations } from "./inference/means/lincom";
export { effects, empairs, type EffectsOptions, type PairsOptions } from "./inference/means/effects";
export type { CombinationOptions } from "./inference/means/linearCombinations";
export type { EffectsDesign } from "./inference/means/referenceGrid";
export { profile, type ProfileOptions } from "./inference/profile/profile";
export { MixedModelProfile } from "./inference/profile/mixedModelProfile";
export { reportabledigits } from "./inference/reportableDigits";
export { bootstrap, type ResamplingOptions } from "./inference/bootstrap";

// Planning studies
export { simdat_crossed, type CrossedDesign, type FactorLevels } from "./inference/planning/simdatCrossed";
export { create_re, type RandomEffectsFactor } from "./inference/planning/createRe";
export { createθ, createtheta } from "./inference/planning/createTheta";
export { powertable, type PowerOptions } from "./inference/planning/powertable";
export type { BinomialMethod } from "./distributions/binomialInterval";

// Charts
export { densityplot, type DensityOptions } from "./charts/density";
export { histogram, type HistogramOptions } from "./charts/histogram";
export { ridgeplot, type RidgeOptions } from "./charts/ridge";
export { coefplot, type CoefOptions } from "./charts/coefplot";
export { caterpillar, type CaterpillarOptions } from "./charts/caterpillar";
export { qqcaterpillar, type QQCaterpillarOptions } from "./charts/qqcaterpillar";
export { shrinkageplot, type ShrinkageOptions } from "./charts/shrinkageplot";
export { residualplot, type ResidualOptions } from "./charts/residualplot";
export { qqnorm, type QQOptions } from "./charts/qqnorm";
export { ridge2d, type Ridge2dOptions } from "./charts/ridge2d";
export { splom, type SplomOptions } from "./charts/splom";
export { zetaplot, type ZetaOptions } from "./charts/zetaplot";
export { profiledensity, type ProfileDensityOptions } from "./charts/profiledensity";
export type { ProfileTables } from "./charts/parts/profileCurves";
export { plot, type PlotMapping, type PlotLayer, type PlotOptions } from "./charts/plot";
export { simplelinreg } from "./charts/simplelinreg";
export { bootstrapview, LinkedBootstrap, type BootstrapViewOptions } from "./charts/bootstrapView";
export { Chart } from "./charts/chart";
export type { ChartSpec } from "./charts/parts/spec";
export type { Panel, PanelSpec } from "./charts/parts/panels";

// Errors
export { MixedModelsError, FormulaError, DataError, OptionError, FileError } from "./errors";

// Showing results
export { display } from "./show/host";
export type { MimeBundle } from "./show/shown";
