import type * as Arquero from "arquero" with { "resolution-mode": "import" };

export type { ColumnTable } from "arquero" with { "resolution-mode": "import" };

/** A row in an expression of arquero. */
export type Struct = Record<string, any>;

/** The module that a page loads: jest has no ES modules. */
export const aq: typeof Arquero = require("arquero/dist/arquero.js");
