import type { FetchBytes } from "./contract";
import { operations } from "./operations";

const MOST_HOPS = 10;

/** Follows redirections by itself: `fetch` would, without asking. */
export const fetchBytes: FetchBytes = async (url, check) => {
  let next = url;
  for (let hop = 0; hop <= MOST_HOPS; hop++) {
    check(new URL(next));
    const response = await operations.fetch(next);
    const location = response.headers.get("location");
    if (response.ok) return new Uint8Array(await response.arrayBuffer());
    if (response.status < 300 || response.status >= 400 || location === null)
      throw new Error(`the server answered ${response.status}`);
    next = new URL(location, next).href;
  }
  throw new Error(`the server redirected more than ${MOST_HOPS} times`);
};
