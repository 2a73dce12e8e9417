/**
 * Asks a service worker and waits; it passes the question on to the page and answers with what that says.
 * @param patience ms to wait for the answer, which a service worker that is ended meanwhile never gives; default no end
 * @throws Error if nobody answers, or with what the page says
 */
export function ask<T>(address: string, page: string, data: object, patience = 0): T {
  const requestId = crypto.randomUUID();
  const request = new XMLHttpRequest();
  request.open("POST", address, false);
  request.timeout = patience;
  try {
    request.send(JSON.stringify({ data, browsingContextId: page, requestId }));
  } catch {
    throw new Error("the page does not answer");
  }
  const told = /json/.test(request.getResponseHeader("content-type") ?? "") ? JSON.parse(request.responseText) : {};
  if (request.status === 200) return told as T;
  const { error = "this browser does not let the kernel reach the page" } = told as { readonly error?: string };
  throw new Error(error);
}
