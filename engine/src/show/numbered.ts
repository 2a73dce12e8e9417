/** "β3", or "β03" when there are ten or more. */
export function numbered(symbol: string, index: number, count: number): string {
  return symbol + String(index + 1).padStart(String(count).length, "0");
}
