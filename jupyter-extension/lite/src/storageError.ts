/** Why the browser's storage has not done what it was asked: browsers give some errors a name alone. */
export function storageError(error: unknown): string {
  const { name, message } = error instanceof Error || error instanceof DOMException ? error : { name: "", message: "" };
  if (name === "QuotaExceededError")
    return "the browser has no more room for the files of this site: download what must last, and remove files";
  const told = message || name || String(error ?? "");
  return told === "" ? "the browser's storage gives no reason" : told;
}
