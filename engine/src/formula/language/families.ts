import type { DerivedVariables } from "./derived";
import { type Term, termKey } from "./terms";

/** Terms that a formula has written as one, such as the columns of poly(x, 2). */
export interface TermFamily {
  readonly name: string;
  /** The variables with poly(x, 2) in the place of its columns; none for the intercept. */
  readonly variables: Term;
  readonly members: readonly Term[];
}

/** The terms by what the formula has written: the columns of a polynomial or a spline belong together. */
export function termFamilies(terms: readonly Term[], derived: DerivedVariables): TermFamily[] {
  const families = new Map<string, { name: string; variables: Term; members: Term[] }>();
  for (const term of terms) {
    const variables = term
      .map((name) => whole(name, derived))
      .filter((name, i, all) => name === term[i] || all.indexOf(name) === i);
    const key = termKey(variables);
    const label = (name: string): string => derived.get(name)?.label ?? name;
    const family = families.get(key) ?? { name: variables.map(label).join(" & "), variables, members: [] };
    family.members.push(term);
    families.set(key, family);
  }
  return [...families.values()];
}

/** Whether one family is within another: each of its variables stands as often in the other, or more often. */
export function isWithin(a: TermFamily, b: TermFamily): boolean {
  return a !== b && a.variables.every((variable) => timesIn(a, variable) <= timesIn(b, variable));
}

/** How often a variable is multiplied in a family. */
export function timesIn({ variables }: TermFamily, variable: string): number {
  return variables.filter((own) => own === variable).length;
}

function whole(name: string, derived: DerivedVariables): string {
  const variable = derived.get(name);
  return variable !== undefined && "term" in variable ? variable.term : name;
}
