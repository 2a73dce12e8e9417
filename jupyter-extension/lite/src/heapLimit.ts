/**
 * All heaps of a page lie in the same 4 GiB, of which a worker does not get all: in Chromium 156 one ended at 3.2 GB,
 * where the page was told of 4.4.
 */
const SHARE = 0.7;

/** Bytes of objects beyond which the browser would end the page for its worker; undefined where it does not tell. */
export function heapLimit(): number | undefined {
  const { memory } = performance as { readonly memory?: { readonly jsHeapSizeLimit: number } };
  return memory === undefined ? undefined : SHARE * memory.jsHeapSizeLimit;
}
