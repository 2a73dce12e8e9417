import ts from "typescript-6";

export type Literal =
  | ts.StringLiteral
  | ts.NoSubstitutionTemplateLiteral
  | ts.TemplateHead
  | ts.TemplateMiddle
  | ts.TemplateTail;

export function isLiteral(node: ts.Node): node is Literal {
  return (
    ts.isStringLiteral(node) ||
    ts.isNoSubstitutionTemplateLiteral(node) ||
    ts.isTemplateHead(node) ||
    ts.isTemplateMiddleOrTemplateTail(node)
  );
}

const PIECE = /\\u\{([\da-f]+)\}|\\u([\da-f]{4})|\\x([\da-f]{2})|\\(\r\n|[^])|[^]/giu;
const ESCAPES = new Map([
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
  ["b", "\b"],
  ["f", "\f"],
  ["v", "\v"],
  ["0", "\0"],
  ["\n", ""],
  ["\r\n", ""],
]);

/**
 * The text that a string literal (or a piece of a template) stands for, and where each character of it is in the
 * source.
 */
export class LiteralText {
  readonly text: string;
  /** Where its text begins and ends in the source. */
  readonly start: number;
  readonly end: number;
  private readonly quote: string;
  /** For each UTF-16 unit of `text`, and for its end, the offset in the source. */
  private readonly places: number[] = [];

  constructor(literal: Literal, file: ts.SourceFile) {
    const opening = literal.getStart(file);
    const closing = literal.isUnterminated ? 0 : ts.isTemplateHead(literal) || ts.isTemplateMiddle(literal) ? 2 : 1;
    this.start = opening + 1;
    this.end = literal.end - closing;
    this.quote = ts.isStringLiteral(literal) ? file.text[opening]! : "`";
    let text = "";
    for (const match of file.text.slice(this.start, this.end).matchAll(PIECE)) {
      const meant = unescaped(match);
      for (let unit = 0; unit < meant.length; unit++) this.places.push(this.start + match.index);
      text += meant;
    }
    this.text = text;
    this.places.push(this.end);
  }

  /** The offset in the source of a place in the text. */
  sourceOffset(at: number): number {
    return this.places[at]!;
  }

  /** How much of the text stands before an offset of the source. */
  textOffset(offset: number): number {
    return this.places.findIndex((place) => place >= offset);
  }

  /** How `text` is written in this literal. */
  write(text: string): string {
    const written = text
      .replaceAll("\\", "\\\\")
      .replaceAll(this.quote, `\\${this.quote}`)
      .replaceAll("\n", "\\n")
      .replaceAll("\r", "\\r");
    return this.quote === "`" ? written.replaceAll("${", "\\${") : written;
  }
}

function unescaped([piece, braced, four, two, character]: RegExpMatchArray): string {
  const hex = braced ?? four ?? two;
  if (hex !== undefined)
    return Number.parseInt(hex, 16) > 0x10ffff ? piece : String.fromCodePoint(Number.parseInt(hex, 16));
  return character === undefined ? piece : (ESCAPES.get(character) ?? character);
}
