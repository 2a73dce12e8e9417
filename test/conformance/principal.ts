import type { MixedModel } from "engine/model/mixedModel";
import { rePCA } from "engine/model/summaries";
import type { NamedMatrix } from "engine/table/namedMatrix";
import type { OwnCell } from "./agrees";
import type { PageCheck } from "./pageCheck";

/**
 * What we have for the printed principal components of a model's terms: of each the correlations below the diagonal,
 * the cumulative shares, and the loadings, whose columns have the page's signs. Where correlations are fixed at zero
 * all components are alike, so that there are no loadings to compare.
 * @param components how many components of a term have loadings that the data tell; those of a singular fit that vary
 * little turn with the last digits of its correlations
 * @param only the grouping factor of which the page prints them, default all
 */
export function principal(
  model: MixedModel,
  check: PageCheck,
  cell: number,
  components = Infinity,
  only?: string,
): OwnCell[][] {
  const printed = check.printed(cell).rows as string[][];
  const pca = rePCA(model);
  const own: OwnCell[][] = printed.map(() => []);
  let from = 0;
  for (const { grouping, names, blocks } of model.data.terms) {
    if (only !== undefined && grouping !== only) continue;
    const s = names.length;
    const first = nextFilled(printed, from);
    const shares = nextFilled(printed, first + s);
    const header = nextFilled(printed, shares + 1);
    const columns = shownColumns(printed[header], s);
    const correlations = pca.covcor[grouping];
    for (let i = 0; i < s; i++) {
      const texts = printed[first + i];
      const isWhole = texts.filter((text) => text !== "…").length > i && !texts.includes("…");
      const shown = isWhole ? [...Array(i + 1).keys()] : columns.filter((c) => c <= i);
      own[first + i] = beside(
        texts,
        shown.map((c) => correlations.get(i, c)),
      );
    }
    own[shares] = (pca.column("group") as string[]).flatMap((group, i) =>
      group === grouping ? [pca.numeric("cumulative")[i]] : [],
    );
    if (blocks.length === 1) {
      const loadings = signed(pca.loadings[grouping], printed.slice(header + 1, header + 1 + s), columns);
      loadings.forEach((row, i) => {
        const told = row.map((value, k) => (columns[k] < components ? value : undefined));
        own[header + 1 + i] = beside(printed[header + 1 + i], told);
      });
    }
    from = header + 1 + s;
  }
  return own;
}

function nextFilled(rows: readonly (readonly string[])[], from: number): number {
  const at = rows.findIndex((row, i) => i >= from && row.length > 0);
  if (at < 0) throw new Error(`a page of principal components ends before row ${from + 1}`);
  return at;
}

/** The columns that a wide matrix shows, by the numbers above its loadings. */
function shownColumns(header: readonly string[], s: number): number[] {
  const numbers = header.filter((text) => text !== "…").map((text) => Number(text) - 1);
  return numbers.every((c) => c >= 0 && c < s) ? numbers : [...Array(s).keys()];
}

/** Our numbers beside those of a row, whose first ones may belong to the name of an effect. */
function beside(texts: readonly string[], own: readonly OwnCell[]): OwnCell[] {
  let at = own.length;
  const cells: OwnCell[] = Array<OwnCell>(texts.length).fill(undefined);
  for (let j = texts.length - 1; j >= 0 && at > 0; j--) if (texts[j] !== "…") cells[j] = own[--at];
  return cells;
}

/** Loadings with the signs of the printed columns. */
function signed(matrix: NamedMatrix, rows: readonly (readonly string[])[], columns: readonly number[]): number[][] {
  const numbers = rows.map((row) =>
    row
      .filter((text) => text !== "…")
      .slice(-columns.length)
      .map(Number),
  );
  const signs = columns.map((c, k) =>
    numbers.reduce((sum, row, i) => sum + row[k] * matrix.get(i, c), 0) < 0 ? -1 : 1,
  );
  return rows.map((_, i) => columns.map((c, k) => signs[k] * matrix.get(i, c)));
}
