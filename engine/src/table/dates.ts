import type { Column } from "./column";
import type { ColumnTable } from "./columnTable";

/** A day, perhaps with a time; a time without a zone is taken as UTC, so that nothing depends on where one is. */
const DATE = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d(?:\.\d+)?))?(?:Z|([+-])(\d\d):?(\d\d))?)?$/;
const DAY = 86_400_000;
const days = new WeakMap<object, Float64Array | null>();

/**
 * Days since 1970-01-01 of a column of ISO dates such as "2024-02-29" or "2024-02-29T12:30:00Z", NaN where missing;
 * undefined for any other column, one without values included.
 */
export function daysOf(column: Column): Float64Array | undefined {
  if (!Array.isArray(column)) return undefined;
  const known = days.get(column);
  if (known !== undefined) return known ?? undefined;
  const found = parsed(column);
  days.set(column, found ?? null);
  return found;
}

/** Whether a column holds numbers, or dates, which count as days. */
export function countsAsNumeric(table: ColumnTable & { kind(name: string): string }, name: string): boolean {
  return table.kind(name) === "numeric" || daysOf(table.column(name)) !== undefined;
}

/** A column of numbers, or of dates in days since 1970-01-01. */
export function numbersOf(table: ColumnTable & { numeric(name: string): Float64Array }, name: string): Float64Array {
  return daysOf(table.column(name)) ?? table.numeric(name);
}

function parsed(column: readonly (string | boolean | null)[]): Float64Array | undefined {
  const result = new Float64Array(column.length).fill(NaN);
  let some = false;
  for (let row = 0; row < column.length; row++) {
    const value = column[row];
    if (value === null) continue;
    const day = typeof value === "string" ? dayOf(value) : undefined;
    if (day === undefined) return undefined;
    result[row] = day;
    some = true;
  }
  return some ? result : undefined;
}

function dayOf(text: string): number | undefined {
  const match = DATE.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, hour = 0, minute = 0, second = 0, sign, zoneHours = 0, zoneMinutes = 0] = match;
  const start = Date.UTC(Number(year), Number(month) - 1, Number(day));
  const date = new Date(start);
  if (date.getUTCMonth() !== Number(month) - 1 || date.getUTCDate() !== Number(day)) return undefined;
  if (Number(hour) > 24 || Number(minute) > 59 || Number(second) >= 61) return undefined;
  const shift = (sign === "-" ? -1 : 1) * (60 * Number(zoneHours) + Number(zoneMinutes));
  return (start + 60_000 * (60 * Number(hour) + Number(minute) - shift) + 1000 * Number(second)) / DAY;
}
