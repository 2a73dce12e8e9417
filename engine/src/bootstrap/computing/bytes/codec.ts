import { OptionError } from "../../../errors";
import { type ByteReader, mustHold } from "./byteReader";
import type { ByteWriter } from "./byteWriter";

/** How values of a type are written as bytes and read, with what can be said of each of them alone. */
export interface Codec<T> {
  write(out: ByteWriter, value: T): void;
  /** @throws MalformedBytes for a value that is none of the type */
  read(from: ByteReader): T;
}

/** A finite number. */
export const finite: Codec<number> = {
  write: (out, value) => out.number(value),
  read(from) {
    const value = from.number();
    mustHold(Number.isFinite(value), `a number is finite; it is ${value}`);
    return value;
  },
};

/** Any number, such as an estimate that is NaN. */
export const anyNumber: Codec<number> = {
  write: (out, value) => out.number(value),
  read: (from) => from.number(),
};

/** A whole number from 0 on. */
export const size: Codec<number> = {
  write: (out, value) => out.number(value),
  read: (from) => from.size(),
};

export const flag: Codec<boolean> = {
  write: (out, value) => out.byte(value ? 1 : 0),
  read(from) {
    const value = from.byte();
    mustHold(value <= 1, `a switch is 0 or 1; it is ${value}`);
    return value === 1;
  },
};

/** Finite numbers. */
export const floats: Codec<Float64Array> = {
  write: (out, values) => out.numbers(values),
  read(from) {
    const values = from.numbers(Float64Array);
    mustHold(values.every(Number.isFinite), "numbers are finite");
    return values;
  },
};

/** Any numbers: the estimates of a refit that failed are NaN. */
export const estimates: Codec<Float64Array> = {
  write: (out, values) => out.numbers(values),
  read: (from) => from.numbers(Float64Array),
};

export const integers: Codec<Int32Array> = {
  write: (out, values) => out.numbers(values),
  read: (from) => from.numbers(Int32Array),
};

export const words: Codec<Uint32Array> = {
  write: (out, values) => out.numbers(values),
  read: (from) => from.numbers(Uint32Array),
};

/** So many characters of a text that is too long are named. */
const SHOWN = 40;

/** A text of at most so many bytes. */
export function text(longest: number): Codec<string> {
  return {
    write(out, value) {
      const { length } = new TextEncoder().encode(value);
      if (length > longest)
        throw new OptionError(
          `a study for a cluster holds texts of ${longest} bytes at most; '${value.slice(0, SHOWN)}…' has ${length}`,
        );
      out.text(value);
    },
    read: (from) => from.text(longest),
  };
}

/** One of some names, written as its number. */
export function oneOf<const T extends string | number>(...names: readonly T[]): Codec<T> {
  return {
    write: (out, value) => out.byte(names.indexOf(value)),
    read(from) {
      const index = from.byte();
      mustHold(index < names.length, `choice ${index} is none of ${names.length}`);
      return names[index];
    },
  };
}

export function optional<T>(codec: Codec<T>): Codec<T | undefined> {
  return {
    write(out, value) {
      out.byte(value === undefined ? 0 : 1);
      if (value !== undefined) codec.write(out, value);
    },
    read: (from) => (flag.read(from) ? codec.read(from) : undefined),
  };
}

export function list<T>(codec: Codec<T>): Codec<readonly T[]> {
  return {
    write(out, values) {
      out.number(values.length);
      for (const value of values) codec.write(out, value);
    },
    read(from) {
      const length = from.size();
      const values: T[] = [];
      while (values.length < length) values.push(codec.read(from));
      return values;
    },
  };
}

/** How the fields of a type are written; one that is added to the type and not here does not compile. */
export type Fields<T> = { readonly [K in keyof T]-?: Codec<T[K]> };

/** The fields one after the other; those without a value are absent when they are read. */
export function record<T extends object>(fields: Fields<T>): Codec<T> {
  const names = Object.keys(fields) as (keyof T)[];
  return {
    write(out, value) {
      for (const name of names) fields[name].write(out, value[name]);
    },
    read(from) {
      const entries = names.map((name) => [name, fields[name].read(from)] as const);
      return Object.fromEntries(entries.filter(([, value]) => value !== undefined)) as T;
    },
  };
}

/** What is always the same is not written. */
export function constant<const T>(value: T): Codec<T> {
  return { write: () => undefined, read: () => value };
}

/** The variants of a type that its `kind` tells apart. */
export function variants<T extends { readonly kind: string }>(
  codecs: {
    readonly [K in T["kind"]]: Codec<Extract<T, { readonly kind: K }>>;
  },
): Codec<T> {
  const kinds = Object.keys(codecs) as T["kind"][];
  const codecOf = (kind: T["kind"]): Codec<T> => codecs[kind] as unknown as Codec<T>;
  const which = oneOf(...kinds);
  return {
    write(out, value) {
      which.write(out, value.kind);
      codecOf(value.kind).write(out, value);
    },
    read: (from) => codecOf(which.read(from)).read(from),
  };
}
