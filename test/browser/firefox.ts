import { existsSync } from "node:fs";
import puppeteer, { type Browser, type Page } from "puppeteer-core";
import type { Ran } from "./site";

/** Where Debian and others have it. */
const PLACES = ["/usr/bin/firefox-esr", "/usr/bin/firefox", "/Applications/Firefox.app/Contents/MacOS/firefox"];
const WAIT_MS = 120_000;

const { MIXEDMODELS_FIREFOX } = process.env;
const place = MIXEDMODELS_FIREFOX ?? PLACES.find((one) => existsSync(one));

/** Why there is no Firefox for tests here; undefined if there is one. */
export function firefoxAbsent(): string | undefined {
  return place === undefined ? "there is no Firefox (Debian and Ubuntu: apt install firefox-esr)" : undefined;
}

/** A stock Firefox, driven by WebDriver BiDi. */
export function launchFirefox(): Promise<Browser> {
  return puppeteer.launch({
    browser: "firefox",
    executablePath: place!,
    headless: true,
    protocolTimeout: WAIT_MS,
  });
}

/** Opens a notebook of a site and waits for its kernel. */
export async function openInFirefox(browser: Browser, url: string): Promise<Page> {
  const page = await browser.newPage();
  page.setDefaultTimeout(WAIT_MS);
  await page.goto(url);
  await readyInFirefox(page);
  return page;
}

export async function readyInFirefox(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const panel = window.jupyterapp?.shell.currentWidget as NotebookPanel | null | undefined;
    return panel?.sessionContext?.session?.kernel?.status === "idle";
  });
}

/** Runs code in the notebook's kernel, beside its cells. @param interruptAfter - presses ■ after so many ms */
export function runInFirefox(page: Page, code: string, interruptAfter?: number): Promise<Ran> {
  return page.evaluate(
    async (source, patience) => {
      const kernel = (window.jupyterapp.shell.currentWidget as NotebookPanel).sessionContext.session!.kernel!;
      const future = kernel.requestExecute({ code: source, allow_stdin: true, stop_on_error: true });
      let text = "";
      let error: string | undefined;
      future.onIOPub = ({ header, content }) => {
        if (header.msg_type === "stream") text += content.text;
        if (header.msg_type === "execute_result") text += content.data!["text/plain"];
        if (content.traceback !== undefined) error = content.traceback.join("\n");
      };
      if (patience !== undefined) setTimeout(() => void kernel.interrupt(), patience);
      const { content } = await future.done;
      return { status: content.status, text, ...(error !== undefined && { error }) };
    },
    code,
    interruptAfter,
  );
}
