import { DataError } from "engine/errors";
import { csvRecords } from "engine/table/source/csvRecords";
import fc from "fast-check";

const records = (text: string, delimiter = ","): string[][] => csvRecords(text, delimiter, "the text");

test.each<[what: string, text: string, expected: string[][]]>([
  [
    "no last line end",
    "a,b\n1,2",
    [
      ["a", "b"],
      ["1", "2"],
    ],
  ],
  [
    "line ends of Windows",
    "a,b\r\n1,2\r\n",
    [
      ["a", "b"],
      ["1", "2"],
    ],
  ],
  [
    "line ends of old Macs",
    "a,b\r1,2\r",
    [
      ["a", "b"],
      ["1", "2"],
    ],
  ],
  [
    "mixed line ends",
    "a,b\r\n1,2\n3,4\r5,6\n\r\n",
    [
      ["a", "b"],
      ["1", "2"],
      ["3", "4"],
      ["5", "6"],
    ],
  ],
  [
    "ragged lines",
    "a,b,c\n1,2\n1,2,3,4\n,,\n",
    [
      ["a", "b", "c"],
      ["1", "2"],
      ["1", "2", "3", "4"],
      ["", "", ""],
    ],
  ],
  [
    "delimiters and line ends in quotes",
    'a,b\n"x,1","y\n\n2"\n',
    [
      ["a", "b"],
      ["x,1", "y\n\n2"],
    ],
  ],
  [
    "line ends of Windows in quotes",
    'a,b\r\n"x\r\ny",2\r\n',
    [
      ["a", "b"],
      ["x\r\ny", "2"],
    ],
  ],
  [
    "a line feed in quotes in a file of Windows",
    'a,b\r\n"x\ny",2\r\n',
    [
      ["a", "b"],
      ["x\ny", "2"],
    ],
  ],
  [
    "doubled quotes",
    'a,b\n"say ""hi""",""""\n"","""a"""\n',
    [
      ["a", "b"],
      ['say "hi"', '"'],
      ["", '"a"'],
    ],
  ],
  [
    "quotes within a cell",
    'a,b\nx"y,5\'10""\n',
    [
      ["a", "b"],
      ['x"y', '5\'10""'],
    ],
  ],
  [
    "spaces around quotes",
    'a,b\n "x",1\n"y" ,2\n',
    [
      ["a", "b"],
      ["x", "1"],
      ["y", "2"],
    ],
  ],
  [
    "empty lines",
    "\n\na,b\n\n1,2\n\n\n",
    [
      ["a", "b"],
      ["1", "2"],
    ],
  ],
  ["a line of spaces", "a,b\n  \n", [["a", "b"], ["  "]]],
  ["one column", "a\n1\n\n2\n", [["a"], ["1"], ["2"]]],
  ["one column with an empty cell in quotes", 'a\n""\n\nx\n"y""\nz"\n""', [["a"], [""], ["x"], ['y"\nz'], [""]]],
  ["the same in a file of Windows", 'a\r\n""\r\n\r\nx\r\n', [["a"], [""], ["x"]]],
  [
    "a last cell that is empty",
    "a,b\n1,",
    [
      ["a", "b"],
      ["1", ""],
    ],
  ],
  [
    "names in quotes",
    '"a,1","b ""x"""\n1,2\n',
    [
      ["a,1", 'b "x"'],
      ["1", "2"],
    ],
  ],
  [
    "signs that begin comments elsewhere",
    "#a,b\n#1,2\n",
    [
      ["#a", "b"],
      ["#1", "2"],
    ],
  ],
  [
    "control characters and other line separators",
    "a,b\n\0,\u2028\u0085\n",
    [
      ["a", "b"],
      ["\0", "\u2028\u0085"],
    ],
  ],
  ["nothing", "", []],
])("%s", (_, text, expected) => expect(records(text)).toEqual(expected));

test.each([
  ['a,b\n"x,1\n2,3\n', "a quote of a CSV file must be closed; that in line 2 of the text is not"],
  ['a,b\n1,2\n1,"', "that in line 3 of the text is not"],
  ['a,b\n"x"y,1\n', 'a quoted cell of a CSV file ends with its quote; line 2 of the text goes on with "y"'],
  ['a,b\n\n1,"x ""1"" "z"\n', 'line 3 of the text goes on with "z"'],
])("%p is refused", (text, sentence) => {
  expect(() => records(text)).toThrow(DataError);
  expect(() => records(text)).toThrow(sentence);
});

test("what is written with and without quotes, with any delimiter and line end, is read as it was", () => {
  const cell = fc.string({ unit: fc.constantFrom(..."ab1é ,;|\t\n\"'#"), maxLength: 6 });
  const written = fc.record({
    rows: fc.array(fc.array(cell, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 6 }),
    delimiter: fc.constantFrom(",", ";", "|", "\t"),
    ends: fc.array(fc.constantFrom("\n", "\r\n", "\r"), { minLength: 1, maxLength: 3 }),
    quoted: fc.infiniteStream(fc.boolean()),
  });
  fc.assert(
    fc.property(written, ({ rows, delimiter, ends, quoted }) => {
      const quote = (text: string): string =>
        /["\n]/.test(text) || text.includes(delimiter) || text === "" || quoted.next().value
          ? `"${text.replaceAll('"', '""')}"`
          : text;
      const text = rows.map((row, i) => row.map(quote).join(delimiter) + ends[i % ends.length]).join("");
      expect(records(text, delimiter)).toEqual(rows);
    }),
    { numRuns: 2000 },
  );
});
