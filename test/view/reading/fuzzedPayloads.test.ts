/** @jest-environment jsdom */

import fc from "fast-check";
import { interactiveSpec } from "view/charts/interactiveSpec";
import { readExtras } from "view/reading/chartExtras";
import { ResultView } from "view/resultView";
import { changedJSON } from "../../hard/properties/changedJSON";
import { effort, holds, holdsLater, NAMES } from "../../hard/properties/property";
import { bundles, VIEW } from "../support";

const saved = bundles();
const tables = Object.values(saved).filter((bundle) => bundle[VIEW].kind !== "chart");
const charts = Object.values(saved).filter((bundle) => bundle[VIEW].kind === "chart");

const MOST_ELEMENTS = 20_000;

/** Renders a bundle, looks at it and disposes of it: thousands of live views do not fit in memory. */
async function rendered(data: { [mime: string]: unknown }, look: (node: HTMLElement) => void): Promise<void> {
  const view = new ResultView(document.createElement("div"));
  try {
    await view.render(data);
    look(view.node);
  } finally {
    view.dispose();
  }
}

/** Nothing that a browser would run, load or follow. */
function expectHarmless(node: HTMLElement): void {
  expect(
    node.querySelectorAll(
      "script, iframe, object, embed, link, style, meta, base, form, foreignObject, " +
        "img:not([src^='data:image/svg+xml'])",
    ),
  ).toHaveLength(0);
  for (const { attributes } of node.querySelectorAll("*")) {
    for (const { name, value } of attributes) {
      expect(name).not.toMatch(/^on|^srcdoc$|^formaction$/i);
      if (name === "style") expect(value).toMatch(/^(?:(?:background-color|width|--mm-\w+): [\w#(),.% -]*; ?)*$/);
      if (["href", "src", "xlink:href", "action"].includes(name.toLowerCase()))
        expect(value).toMatch(/^(?:data:image\/svg\+xml|blob:|#)/);
    }
  }
  expect(Object.keys(Object.prototype)).toEqual([]);
}

test("a table's payload with anything changed is shown or replaced by the plain text, and does no harm", async () => {
  const changed = fc
    .constantFrom(...tables)
    .chain((bundle) => changedJSON(bundle[VIEW]).map((view) => ({ [VIEW]: view, "text/plain": "the plain text" })));
  await holdsLater(
    fc.asyncProperty(changed, async (bundle) => {
      await rendered(bundle, (node) => {
        expect(node.textContent).not.toBe("");
        expectHarmless(node);
        // However much a payload says that it holds.
        expect(node.querySelectorAll("*").length).toBeLessThan(MOST_ELEMENTS);
      });
    }),
    effort(150, 5000),
  );
});

test("any payload is shown or replaced by the plain text", async () => {
  const named = fc.constantFrom(...NAMES);
  const view = fc.record(
    {
      version: fc.constant(1),
      kind: fc.constantFrom("table", "bootstrap", "toString", "__proto__"),
      caption: named,
      columns: fc.array(
        fc.record({
          header: named,
          cells: fc.array(fc.oneof(named, fc.double())),
          format: fc.record({
            style: fc.constantFrom("fixed", "integer", "pvalue", "x"),
            digits: fc.oneof(fc.integer(), fc.double()),
          }),
        }),
      ),
      notes: fc.array(named),
      facts: fc.jsonValue(),
      total: fc.double(),
      rules: fc.jsonValue(),
      interval: fc.jsonValue(),
      details: fc.array(fc.jsonValue()),
    },
    { requiredKeys: ["version", "kind"] },
  );
  await holdsLater(
    fc.asyncProperty(fc.oneof(view, fc.jsonValue()), (payload) =>
      rendered({ [VIEW]: payload, "text/plain": "the plain text" }, expectHarmless),
    ),
    effort(150, 5000),
  );
});

test("a chart's specification and payload with anything changed keep what a stranger may not choose", () => {
  const spec = (bundle: { [mime: string]: unknown }): unknown => bundle["application/vnd.vegalite.v5+json"];
  const changed = fc
    .constantFrom(...charts)
    .chain((bundle) => fc.tuple(changedJSON(spec(bundle)), changedJSON(bundle[VIEW])));
  holds(
    fc.property(
      changed,
      fc.option(fc.integer({ min: 0, max: 3000 }), { nil: undefined }),
      ([specification, extras], width) => {
        if (typeof specification !== "object" || specification === null || Array.isArray(specification)) return;
        const live = interactiveSpec({ ...specification, usermeta: { embedOptions: {} } }, readExtras(extras), width);
        expect(live).not.toHaveProperty("usermeta");
        expect(Object.keys(Object.prototype)).toEqual([]);
      },
    ),
    effort(300, 20_000),
  );
});
