/** What is asked of the text of a source file, beside what Biome and the compilers see. */

const LONGEST_LINE = 120;

/** Lines that are too long, counted in Unicode characters. */
export function longLines(text) {
  return found(text, (line) => {
    const { length } = Array.from(line);
    return length > LONGEST_LINE ? `${length} characters, where a line has ${LONGEST_LINE} at most` : undefined;
  });
}

/** Marks of a merge that nobody has finished: within comments and texts no compiler sees them. */
export function mergeMarks(text) {
  return found(text, (line) => (/^(?:<{7}|>{7}) /.test(line) ? "the mark of an unfinished merge" : undefined));
}

/** Tests that leave the others of their file out. Biome's rule for them takes every call of our `fit` for one. */
export function focusedTests(text) {
  return found(text, (line) =>
    /\b(?:test|it|describe)(?:\.concurrent)?\.only\b/.test(line) ? "a test that leaves the others out" : undefined,
  );
}

/** The layout of AssemblyScript, which Biome cannot parse: decorators stand before functions. */
export function layout(text) {
  const end = text.endsWith("\n") && !text.endsWith("\n\n");
  return [
    ...found(text, (line, before) => {
      if (/\s$/.test(line)) return "white space at the end of a line";
      if (line.includes("\t")) return "a tab, where two spaces indent";
      if (/^(?: {2})* (?![ *])/.test(line)) return "an odd number of spaces, where two indent";
      if (line === "" && before === "") return "two empty lines in a row";
      return undefined;
    }),
    ...(end ? [] : [{ line: text.trimEnd().split("\n").length, problem: "a file ends with its last line's end" }]),
  ];
}

/** What `rule` says of lines; the line end after the last one makes no line of its own. */
function found(text, rule) {
  const lines = text.replace(/\n$/, "").split("\n");
  return lines.flatMap((line, i) => {
    const problem = rule(line, lines[i - 1]);
    return problem === undefined ? [] : [{ line: i + 1, problem }];
  });
}
