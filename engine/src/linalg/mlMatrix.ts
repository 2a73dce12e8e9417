/** Dense matrices and their decompositions, loaded when they are first used: seven milliseconds. */
export function mlMatrix(): typeof import("ml-matrix") {
  return require("ml-matrix");
}
