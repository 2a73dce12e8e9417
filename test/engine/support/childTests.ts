import { MersenneTwister } from "engine/random/mersenneTwister";

/** Children in schools who take five tests: a table whose models have many correlated parameters. */
export type ChildTests = {
  readonly y: Float64Array;
  readonly test: string[];
  readonly age: Float64Array;
  readonly sex: string[];
  readonly school: string[];
  readonly child: string[];
};

const TESTS = ["A", "B", "C", "D", "E"];
const CHILDREN_IN_A_SCHOOL = 210;
const MISSING = 0.03;

/**
 * Draws scores of children, each of whom takes every test once (3 % of the scores are missing), so that a child's
 * effects of the tests and the residuals are hardly told apart.
 */
export function childTests(children: number, seed: number): ChildTests {
  const rng = new MersenneTwister(seed);
  const schools = Array.from({ length: Math.ceil(children / CHILDREN_IN_A_SCHOOL) }, () =>
    Array.from({ length: 7 }, () => 0.2 * rng.randn()),
  );
  const rows: { y: number; test: string; age: number; sex: string; school: string; child: string }[] = [];
  for (let c = 0; c < children; c++) {
    const school = Math.floor(rng.rand() * schools.length);
    const sex = rng.rand() < 0.5 ? "F" : "M";
    const age = rng.rand() - 0.5;
    const own = 0.7 * rng.randn();
    TESTS.forEach((test, t) => {
      const effect = 0.3 * rng.randn();
      if (rng.rand() < MISSING) return;
      const ofSchool = schools[school][0] + schools[school][t] + schools[school][5] * age;
      const y = 0.2 * age + (sex === "M" ? 0.1 : -0.1) + own + effect + ofSchool + 0.5 * rng.randn();
      rows.push({ y, test, age, sex, school: `s${school}`, child: `c${c}` });
    });
  }
  return {
    y: Float64Array.from(rows, ({ y }) => y),
    test: rows.map(({ test }) => test),
    age: Float64Array.from(rows, ({ age }) => age),
    sex: rows.map(({ sex }) => sex),
    school: rows.map(({ school }) => school),
    child: rows.map(({ child }) => child),
  };
}
