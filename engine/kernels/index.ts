export { heapBase } from "./memory";
export { denseFactor, denseSolve } from "./denseDeviance";
