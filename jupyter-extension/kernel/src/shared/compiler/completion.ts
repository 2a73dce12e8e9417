/** Names to put in place of the text between `start` and `end` (UTF-16 offsets). */
export interface Completion {
  names: string[];
  start: number;
  end: number;
}
