import { existsSync, statSync } from "node:fs";
import path from "node:path";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { describeSharing } from "./browserTests";
import { launchChromium } from "./chromium";

/** Where the pages are; no request to it leaves this process. */
export const ORIGIN = "https://views.test";

const TYPES: { readonly [ending: string]: string } = {
  ".css": "text/css",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".json": "application/json",
  ".svg": "image/svg+xml",
};

/** A page whose requests are answered from folders. */
export interface PlainPage {
  readonly page: Page;
  /** Paths that were asked for, in order; those that are in no folder end with " (absent)". */
  readonly asked: string[];
  /** Errors of the page and of its console. */
  readonly complaints: string[];
  close(): Promise<void>;
}

/**
 * Opens a page.
 * @param folders - by the path of their addresses, with slashes at both ends; the longest that fits has the file
 * @param html - of the page itself
 */
export async function openPlainPage(
  browser: Browser,
  folders: { readonly [address: string]: string },
  html: string,
  { width = 900, height = 800 } = {},
): Promise<PlainPage> {
  const context: BrowserContext = await browser.newContext({ viewport: { width, height } });
  const page = await context.newPage();
  const [asked, complaints]: [string[], string[]] = [[], []];
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  const addresses = Object.keys(folders).sort((a, b) => b.length - a.length);
  await context.route("**/*", (route) => {
    const { origin, pathname } = new URL(route.request().url());
    if (origin !== ORIGIN) return route.abort();
    if (pathname === "/") return route.fulfill({ contentType: TYPES[".html"], body: html });
    const address = addresses.find((one) => pathname.startsWith(one));
    const file = address && path.join(folders[address]!, pathname.slice(address.length));
    const isThere = file !== undefined && existsSync(file) && statSync(file).isFile();
    asked.push(isThere ? pathname : `${pathname} (absent)`);
    if (!isThere) return route.fulfill({ status: 404 });
    return route.fulfill({ path: file, contentType: TYPES[path.extname(file)] ?? "application/octet-stream" });
  });
  await page.goto(`${ORIGIN}/`);
  return { page, asked, complaints, close: () => context.close() };
}

/** A group of tests that share a browser. */
export function describeOnPages(name: string, tests: (browser: () => Browser) => void): void {
  describeSharing(name, { start: launchChromium, stop: (browser) => browser.close() }, tests);
}
