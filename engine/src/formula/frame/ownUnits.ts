import type { Contrasts } from "../coding/contrasts";
import { Scale } from "../coding/standardize";
import { unitOf } from "../coding/unitOf";
import { type Calculation, printCalculation } from "../language/calculation";
import { calculated } from "../language/derived";
import type { FormulaTerms } from "../language/terms";
import type { Rows } from "./completeRows";
import { settingOf } from "./design";

/** A variable that enters a model in a unit of its own, because its squares are beyond the range of numbers. */
export interface OwnUnit {
  readonly variable: string;
  /** What 1 stands for: a power of ten, in units of the column. */
  readonly unit: number;
  readonly isResponse: boolean;
}

/** The formula with its response divided by a unit. */
export function withResponseIn(unit: number, terms: FormulaTerms): FormulaTerms {
  const { response, responseAt, derived } = terms;
  const before = derived.get(response);
  const numerator: Calculation =
    before?.kind === "calculation" ? before.calculation : { kind: "column", name: response, at: responseAt };
  const quotient: Calculation = {
    kind: "arithmetic",
    first: numerator,
    rest: [{ operator: "/", operand: { kind: "number", value: unit } }],
  };
  const name = printCalculation(quotient);
  const others = [...derived].filter(([other]) => other !== response);
  return { ...terms, response: name, derived: new Map([...others, [name, calculated(quotient)]]) };
}

/** The columns among the effects of a formula that need a unit: those without a coding or standard of the user's. */
export function effectsInUnits({ fixed, random, derived }: FormulaTerms, contrasts: Contrasts, rows: Rows): OwnUnit[] {
  const names = new Set([...fixed, ...random.flatMap(({ effects }) => effects)].flat());
  return [...names]
    .filter((name) => !derived.has(name) && rows.isNumeric(name) && settingOf(contrasts, name) === undefined)
    .map((variable) => ({ variable, unit: unitOf(rows.numeric(variable)), isResponse: false }))
    .filter(({ unit }) => unit !== 1);
}

/** Contrasts that divide variables by their units. */
export function scaledTo(units: readonly OwnUnit[]): Contrasts {
  return Object.fromEntries(units.map(({ variable, unit }) => [variable, Scale(unit)]));
}
