/** What a site's page and its service worker say to each other. */

/** Page → service worker. */
export type ToServiceWorker =
  /**
   * Keep this version, so that it works without a network.
   * @param addresses - what the page has fetched, as it has asked for it: the browser has it in its own cache
   */
  | { readonly kind: "keep"; readonly addresses: readonly string[] }
  /** Take the place of the version that is in use, if this is the only page of the site. */
  | { readonly kind: "takeOver" };

/** Service worker → page. */
export type FromServiceWorker =
  | { readonly kind: "kept" }
  | { readonly kind: "notKept"; readonly reason: string }
  /** There are other pages of the site, whose version would change below them. */
  | { readonly kind: "inUse" };

/** What a worker asks its page while its JavaScript waits; service workers pass it on over a {@link channelName}. */
export interface Asked {
  /** Names the page. */
  readonly browsingContextId: string;
  readonly requestId: string;
  /** Where the question went. */
  readonly pathname: string;
  readonly data: unknown;
}

/** What the page says to that, or why it cannot. */
export interface Answered {
  readonly browsingContextId: string;
  readonly requestId: string;
  readonly response?: unknown;
  readonly error?: string;
}

/** Pages of other sites at the same origin do not hear these questions. */
export function channelName(site: string): string {
  return `mixedmodels ${site}`;
}

/** Paths of questions below a site. */
export const DRIVE_PATH = "api/drive";
export const ASKED_PATHS: readonly string[] = [DRIVE_PATH, "api/stdin/"];

/** Files take so many ms at most: browsers end a service worker that answers later. Half of it is for the turn. */
export const DRIVE_PATIENCE_MS = 280_000;
