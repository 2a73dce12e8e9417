/**
 * What is at an address, waited for: whoever reads a file expects it at once. In a worker nobody else waits.
 * @throws Error if the server does not have it, or cannot be reached
 */
export function fetchNow(address: string): Uint8Array {
  const request = new XMLHttpRequest();
  request.open("GET", address, false);
  const isPage = typeof WorkerGlobalScope === "undefined";
  // A page may not ask for bytes in this way; as characters of one byte each it gets them all the same.
  if (isPage) request.overrideMimeType("text/plain; charset=x-user-defined");
  else request.responseType = "arraybuffer";
  try {
    request.send();
  } catch {
    throw new Error(`${address} cannot be reached`);
  }
  if (request.status < 200 || request.status >= 300)
    throw new Error(`${address} cannot be fetched: the server answered ${request.status}`);
  if (!isPage) return new Uint8Array(request.response as ArrayBuffer);
  return Uint8Array.from(request.responseText, (character) => character.charCodeAt(0) & 0xff);
}
