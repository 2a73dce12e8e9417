export { heapBase } from "./memory";
export { combineRows, dotRow, subtractRow } from "./rows";
export { multiply, multiplyTransposed } from "./small";
export { mirrorTile, subtractTile } from "./tile";
export { eliminate, solveTransposed, solveUpper } from "./elimination";
export { denseFactor, denseSolve } from "./denseDeviance";
