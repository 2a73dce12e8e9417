type Fetch = typeof fetch;

/** A `fetch` whose errors say what a page can do about an address that gives no answer, where browsers say "failed". */
export function tellingFetch(own: Fetch): Fetch {
  return async (asked, init) => {
    try {
      return await own(asked, init);
    } catch (error) {
      const address = asked instanceof Request ? asked.url : String(asked);
      if (!(error instanceof TypeError) || !URL.canParse(address, location.href)) throw error;
      const { origin } = new URL(address, location.href);
      if (origin === "null") throw error;
      throw new TypeError(
        `${address} gives this page no answer: there is no network, or ${origin} does not let other sites read it ` +
          "(CORS); download it by hand, then use Upload above the list of files",
        { cause: error },
      );
    }
  };
}
