// Data

export { type ArrowOptions, readarrow } from "./table/arrow/arrowFile";
export type { ArrowTable, ArrowVector } from "./table/arrow/arrowTable";
export type { ArrowTableLike } from "./table/arrow/fromArrow";
export { type WriteArrowOptions, writearrow } from "./table/arrow/writearrow";
export { asTable, type TableLike } from "./table/asTable";
export type { Column, ColumnKind, ColumnValue, NumericArray } from "./table/column";
export type { ColumnTable } from "./table/columnTable";
export { describe } from "./table/describe";
export type { Factor } from "./table/factor";
export type { NamedMatrix } from "./table/namedMatrix";
export type { ColumnFormat } from "./table/resultFormats";
export type { AnyRow, AnyValue, CellOf, RowOf, RowOfColumns } from "./table/row";
export { parsecsv, readcsv } from "./table/source/csv";
export type { CSVFileOptions, CSVOptions } from "./table/source/csvOptions";
export type { DanfoFrame } from "./table/source/danfoFrame";
export { dataset, datasets, download } from "./table/source/dataset";
export type { TextEncoding } from "./table/source/decodeText";
export type { ArqueroColumnLike, ArqueroTableLike } from "./table/source/fromArquero";
export type { DanfoFrameLike } from "./table/source/fromDanfo";
export type { FrameLike } from "./table/source/fromFrame";
export { readxlsx, type XLSXOptions } from "./table/source/readxlsx";
export { type WriteCSVOptions, writecsv } from "./table/source/writecsv";
export { count, mean, median, quantile, type StatisticOptions, std, type Values } from "./table/statistics";
export { Table } from "./table/table";
export type { TableDisplay } from "./table/tableReport";
export { recode, withlevels } from "./table/withlevels";

// Contrasts and other codings

export {
  type Contrast,
  type ContrastCoding,
  type ContrastOptions,
  type Contrasts,
  contrastsmatrix,
  DummyCoding,
  EffectsCoding,
  FullDummyCoding,
  Grouping,
  HelmertCoding,
  SeqDiffCoding,
} from "./formula/coding/contrasts";
export {
  ContrastsCoding,
  type Hypothesis,
  HypothesisCoding,
  type HypothesisOptions,
} from "./formula/coding/hypothesisCoding";
export { Center, Scale, type Standard, type Statistic, ZScore } from "./formula/coding/standardize";

// Models

export { CloglogLink } from "./family/cloglogLink";
export type { FamilyName } from "./family/family";
export type { FamilyLike, LinkLike, OtherText } from "./family/familyOf";
export { IdentityLink } from "./family/identityLink";
export { InverseLink } from "./family/inverseLink";
export type { Link, LinkName } from "./family/link";
export { LogitLink } from "./family/logitLink";
export { LogLink } from "./family/logLink";
export { ProbitLink } from "./family/probitLink";
export { SqrtLink } from "./family/sqrtLink";
export type { RowValues } from "./formula/frame/rowValues";
export type { Certificate } from "./minimizer/certificate";
export type { OptimizerOptions } from "./minimizer/optimizerOptions";
export { BlockDescription } from "./model/blockDescription";
export {
  condVar,
  condVartables,
  cooksdistance,
  leverage,
  type RanefOptions,
  ranef,
  raneftables,
} from "./model/diagnostics";
export { type FitOptions, fit, refit } from "./model/fit";
export type { GeneralizedFitOptions } from "./model/generalized/fitGeneralized";
export { GeneralizedLinearMixedModel } from "./model/generalized/generalizedLinearMixedModel";
export type { StandardErrors } from "./model/generalized/hessianCovariance";
export type { PredictionType } from "./model/generalized/predictedMeans";
export { overdispersion, type ResidualType, residuals } from "./model/generalized/residuals";
export { glmm } from "./model/glmm";
export { levelcoef } from "./model/levelcoef";
export { LikelihoodRatioTest } from "./model/likelihoodRatioTest";
export { LinearMixedModel } from "./model/linearMixedModel";
export type { MixedModel } from "./model/mixedModel";
export type { ModelArgument, NamedModels } from "./model/namedModels";
export { OptimizerSummary } from "./model/parts/optimizerSummary";
export { type ColumnOrMatrix, RandomEffectsMatrix } from "./model/parts/randomEffectsMatrix";
export { RandomEffectsPCA } from "./model/parts/randomEffectsPCA";
export { SparseLowerTriangle } from "./model/parts/sparseLowerTriangle";
export type { SpreadsAndCorrelations } from "./model/parts/spreads";
export { type PredictOptions, predict } from "./model/predict";
export { IntraclassCorrelation, icc, RSquared, r2 } from "./model/r2";
export { type RanefInfo, ranefinfo, ranefinfotable } from "./model/ranefInfo";
export { type RestoreOptsumOptions, restoreoptsum } from "./model/restoreoptsum";
export { type RestoreOptions, restoremodel, savemodel } from "./model/savedModel";
export { type SparseLOptions, sparseL } from "./model/sparseL";
export { modelmatrix, rePCA, reterms, size, vcov } from "./model/summaries";
export { VarCorr } from "./model/varCorr";
export { type VarianceComponent, VarianceComponents } from "./model/varianceComponents";

