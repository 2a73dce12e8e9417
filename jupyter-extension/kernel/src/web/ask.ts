/**
 * Asks a service worker and waits; it passes the question on to the page and answers with what that says.
 * @param patience ms to wait for the answer, which a service worker that is ended meanwhile never gives; default no end
 * @throws Error if nobody answers
 */
export function ask<T>(address: string, page: string, data: object, patience = 0): T {
  const requestId = crypto.randomUUID();
  const request = new XMLHttpRequest();
  request.open("POST", address, false);
  request.timeout = patience;
  try {
    request.send(JSON.stringify({ data: { ...data, requestId }, browsingContextId: page, requestId }));
  } catch {
    throw new Error("the page does not answer");
  }
  if (request.status !== 200) throw new Error("this browser does not let the kernel reach the page");
  return JSON.parse(request.responseText) as T;
}
