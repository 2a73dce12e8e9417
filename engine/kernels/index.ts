export { heapBase } from "./memory";
export { eliminate, logDeterminant, solve, solveTransposed } from "./elimination";
export { chiSquared } from "./chiSquared";
export { addDenseProduct, addLowerProduct, addTransposedProduct } from "./denseProduct";
export { drawNormals, fillNormals } from "./normalStream";
export { drawResponses } from "./responseDraws";
export { drawStatistics } from "./statisticsDraws";
