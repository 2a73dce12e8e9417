import type { ModelData } from "../../deviance/modelData";
import { printRandom } from "../../formula/language/print";
import type { SingularDirection } from "../../minimizer/certificate";
import { listNames } from "../../words/nearest";

/** A random-effects term of more characters is written with "…" for its effects. */
const LONGEST_TERM = 60;

/**
 * Whether the estimates of a singular fit may be used, and which model is no larger than the data tell. Without an
 * effect whose variance is 0 the covariance of the responses is the same, and so are the other estimates.
 */
export function singularAdvice({ frame, terms }: ModelData, directions: readonly SingularDirection[]): string {
  const { random, derived } = frame.recipe.terms;
  const specsOf = (term: number) => random.filter(({ grouping }) => grouping.join(" & ") === terms[term].grouping);
  const groups = [...new Set(directions.map(({ term }) => term))];
  const without = groups.flatMap((term) => {
    const columns = directions.flatMap((one) => (one.term === term && one.kind === "variance" ? [one.column] : []));
    return columns.length === terms[term].names.length
      ? specsOf(term).map((spec) => shortened(printRandom(spec, derived)))
      : columns.map((column) => `'${terms[term].names[column]}' of '${terms[term].grouping}'`);
  });
  const correlated = groups
    .filter((term) => directions.some((one) => one.term === term && one.kind !== "variance"))
    .flatMap((term) => specsOf(term).filter((spec) => spec.correlated && !isIntercept(spec.effects)))
    .map((spec) => shortened(printRandom({ ...spec, correlated: false }, derived)));
  const same = without.length === 0 ? "" : `, and are the same without ${listNames(without)}`;
  const untold =
    correlated.length === 0
      ? ""
      : `${same === "" ? ", but" : ";"} the data are too few for all correlations of random effects ` +
        `(${listNames(correlated)} ${correlated.length === 1 ? "leaves" : "leave"} them out)`;
  return `the estimates may be used${same}${untold}`;
}

function isIntercept(effects: readonly (readonly string[])[]): boolean {
  return effects.length === 1 && effects[0].length === 0;
}

function shortened(term: string): string {
  return term.length <= LONGEST_TERM ? term : term.replace(/\(.* \| /s, "(… | ");
}
