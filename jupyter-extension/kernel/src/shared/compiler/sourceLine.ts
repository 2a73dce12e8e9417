import ts from "typescript-6";

/** A line of a cell. */
export interface SourceLine {
  /** Without its comments. */
  readonly code: string;
  /** The same, with a dot for each character in texts, templates and patterns: what stands in them is no code. */
  readonly bare: string;
}

const FILLER = "·";
/** What a value ends with: a slash behind it divides. */
const ENDS_VALUE = new Set([
  ts.SyntaxKind.Identifier,
  ts.SyntaxKind.NumericLiteral,
  ts.SyntaxKind.BigIntLiteral,
  ts.SyntaxKind.StringLiteral,
  ts.SyntaxKind.NoSubstitutionTemplateLiteral,
  ts.SyntaxKind.TemplateTail,
  ts.SyntaxKind.RegularExpressionLiteral,
  ts.SyntaxKind.CloseParenToken,
  ts.SyntaxKind.CloseBracketToken,
  ts.SyntaxKind.ThisKeyword,
  ts.SyntaxKind.TrueKeyword,
  ts.SyntaxKind.FalseKeyword,
  ts.SyntaxKind.NullKeyword,
]);
/** How many characters of a text or template are its marks, at its begin and end. */
const MARKS: ReadonlyMap<ts.SyntaxKind, readonly [number, number]> = new Map([
  [ts.SyntaxKind.StringLiteral, [1, 1]],
  [ts.SyntaxKind.NoSubstitutionTemplateLiteral, [1, 1]],
  [ts.SyntaxKind.RegularExpressionLiteral, [1, 1]],
  [ts.SyntaxKind.TemplateHead, [1, 2]],
  [ts.SyntaxKind.TemplateMiddle, [1, 2]],
  [ts.SyntaxKind.TemplateTail, [1, 1]],
]);

/** The lines of a cell, which may be of another language: comments of Python, R and Julia are comments too. */
export function sourceLines(source: string): SourceLine[] {
  const code = source.split("");
  const bare = source.split("");
  for (const { kind, start, end, isOpen } of tokens(source)) {
    if (kind === ts.SyntaxKind.SingleLineCommentTrivia || kind === ts.SyntaxKind.MultiLineCommentTrivia)
      for (const characters of [code, bare]) fill(characters, start, end, " ");
    const [before, behind] = MARKS.get(kind) ?? [];
    if (before !== undefined) fill(bare, start + before, isOpen ? end : end - behind!, FILLER);
  }
  const bareLines = bare.join("").split("\n");
  return code
    .join("")
    .split("\n")
    .map((line, i) => ({ code: line.trimEnd(), bare: bareLines[i]!.slice(0, line.trimEnd().length) }));
}

function fill(characters: string[], start: number, end: number, filler: string): void {
  for (let i = start; i < end; i++) if (characters[i] !== "\n" && characters[i] !== "\r") characters[i] = filler;
}

interface Token {
  readonly kind: ts.SyntaxKind;
  readonly start: number;
  readonly end: number;
  /** Whether its end is missing. */
  readonly isOpen: boolean;
}

/** The tokens of a source, as the parser would ask for them: it knows what a slash and a brace are. */
function* tokens(source: string): Generator<Token> {
  const scanner = ts.createScanner(ts.ScriptTarget.Latest, false, ts.LanguageVariant.Standard, source);
  /** For each brace that is open, whether it is of a template. */
  const braces: boolean[] = [];
  let endsValue = false;
  for (let kind = scanner.scan(); kind !== ts.SyntaxKind.EndOfFileToken; kind = scanner.scan()) {
    const start = scanner.getTokenStart();
    if (kind === ts.SyntaxKind.OpenBraceToken) braces.push(false);
    if (kind === ts.SyntaxKind.CloseBraceToken && braces.pop()) kind = scanner.reScanTemplateToken(false);
    if (kind === ts.SyntaxKind.TemplateHead || kind === ts.SyntaxKind.TemplateMiddle) braces.push(true);
    const isSlash = kind === ts.SyntaxKind.SlashToken || kind === ts.SyntaxKind.SlashEqualsToken;
    if (isSlash && !endsValue) kind = scanner.reScanSlashToken();
    if (isHash(source, start)) {
      kind = ts.SyntaxKind.SingleLineCommentTrivia;
      scanner.resetTokenState(endOfLine(source, start));
    }
    // Julia's transpose.
    if (
      kind === ts.SyntaxKind.StringLiteral &&
      scanner.isUnterminated() &&
      /[\w)\]]'$/.test(source.slice(0, start + 1))
    )
      scanner.resetTokenState(start + 1);
    else yield { kind, start, end: scanner.getTokenEnd(), isOpen: scanner.isUnterminated() };
    if (kind > ts.SyntaxKind.LastTriviaToken) endsValue = ENDS_VALUE.has(kind);
  }
}

/** Whether a comment of Python, R or Julia begins here: private names have no space behind their #. */
function isHash(source: string, at: number): boolean {
  return source[at] === "#" && /^#[\s#]|^#$/.test(source.slice(at, at + 2));
}

function endOfLine(source: string, from: number): number {
  const end = source.indexOf("\n", from);
  return end < 0 ? source.length : end;
}
