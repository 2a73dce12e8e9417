import { modelData } from "engine/deviance/modelData";
import { modelFrame } from "engine/formula/frame/modelFrame";
import { findStrata, needsLevelTraces, type Strata } from "engine/matrices/strata";
import { asTable, type TableLike } from "engine/table/asTable";
import { dataset } from "engine/table/source/dataset";
import { expectClose } from "../support/expectClose";
import { subset } from "../support/problems";

function strata(formula: string, table: TableLike, reml = false): Strata & { names: string[] } {
  const data = modelData(modelFrame(formula, asTable(table)));
  return {
    ...findStrata(data.terms, data.fixed, data.system, reml),
    names: data.terms.map(({ grouping }) => grouping),
  };
}

const parents = ({ names, terms }: ReturnType<typeof strata>): { [name: string]: string[] } =>
  Object.fromEntries(names.map((name, t) => [name, terms[t].parents.map(({ term }) => names[term])]));

test("a nested factor knows its parent and the inner levels of each outer level", () => {
  const found = strata("strength ~ 1 + (1 | batch / cask)", dataset("pastes"));
  expect(parents(found)).toEqual({ "batch & cask": ["batch"], batch: [] });
  const [link] = found.terms[0].parents;
  expect([...link.columns]).toEqual([0]);
  expectClose(link.shares, new Array(10).fill(1 / 3), { relative: 1e-15 });
  expectClose([link.meanShare], [1 / 3], { relative: 1e-14 });
  expect(needsLevelTraces(found)).toBe(true);
});

test("shares follow the rows that are there", () => {
  const found = strata(
    "strength ~ 1 + (1 | batch / cask)",
    subset("pastes", ({ batch, cask }) => !(batch === "A" && cask !== "a")),
  );
  expectClose(Float64Array.from(found.terms[0].parents[0].shares).sort(), [...new Array(9).fill(1 / 3), 1], {
    relative: 1e-15,
  });
});

const chain = {
  y: [] as number[],
  x: [] as number[],
  a: [] as string[],
  b: [] as string[],
  c: [] as string[],
  d: [] as string[],
};
for (let i = 0; i < 48; i++) {
  chain.y.push(Math.sin(i));
  chain.x.push(i % 3);
  chain.a.push(`a${Math.floor(i / 16)}`);
  chain.b.push(`b${Math.floor(i / 8)}`);
  chain.c.push(`c${Math.floor(i / 4)}`);
  chain.d.push(`d${i % 4}`);
}

test("a chain of nested factors keeps immediate parents only", () => {
  expect(parents(strata("y ~ 1 + (1 | a) + (1 | b) + (1 | c)", chain))).toEqual({ c: ["b"], b: ["a"], a: [] });
});

test("a factor within two crossed ones has both as parents", () => {
  expect(parents(strata("y ~ 1 + (1 | a) + (1 | d) + (1 | a & d)", chain))).toEqual({
    "a & d": ["d", "a"],
    a: [],
    d: [],
  });
});

test("columns of the inner term are looked up in the outer one; without them there is no nesting", () => {
  const found = strata("y ~ 1 + x + (1 + x | a) + (0 + x | b)", chain);
  expect(parents(found)).toEqual({ b: ["a"], a: [] });
  expect([...found.terms[found.names.indexOf("b")].parents[0].columns]).toEqual([1]);
  expect(parents(strata("y ~ 1 + x + (1 | a) + (1 + x | b)", chain))).toEqual({ b: [], a: [] });
});

test("REML leaves out what X absorbs", () => {
  const counts = (formula: string, table: TableLike): number[] =>
    strata(formula, table, true).terms.map(({ count }) => count);
  expect(counts("yield ~ 1 + (1 | batch)", dataset("dyestuff"))).toEqual([5]);
  expect(counts("reaction ~ 1 + days + (1 + days | subj)", dataset("sleepstudy"))).toEqual([17]);
  expect(counts("score ~ 1 + Machine + (1 + Machine | Worker)", dataset("machines"))).toEqual([5]);
  expect(counts("score ~ 1 + Machine + (1 | Worker / Machine)", dataset("machines"))).toEqual([15, 5]);
  expect(counts("y ~ 1 + x + (1 + x | a)", { ...chain, x: chain.x.map((x, i) => x + i / 7) })).toEqual([2]);
});

test("the grand mean is a stratum where terms in X are crossed evenly, for maximum likelihood", () => {
  const penicillin = "diameter ~ 1 + (1 | plate) + (1 | sample)";
  expect([...strata(penicillin, dataset("penicillin")).mean]).toEqual([0]);
  expect([...strata(penicillin, dataset("penicillin"), true).mean]).toEqual([]);
  expect([
    ...strata(
      penicillin,
      subset("penicillin", (_, i) => (i * 7919) % 101 > 25),
    ).mean,
  ]).toEqual([]);
  expect([...strata("y ~ 0 + x + (1 | a) + (1 | d)", chain).mean]).toEqual([]);
  expect([...strata("strength ~ 1 + (1 | batch / cask)", dataset("pastes")).mean]).toEqual([]);
});
