/** Jupyter's server drops all output, results and errors too, of a kernel that sends more than 3 MB within 3 s. */
const MOST_CHARACTERS = 2_000_000;

/** Lets through what a cell prints until that is more than a notebook can hold. */
export class PrintLimit {
  private left = MOST_CHARACTERS;

  /** A new cell begins. */
  reset(): void {
    this.left = MOST_CHARACTERS;
  }

  /** The part of `text` to show, the last one with a note; empty when nothing more is shown. */
  admit(text: string): string {
    const { left } = this;
    if (left < 0) return "";
    this.left -= text.length;
    if (this.left >= 0) return text;
    return (
      `${text.slice(0, left)}\n… a cell shows the first ${MOST_CHARACTERS.toLocaleString("en-US")} characters ` +
      "that it prints; write longer text to a file\n"
    );
  }
}
