import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { until } from "../until";
import { NotebookPage } from "./notebookPage";
import { ROOT } from "./places";
import { describeOnSite, execute } from "./site";

/** Servers without settings, such as Python's, and folders whose names have to be spelled otherwise in addresses. */
const FOLDER = "our site (1) ü%";
const PATH = `/courses/${encodeURIComponent(FOLDER)}`;
const READ = 'import { readcsv } from "mixedmodels";\nreadcsv("data/participants.csv").numRows';

function startPython(folder: string): Promise<{ server: ChildProcess; origin: string }> {
  const server = spawn("python3", ["-u", "-m", "http.server", "0", "--bind", "127.0.0.1", "-d", folder], {
    // It writes a line for each request, and stops where nobody reads them.
    stdio: ["ignore", "pipe", "ignore"],
  });
  return new Promise((resolve, reject) => {
    let said = "";
    const hear = (text: Buffer): void => {
      said += String(text);
      const port = /port (\d+)/.exec(said)?.[1];
      if (port !== undefined) resolve({ server, origin: `http://127.0.0.1:${port}` });
    };
    server.stdout.on("data", hear);
    server.once("error", reject);
    server.once("exit", () => reject(new Error(said)));
  });
}

describeOnSite("the site below any path", (site) => {
  let folder: string;
  let server: ChildProcess;
  let origin: string;

  beforeAll(async () => {
    folder = mkdtempSync(path.join(os.tmpdir(), "served-"));
    mkdirSync(path.join(folder, "courses"));
    symlinkSync(path.join(ROOT, "site"), path.join(folder, "courses", FOLDER), "junction");
    ({ server, origin } = await startPython(folder));
  });
  afterAll(() => {
    server?.kill();
    rmSync(folder, { recursive: true });
  });

  async function opened(address: string): Promise<NotebookPage> {
    const context = await site().browser.newContext({ viewport: { width: 1280, height: 1000 } });
    const notebook = new NotebookPage(await context.newPage(), origin);
    await notebook.open(origin + PATH + address, { theme: "light", kernels: true });
    return notebook;
  }

  test.each([
    ["a page's file", "/lab/index.html?path=03-sleepstudy.ipynb"],
    ["a folder with its slash", "/notebooks/?path=03-sleepstudy.ipynb"],
    ["a folder without it", "/notebooks?path=03-sleepstudy.ipynb"],
    ["a notebook in a folder", `/notebooks/index.html?path=${encodeURIComponent("workshop/04-kb07.ipynb")}`],
  ])("%s opens, and its cells read their files", async (_, address) => {
    const notebook = await opened(address);
    const code = address.includes("workshop") ? "1 + 22" : READ;
    expect(await execute(notebook, code)).toEqual({ status: "ok", text: expect.stringMatching(/23$/) });
    expect(notebook.complaints).toEqual([]);
    await notebook.close();
  });

  test("the site's own address leads to the list of its notebooks", async () => {
    const context = await site().browser.newContext();
    const page = await context.newPage();
    for (const slash of ["/", ""]) {
      await page.goto(origin + PATH + slash);
      await page.getByText("03-sleepstudy.ipynb").first().waitFor();
    }
    await context.close();
  });

  test("a notebook's working directory is its folder, where its files are", async () => {
    const notebook = await opened(`/notebooks/index.html?path=${encodeURIComponent("workshop/04-kb07.ipynb")}`);
    const write = `import fs from "node:fs";
import path from "node:path";
fs.writeFileSync(path.resolve("own 1.csv"), "x\\n1\\n");
[process.cwd(), fs.existsSync("own 1.csv"), fs.existsSync("../workshop/own 1.csv"), fs.existsSync("../own 1.csv")]`;
    expect((await execute(notebook, write)).text).toBe("[ '/drive/workshop', true, true, false ]");
    await notebook.close();
  });

  test("a page that is opened anew without the browser's own cache has its files and its ■", async () => {
    const notebook = await opened("/lab/index.html?path=03-sleepstudy.ipynb");
    const { page } = notebook;
    const session = await page.context().newCDPSession(page);
    await Promise.all([page.waitForEvent("load"), session.send("Page.reload", { ignoreCache: true })]);
    await page.waitForFunction(() => window.jupyterapp !== undefined);
    await page.evaluate(() => window.jupyterapp.restored);
    await page.evaluate(() => window.jupyterapp.commands.execute("docmanager:open", { path: "03-sleepstudy.ipynb" }));
    await notebook.opened();
    await until("the file is read", async () => expect((await execute(notebook, READ)).text).toMatch(/23$/));
    await notebook.close();
  });
});
