// `mixedmodels/cluster`: what computes studies elsewhere, as the package mixedmodels-cluster does.

export { type Shard, ShardRunner } from "./bootstrap/computing/bytes/shardRunner";
export { studyId } from "./bootstrap/computing/bytes/studyBytes";
export { OtherRelease } from "./bootstrap/computing/bytes/studyRelease";
export type { Cluster, ClusterStudy, ClusterWatch } from "./bootstrap/computing/clusters/cluster";
export { shardsOf } from "./bootstrap/computing/clusters/shardsOf";
export { FileError, MixedModelsError, OptionError } from "./errors";
export { openStudy, type StudyRunner } from "./inference/openStudy";
export { RELEASE } from "./release";
export { checkOptions, checkSwitch } from "./table/options";
export { shownValue } from "./table/shownValue";
export { atomicWrite, reasonOf } from "./table/source/files";
