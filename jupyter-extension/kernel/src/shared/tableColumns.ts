import type { Platform } from "./platform";

/**
 * A column as far as it can be told without reading the table; `factor` if it holds texts or booleans, undefined if
 * unknown.
 */
export interface ColumnName {
  readonly name: string;
  readonly factor: boolean | undefined;
}

/** Tells the columns of what the engine takes as a table. No code of the notebook's own runs. */
export class TableColumns {
  constructor(private readonly platform: Pick<Platform, "isProxy">) {}

  /** An own property that holds a value; neither getters nor proxies are asked. */
  ownValue(object: unknown, name: PropertyKey): unknown {
    return this.isObject(object) ? Object.getOwnPropertyDescriptor(object, name)?.value : undefined;
  }

  /** Undefined if it is no table. */
  of(data: unknown): ColumnName[] | undefined {
    if (!this.isObject(data)) return undefined;
    const columns = Array.isArray(data)
      ? this.rows(data)
      : (this.engine(data) ?? this.arquero(data) ?? this.danfo(data) ?? this.arrow(data) ?? this.object(data));
    return columns?.length ? columns : undefined;
  }

  /** Of a Table of whatever copy of the engine. */
  engine(data: unknown): ColumnName[] | undefined {
    const names = this.ownValue(data, "columnNames");
    if (!this.isTexts(names) || typeof this.ownValue(data, "numRows") !== "number") return undefined;
    const prototype: unknown = Object.getPrototypeOf(data);
    const kind = this.ownValue(prototype, "kind");
    if (
      typeof kind !== "function" ||
      (this.ownValue(prototype, "constructor") as { name?: unknown } | undefined)?.name !== "Table"
    )
      return undefined;
    return names.map((name) => ({ name, factor: kind.call(data, name) !== "numeric" }));
  }

  private rows(rows: readonly unknown[]): ColumnName[] | undefined {
    const row = this.ownValue(rows, 0);
    if (!this.isObject(row) || Array.isArray(row)) return undefined;
    return Object.keys(row).map((name) => ({ name, factor: isFactorValue(this.ownValue(row, name)) }));
  }

  private arquero(table: object): ColumnName[] | undefined {
    const names = this.ownValue(table, "_names");
    const columns = this.ownValue(table, "_data");
    if (!this.isTexts(names) || !this.isObject(columns)) return undefined;
    return names.map((name) => ({ name, factor: isFactorValue(this.ownValue(this.ownValue(columns, name), 0)) }));
  }

  private danfo(frame: object): ColumnName[] | undefined {
    const names = this.ownValue(frame, "$columns");
    const kinds = this.ownValue(frame, "$dtypes");
    if (!this.isTexts(names)) return undefined;
    return names.map((name, column) => ({
      name,
      factor: this.isTexts(kinds) ? ["string", "boolean"].includes(kinds[column]!) : undefined,
    }));
  }

  private arrow(table: object): ColumnName[] | undefined {
    const fields = this.ownValue(this.ownValue(table, "schema"), "fields");
    if (!Array.isArray(fields)) return undefined;
    return fields
      .map((field) => this.ownValue(field, "name"))
      .filter((name) => typeof name === "string")
      .map((name) => ({ name, factor: undefined }));
  }

  private object(columns: object): ColumnName[] | undefined {
    const prototype: unknown = Object.getPrototypeOf(columns);
    if (prototype !== null && prototype !== Object.prototype) return undefined;
    const names = Object.keys(columns);
    const values = names.map((name) => this.ownValue(columns, name));
    if (!values.every((value) => Array.isArray(value) || ArrayBuffer.isView(value))) return undefined;
    return names.map((name, column) => ({ name, factor: isFactorValue(this.ownValue(values[column], 0)) }));
  }

  private isObject(value: unknown): value is object {
    return typeof value === "object" && value !== null && !this.platform.isProxy(value);
  }

  private isTexts(value: unknown): value is string[] {
    return Array.isArray(value) && !this.platform.isProxy(value) && value.every((text) => typeof text === "string");
  }
}

function isFactorValue(value: unknown): boolean | undefined {
  return value === null || value === undefined ? undefined : typeof value !== "number" && typeof value !== "bigint";
}
