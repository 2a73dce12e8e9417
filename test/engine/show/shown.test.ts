import { inspect } from "node:util";
import { display, type NotebookHost, notebookHost } from "engine/show/host";
import type { Report } from "engine/show/report";
import { jupyterDisplay, type MimeBundle, Shown } from "engine/show/shown";

class Result extends Shown {
  report(): Report {
    return { columns: [{ header: "σ", align: "right" }], rows: [{ cells: ["1.0"] }] };
  }
}

const text = "  σ\n---\n1.0";
const hostKey = Symbol.for("mixedmodels.host");
const globals = globalThis as { [key: symbol]: NotebookHost | undefined };

afterEach(() => {
  delete globals[hostKey];
  jest.restoreAllMocks();
});

function hostThatCollects(): MimeBundle[] {
  const shown: MimeBundle[] = [];
  globals[hostKey] = { display: (bundle) => void shown.push(bundle), onInterrupt: () => () => undefined };
  return shown;
}

test("a result prints as text and offers its view and four formats to notebooks", () => {
  expect(inspect(new Result())).toBe(text);
  expect(inspect({ a: new Result() })).toContain("1.0");
  const bundle = new Result()[jupyterDisplay]() as MimeBundle;
  expect(Object.keys(bundle)).toEqual([
    "application/vnd.mixedmodels.v1+json",
    "text/plain",
    "text/html",
    "text/markdown",
    "text/latex",
  ]);
  expect(bundle["text/plain"]).toBe(text);
  expect(jupyterDisplay).toBe(Symbol.for("Jupyter.display"));
});

test("outside of a notebook, display logs the text", () => {
  const log = jest.spyOn(console, "log").mockImplementation();
  display(new Result());
  display("plain");
  expect(notebookHost()).toBeUndefined();
  expect(log.mock.calls).toEqual([[text], ["plain"]]);
});

test("in a notebook, display sends bundles, also those that take time or fail", async () => {
  const shown = hostThatCollects();
  display(new Result());
  display({ [jupyterDisplay]: async () => ({ "text/plain": "later" }) });
  display({ [jupyterDisplay]: () => Promise.reject(new Error("no picture")), [inspect.custom]: () => "its text" });
  display(7);
  display(undefined);
  await new Promise(setImmediate);
  expect(shown.map((bundle) => bundle["text/plain"])).toEqual([text, "7", "undefined", "later", "its text"]);
});
