/** @jest-environment jsdom */
import "../dragEvent";
import { notebookResults } from "extension/application/notebookResults";
import { FakeNotebook, settle } from "../../view/fakeNotebook";
import { texts, VIEW } from "../../view/support";

type Factory = {
  safe: boolean;
  mimeTypes: readonly string[];
  createRenderer: () => { node: HTMLElement; renderModel(model: unknown): Promise<void> };
};
type Extension = { createNew(notebook: unknown, context: unknown): { dispose(): void; isDisposed: boolean } };

test("each notebook renders results with the way to its own kernel", async () => {
  const added = new Map<string, Extension>();
  notebookResults.activate({
    docRegistry: { addWidgetExtension: (widget, extension) => void added.set(widget, extension as Extension) },
  });
  expect([...added.keys()]).toEqual(["Notebook"]);

  const notebooks = [new FakeNotebook(), new FakeNotebook()];
  const factories: Factory[] = [];
  const extensions = notebooks.map((sessionContext) =>
    added
      .get("Notebook")!
      .createNew(
        { content: { rendermime: { addFactory: (factory: Factory) => void factories.push(factory) } } },
        { sessionContext },
      ),
  );
  for (const notebook of notebooks) notebook.startKernel();
  expect(factories.map(({ safe, mimeTypes }) => [safe, ...mimeTypes])).toEqual([
    [true, VIEW],
    [true, VIEW],
  ]);

  const stopped: string[] = [];
  const nodes = await Promise.all(
    notebooks.map(async ({ askables }, i) => {
      const control = askables.offer({ answer: () => stopped.push(`notebook ${i}`) });
      const renderer = factories[i].createRenderer();
      await renderer.renderModel({
        data: { [VIEW]: { version: 1, kind: "progress", label: "run", state: "running", done: 1, total: 2, control } },
      });
      return renderer.node;
    }),
  );
  await settle();
  nodes[1].querySelector<HTMLButtonElement>(".mm-stop")!.click();
  await settle();
  expect(stopped).toEqual(["notebook 1"]);

  extensions[0].dispose();
  await settle();
  expect(extensions.map(({ isDisposed }) => isDisposed)).toEqual([true, false]);
  expect(notebooks.map(({ open }) => open)).toEqual([0, 1]);
  expect(texts(nodes[1], ".mm-stop")).toEqual(["Stopping …"]);
});
