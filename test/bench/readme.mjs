const START = "<!-- The bench writes what follows: npm run bench -- --write-readme -->";
const END = "<!-- End of what the bench writes. -->";

/** The text with the part between the two marks replaced. */
export function withResults(text, results) {
  const start = text.indexOf(START);
  const end = text.indexOf(END);
  if (start < 0 || end < start) throw new RangeError(`the README needs the lines '${START}' and '${END}'`);
  return `${text.slice(0, start + START.length)}\n\n${results.trim()}\n\n${text.slice(end)}`;
}
