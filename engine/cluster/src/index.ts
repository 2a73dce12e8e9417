// `mixedmodels-cluster`: clusters for the option `on` of the bootstraps and of `study`.

export type { Cluster, ClusterStudy, ClusterWatch, Shard } from "mixedmodels/cluster";
export type { ConnectionOptions } from "./connection";
export { QueueCluster, type QueueOptions, queue } from "./queue";
export { SlurmCluster, type SlurmOptions, slurm } from "./slurm";
