/** The most characters of JSON that one output may have: notebooks with more open in no front end. */
export const MOST_CHARACTERS = 100_000_000;
const CHUNK = 1_000_000;

/** Thrown where an output is larger than what can be sent and shown. */
export class OutputLimitError extends RangeError {
  /** @param characters - how many it has, as JSON, or more */
  constructor(mime: string, characters: number) {
    const megabytes = (count: number): string => Math.floor(count / 1e6).toLocaleString("en-US");
    super(
      `an output holds at most ${megabytes(MOST_CHARACTERS)} MB, this one has ${megabytes(characters)} MB or more ` +
        `of ${mime}: write it to a file, or show a part of it`,
    );
    this.name = "RangeError";
  }
}

/** How many characters a text takes as JSON; no more than somewhat beyond `most` are counted. */
export function jsonLength(text: string, most = MOST_CHARACTERS): number {
  if (text.length > most) return text.length;
  let length = 2;
  for (let at = 0; at < text.length && length <= most; at += CHUNK)
    length += JSON.stringify(text.slice(at, at + CHUNK)).length - 2;
  return length;
}
