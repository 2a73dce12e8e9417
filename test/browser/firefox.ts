import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { until } from "../until";
import { Marionette } from "./marionette";
import type { Ran } from "./site";

/** Where Debian and others have it. */
const PLACES = ["/usr/bin/firefox-esr", "/usr/bin/firefox", "/Applications/Firefox.app/Contents/MacOS/firefox"];
const WAIT_MS = 120_000;
/** Any free port, which it writes into its profile; nothing of its own is fetched or asked. */
const PREFERENCES = {
  "marionette.port": 0,
  "app.update.disabledForTesting": true,
  "browser.aboutwelcome.enabled": false,
  "browser.safebrowsing.update.enabled": false,
  "browser.shell.checkDefaultBrowser": false,
  "datareporting.policy.dataSubmissionEnabled": false,
  "network.captive-portal-service.enabled": false,
  "network.connectivity-service.enabled": false,
  "services.settings.server": "data:,#remote-settings-dummy/v1",
  "toolkit.telemetry.server": "data:,",
};

const { MIXEDMODELS_FIREFOX } = process.env;
const place = MIXEDMODELS_FIREFOX ?? PLACES.find((one) => existsSync(one));

/** Why there is no Firefox for tests here; undefined if there is one. */
export function firefoxAbsent(): string | undefined {
  return place === undefined ? "there is no Firefox (Debian and Ubuntu: apt install firefox-esr)" : undefined;
}

/** A stock Firefox with one page. */
export class Firefox {
  private constructor(
    private readonly browser: ChildProcess,
    private readonly profile: string,
    private readonly driver: Marionette,
  ) {}

  static async launch(): Promise<Firefox> {
    const profile = mkdtempSync(path.join(tmpdir(), "mixedmodels-firefox-"));
    const lines = Object.entries(PREFERENCES).map((one) => `user_pref(${one.map((own) => JSON.stringify(own))});`);
    writeFileSync(path.join(profile, "user.js"), lines.join("\n"));
    const args = ["--headless", "--no-remote", "--marionette", "--profile", profile, "about:blank"];
    const browser = spawn(place!, args, { stdio: "ignore" });
    const driver = await until("Firefox can be driven", () =>
      Marionette.open(Number(readFileSync(path.join(profile, "MarionetteActivePort"), "utf8"))),
    );
    const capabilities = { timeouts: { script: WAIT_MS, pageLoad: WAIT_MS } };
    await driver.ask("WebDriver:NewSession", { capabilities: { alwaysMatch: capabilities } });
    return new Firefox(browser, profile, driver);
  }

  async goto(url: string): Promise<void> {
    await this.driver.ask("WebDriver:Navigate", { url });
  }

  /** Reloads the page as its reader does: the driver's own way asks no service worker. */
  async reload(): Promise<void> {
    await this.evaluate(() => {
      Object.assign(window, { isLeft: true });
      setTimeout(() => location.reload(), 100);
    });
    await until("the page is another one", async () =>
      expect(await this.evaluate(() => "isLeft" in window)).toBe(false),
    );
  }

  /** What a function gives that runs in the page. @throws Error with its message if it throws */
  async evaluate<Given extends unknown[], T>(run: (...given: Given) => T | Promise<T>, ...given: Given): Promise<T> {
    // JSON has no undefined: what is not given at the end stays absent.
    const known: unknown[] = [...given];
    while (known.length > 0 && known.at(-1) === undefined) known.pop();
    const script = `
      const end = arguments[arguments.length - 1];
      new Promise((resolve) => resolve((${run})(...[...arguments].slice(0, -1)))).then(
        (value) => end({ value }),
        (error) => end({ error: String(error?.message ?? error) }),
      );`;
    const { value: ended } = (await this.driver.ask("WebDriver:ExecuteAsyncScript", {
      script,
      args: known,
      sandbox: null,
    })) as { readonly value: { readonly value?: T; readonly error?: string } };
    if (ended.error !== undefined) throw new Error(ended.error);
    return ended.value as T;
  }

  async close(): Promise<void> {
    const ended = new Promise((resolve) => this.browser.once("exit", resolve));
    this.driver.close();
    if (this.browser.exitCode === null && this.browser.kill()) await ended;
    // Its own processes may still write for a moment.
    rmSync(this.profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  }
}

/** Opens a notebook of a site and waits for its kernel. */
export async function openInFirefox(firefox: Firefox, url: string): Promise<void> {
  await firefox.goto(url);
  await readyInFirefox(firefox);
}

export async function readyInFirefox(firefox: Firefox): Promise<void> {
  await until("the notebook has its kernel", async () =>
    expect(
      await firefox.evaluate(() => {
        const panel = window.jupyterapp?.shell.currentWidget as NotebookPanel | null | undefined;
        return panel?.sessionContext?.session?.kernel?.status ?? "none";
      }),
    ).toBe("idle"),
  );
}

/** Runs code in the notebook's kernel, beside its cells. @param interruptAfter - presses ■ after so many ms */
export function runInFirefox(firefox: Firefox, code: string, interruptAfter?: number): Promise<Ran> {
  return firefox.evaluate(
    async (source, patience): Promise<Ran> => {
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