// Bootstraps

export type { Shard } from "./bootstrap/computing/bytes/shardRunner";
export type { Cluster, ClusterStudy, ClusterWatch } from "./bootstrap/computing/clusters/cluster";
export type { ComputingOptions, FolderOptions } from "./bootstrap/computing/computeReplicates";
export type { BootstrapStatistic } from "./bootstrap/computing/ownStatistic";
export type { Draws, SimulationParameters } from "./bootstrap/drawing/blueprint";
export type { WildWeights } from "./bootstrap/drawing/resampling";
export { type SimulateOptions, simulate } from "./bootstrap/drawing/simulate";
export { ModelTable, type ModelTableOptions, modeltable } from "./bootstrap/modelTable";
export { type BootstrapOptions, parametricbootstrap } from "./bootstrap/parametricbootstrap";
export { type PredictionIntervalOptions, predictionintervals } from "./bootstrap/predictionIntervals";
export { type ConfintOptions, confint, type HasIntervals } from "./bootstrap/sample/confint";
export type { Failure } from "./bootstrap/sample/failure";
export { isapprox } from "./bootstrap/sample/isapprox";
export { issingular } from "./bootstrap/sample/issingular";
export { MixedModelBootstrap } from "./bootstrap/sample/mixedModelBootstrap";
export type { IntervalMethod } from "./bootstrap/sample/monteCarloError";
export { combinereplicates, restorereplicates, savereplicates } from "./bootstrap/sample/savedReplicates";
export { shortestcovint } from "./bootstrap/sample/shortestcovint";
export { bootstrap, type ResamplingMethod, type ResamplingOptions } from "./inference/bootstrap";
export { influence } from "./inference/influence";
export { reportabledigits } from "./inference/reportableDigits";
export { VersionInfo, type Versions, versioninfo } from "./versions/versionInfo";

// Planning studies

export type { BinomialMethod } from "./distributions/binomialInterval";
export { create_re, type RandomEffectsFactor } from "./inference/planning/createRe";
export { createtheta, createθ } from "./inference/planning/createTheta";
export type { PowerStudy } from "./inference/planning/powerStudy";
export { type PowerOptions, powertable } from "./inference/planning/powertable";
export { type CrossedDesign, type FactorLevels, simdat_crossed } from "./inference/planning/simdatCrossed";
export {
  type GridPoint,
  type GridValue,
  type StudyDeclaration,
  type StudyDesign,
  type StudyTruth,
  study,
} from "./inference/planning/study";

// Inference

export type { Adjustment } from "./inference/means/adjustment";
export type { NamedCombinations } from "./inference/means/combinationWeights";
export { type ContestOptions, contestMD } from "./inference/means/contest";
export { type EffectsOptions, effects, empairs, type PairsOptions } from "./inference/means/effects";
export { emtrends } from "./inference/means/emtrends";
export { type LincomOptions, lincom } from "./inference/means/lincom";
export type { CombinationOptions } from "./inference/means/linearCombinations";
export type { Averaging, EffectsDesign } from "./inference/means/referenceGrid";
export { MixedModelProfile } from "./inference/profile/mixedModelProfile";
export { type ProfileOptions, profile } from "./inference/profile/profile";
export { type CoeftableOptions, coeftable, type DofMethod } from "./inference/smallSample/coeftable";
export { ModelSummary, summary } from "./inference/smallSample/summary";
export type { ClusterOptions } from "./inference/tasks/tasksOnCluster";
export { type AnovaOptions, anova } from "./inference/tests/anova";
export { BootstrapLikelihoodRatioTest } from "./inference/tests/bootstrapLikelihoodRatioTest";
export { type Drop1Options, drop1 } from "./inference/tests/drop1";
export type { TestType } from "./inference/tests/hypotheses";
export type { LikelihoodRatioOptions } from "./inference/tests/likelihoodRatioOptions";
export { likelihoodratiotest } from "./inference/tests/likelihoodratiotest";
export { type RanovaOptions, ranova } from "./inference/tests/ranova";
export { boxcox, type TransformationOptions, yeojohnson } from "./inference/transformation/boxcox";
export {
  ResponseTransformation,
  type TransformationCriterion,
} from "./inference/transformation/responseTransformation";
export type { EstimateType } from "./model/generalized/responseScale";

