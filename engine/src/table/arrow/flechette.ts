import type * as Flechette from "@uwdata/flechette" with { "resolution-mode": "import" };

export type { Column, DataType, IntType } from "@uwdata/flechette" with { "resolution-mode": "import" };

/** The Arrow reader and writer, loaded when it is first used. */
export function flechette(): typeof Flechette {
  return require("@uwdata/flechette");
}
