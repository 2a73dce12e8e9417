export { heapBase } from "./memory";
export { eliminate, logDeterminant, solve, solveTransposed } from "./elimination";
export { packedCholesky } from "./packedCholesky";
export { packedInverse } from "./packedInverse";
export { packedGram } from "./packedGram";
export { packedForward, packedBackward } from "./packedSolve";
export { schurRows } from "./schurRows";
export { leadTraces } from "./leadTraces";
export { rowTraces } from "./rowTraces";