// Charts

export { type BiplotOptions, biplot } from "./charts/biplot";
export { type BootstrapViewOptions, bootstrapview, LinkedBootstrap } from "./charts/bootstrapView";
export { type BoxCoxPlotOptions, boxcoxplot, type TransformationCurve } from "./charts/boxcoxplot";
export { type CaterpillarOptions, caterpillar } from "./charts/caterpillar";
export { Chart } from "./charts/chart";
export { type CoefOptions, type CoefSubject, coefplot } from "./charts/coefplot";
export { type DensityOptions, densityplot } from "./charts/density";
export { type EffectsPlotOptions, effectsplot } from "./charts/effectsplot";
export { type HistogramOptions, histogram } from "./charts/histogram";
export { overlay } from "./charts/overlay";
export type { MeanIntervals } from "./charts/parts/categories/meanInterval";
export type { DrawnValues } from "./charts/parts/columnOrValues";
export type { Panel, PanelSpec } from "./charts/parts/panels";
export type { CategoryLayer, LevelOrder, PlotLayer, PlotMapping, PlotOptions } from "./charts/parts/plotOptions";
export type { ProfileTables } from "./charts/parts/profileCurves";
export { simplelinreg } from "./charts/parts/simplelinreg";
export type { Channel, ChartSpec, DataRow, Encoding, Layer } from "./charts/parts/spec";
export { plot } from "./charts/plot";
export type { PowerCurveOptions } from "./charts/powercurves";
export { type ProfileDensityOptions, profiledensity } from "./charts/profiledensity";
export { type QQCaterpillarOptions, qqcaterpillar } from "./charts/qqcaterpillar";
export { type QQOptions, qqnorm } from "./charts/qqnorm";
export { type ResidualOptions, residualplot } from "./charts/residualplot";
export { type CoefficientSample, type RidgeOptions, ridgeplot } from "./charts/ridge";
export { type Ridge2dOptions, ridge2d } from "./charts/ridge2d";
export { type ShrinkageOptions, shrinkageplot } from "./charts/shrinkageplot";
export { type SplomOptions, splom } from "./charts/splom";
export { type ZetaOptions, zetaplot } from "./charts/zetaplot";

// Random streams

export { Bernoulli } from "./random/bernoulli";
export { Binomial } from "./random/binomial";
export type { Distribution } from "./random/distribution";
export type { DsfmtState } from "./random/dsfmt";
export { Gamma } from "./random/gamma";
export { InverseGaussian } from "./random/inverseGaussian";
export { MersenneTwister } from "./random/mersenneTwister";
export { NegativeBinomial } from "./random/negativeBinomial";
export { Normal } from "./random/normal";
export type { GlobalStreamOptions, JuliaRelease, StreamOptions } from "./random/options";
export { Poisson } from "./random/poisson";
export { rand } from "./random/rand";
export { type IntegerRange, range } from "./random/range";
export { type SampleOptions, sample } from "./random/sample";
export { shuffle } from "./random/shuffle";
export { StableRNG } from "./random/stableRng";
export type { RandomStream, SingleDraws } from "./random/stream";
export { streamFrom } from "./random/streamFrom";
export type { MersenneTwisterState, StableRNGState, StreamState, XoshiroState } from "./random/streamState";
export { Xoshiro } from "./random/xoshiro";

// Showing results

export type { PrintOptions } from "./show/columnTexts";
export { display } from "./show/host";
export type { MimeBundle, Shown } from "./show/shown";
export type { StrictMembers } from "./show/strictMembers";
export type { NumberFormat } from "./show/view";

// Errors

export { DataError, FileError, FormulaError, LimitError, MixedModelsError, OptionError } from "./errors";
