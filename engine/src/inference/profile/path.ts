/** Guesses further away than this in steps between solutions are none. */
const FURTHEST = 4;

/** The last solutions, from which the next one is guessed. */
export class Path {
  /** The latest first. */
  private solutions: { readonly at: number; readonly point: Float64Array }[];

  /**
   * @param freePart what is free of a point where the coordinate is about `at`
   * @param degree of the polynomial through the last solutions, of which there are as many and one more
   */
  constructor(
    private readonly freePart: (point: Float64Array, at: number) => Float64Array,
    point: Float64Array,
    at: number,
    private readonly degree: 1 | 2,
  ) {
    this.solutions = [{ at, point }];
  }

  /** What is free of the point on the polynomial through the last solutions, or of the last one. */
  guess(at: number): Float64Array {
    const { solutions } = this;
    const [last, before] = solutions;
    if (before === undefined || before.at === last.at) return this.nearest(at);
    const share = (at - last.at) / (last.at - before.at);
    if (!(Math.abs(share) <= FURTHEST)) return this.nearest(at);
    const [own, earlier, earliest] = solutions.map(({ point }) => this.freePart(point, at));
    const line = own.map((value, i) => value + share * (value - earlier[i]));
    const third = solutions[2]?.at;
    if (third === undefined || third === before.at || third === last.at) return line;
    // What Newton's form adds to the line through the last two.
    const bend = ((at - last.at) * (at - before.at)) / (last.at - third);
    return line.map((value, i) => {
      const slopes = [(own[i] - earlier[i]) / (last.at - before.at), (earlier[i] - earliest[i]) / (before.at - third)];
      return value + bend * (slopes[0] - slopes[1]);
    });
  }

  nearest(at: number): Float64Array {
    return this.freePart(this.solutions[0].point, at);
  }

  add(at: number, point: Float64Array): void {
    this.solutions = [{ at, point }, ...this.solutions].slice(0, this.degree + 1);
  }
}
