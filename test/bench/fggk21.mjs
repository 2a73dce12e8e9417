/** Mean and standard deviation of the scores of each test. */
function moments(tests, scores) {
  const sums = new Map();
  scores.forEach((score, i) => {
    const sum = sums.get(tests[i]) ?? { count: 0, mean: 0, squares: 0 };
    const delta = score - sum.mean;
    sum.mean += delta / ++sum.count;
    sum.squares += delta * (score - sum.mean);
    sums.set(tests[i], sum);
  });
  return new Map(
    [...sums].map(([test, { count, mean, squares }]) => [test, { mean, sd: Math.sqrt(squares / (count - 1)) }]),
  );
}

/** Scores of children in five tests of fitness, with what is known of the child: 525,126 rows. */
export function fggk21(scores, children) {
  const rowOf = new Map(Array.from(children.column("Child"), (child, i) => [child, i]));
  const Child = Array.from(scores.column("Child"));
  const Test = Array.from(scores.column("Test"));
  const score = Float64Array.from(scores.column("score"));
  const of = moments(Test, score);
  const about = (name) => {
    const column = children.column(name);
    return Child.map((child) => column[rowOf.get(child)]);
  };
  return {
    zScore: score.map((value, i) => (value - of.get(Test[i]).mean) / of.get(Test[i]).sd),
    Test,
    a1: Float64Array.from(about("age"), (age) => age - 8.5),
    Sex: about("Sex"),
    School: about("School"),
    Cohort: about("Cohort").map(String),
    Child,
  };
}
