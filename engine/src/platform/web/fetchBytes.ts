import type { FetchBytes } from "../contract";

/** A browser hides where a redirection leads until it has followed it: the last address is checked then. */
export const fetchBytes: FetchBytes = async (url, check) => {
  check(new URL(url));
  const response = await fetch(url).catch(() => {
    throw new Error("the browser gives no answer: there is no network, or the server does not let other sites read it");
  });
  check(new URL(response.url));
  if (!response.ok) throw new Error(`the server answered ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
};
