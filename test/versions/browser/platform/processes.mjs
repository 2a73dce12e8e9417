/** A page sees no other process. */
export const processes = {
  self: () => ({ id: 0, place: "page", host: "page" }),
  runs: () => undefined,
};
