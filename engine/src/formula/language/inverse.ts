import { exp } from "../../math/exp";
import { expm1 } from "../../math/expm1";
import { log } from "../../math/log";
import { log1p } from "../../math/log1p";
import { pow } from "../../math/pow";
import { type ArithmeticOperator, type Calculation, columnsOf } from "./calculation";

/** Where a function that is computed stands, and its slope there. */
export interface ValueAndSlope {
  readonly value: number;
  readonly slope: number;
}

type Step = (y: number) => ValueAndSlope;

/** Inverses of the functions of formulas that have one, NaN outside of their range. */
const INVERSES: { readonly [name: string]: Step } = {
  log: (y) => ({ value: exp(y), slope: exp(y) }),
  log2: (y) => ({ value: pow(2, y), slope: pow(2, y) * Math.LN2 }),
  log10: (y) => ({ value: pow(10, y), slope: pow(10, y) * Math.LN10 }),
  log1p: (y) => ({ value: expm1(y), slope: exp(y) }),
  exp: (y) => ({ value: y > 0 ? log(y) : NaN, slope: 1 / y }),
  expm1: (y) => ({ value: y > -1 ? log1p(y) : NaN, slope: 1 / (1 + y) }),
  sqrt: (y) => ({ value: y >= 0 ? y * y : NaN, slope: 2 * y }),
  cbrt: (y) => ({ value: y * y * y, slope: 3 * y * y }),
  inv: (y) => ({ value: y === 0 ? NaN : 1 / y, slope: -1 / (y * y) }),
};

/**
 * The function that gives back the one column of a calculation, with its slope: of log(rt) exp, of −1000/rt
 * y ↦ −1000/y; undefined for calculations that have several columns or no inverse.
 */
export function inverseOf(calculation: Calculation): Step | undefined {
  if (columnsOf(calculation).length !== 1) return undefined;
  const steps = stepsOf(calculation);
  if (steps === undefined) return undefined;
  return (y) => steps.reduce(then, { value: y, slope: 1 });
}

function then({ value, slope }: ValueAndSlope, step: Step): ValueAndSlope {
  const next = step(value);
  return { value: next.value, slope: slope * next.slope };
}

/** What is undone, the outermost first. */
function stepsOf(calculation: Calculation): Step[] | undefined {
  switch (calculation.kind) {
    case "column":
      return [];
    case "number":
      return undefined;
    case "negative":
      return after([(y) => ({ value: -y, slope: -1 })], calculation.operand);
    case "call":
      return Object.hasOwn(INVERSES, calculation.name)
        ? after([INVERSES[calculation.name]], calculation.operand)
        : undefined;
    case "arithmetic": {
      const { first, rest } = calculation;
      const at = rest.findIndex(({ operand }) => columnsOf(operand).length > 0);
      const later: (Step | undefined)[] = rest
        .slice(at + 1)
        .reverse()
        .map(({ operator, operand }) => undone(operator, constantValue(operand)));
      if (at >= 0) {
        const before = constantValue({ ...calculation, rest: rest.slice(0, at) });
        later.push(undoneFrom(rest[at].operator, before));
      }
      return later.includes(undefined) ? undefined : after(later as Step[], at < 0 ? first : rest[at].operand);
    }
  }
}

function after(steps: readonly Step[], operand: Calculation): Step[] | undefined {
  const own = stepsOf(operand);
  return own && [...steps, ...own];
}

/** x from y = x ∘ c; undefined if c is no number. */
function undone(operator: ArithmeticOperator, c: number): Step | undefined {
  if (!Number.isFinite(c)) return undefined;
  switch (operator) {
    case "+":
      return (y) => ({ value: y - c, slope: 1 });
    case "-":
      return (y) => ({ value: y + c, slope: 1 });
    case "*":
      return c === 0 ? undefined : (y) => ({ value: y / c, slope: 1 / c });
    case "/":
      return (y) => ({ value: y * c, slope: c });
    case "^":
      return c === 0 ? undefined : (y) => root(y, c);
    default:
      return undefined;
  }
}

/** x from y = x^c: of negative y where c is odd, else the positive one. */
function root(y: number, c: number): ValueAndSlope {
  const sign = y < 0 && Math.abs(c % 2) === 1 ? -1 : 1;
  const size = sign * y;
  if (!(size > 0)) return { value: NaN, slope: NaN };
  return { value: sign * pow(size, 1 / c), slope: pow(size, 1 / c - 1) / c };
}

/** x from y = c ∘ x; undefined if c is no number. */
function undoneFrom(operator: ArithmeticOperator, c: number): Step | undefined {
  if (!Number.isFinite(c)) return undefined;
  switch (operator) {
    case "+":
      return (y) => ({ value: y - c, slope: 1 });
    case "-":
      return (y) => ({ value: c - y, slope: -1 });
    case "*":
      return c === 0 ? undefined : (y) => ({ value: y / c, slope: 1 / c });
    case "/":
      if (c === 0) return undefined;
      return (y) => (y === 0 ? { value: NaN, slope: NaN } : { value: c / y, slope: -c / (y * y) });
    case "^":
      return c > 0 && c !== 1
        ? (y) => (y > 0 ? { value: log(y) / log(c), slope: 1 / (y * log(c)) } : { value: NaN, slope: NaN })
        : undefined;
    default:
      return undefined;
  }
}

/** The value of a calculation without columns; NaN where a function is in it that has no place in one. */
function constantValue(calculation: Calculation): number {
  switch (calculation.kind) {
    case "number":
      return calculation.value;
    case "negative":
      return -constantValue(calculation.operand);
    case "arithmetic":
      return calculation.rest.reduce((value, { operator, operand }) => {
        const other = constantValue(operand);
        if (operator === "+") return value + other;
        if (operator === "-") return value - other;
        if (operator === "*") return value * other;
        if (operator === "/") return value / other;
        return operator === "^" ? pow(value, other) : NaN;
      }, constantValue(calculation.first));
    default:
      return NaN;
  }
}
