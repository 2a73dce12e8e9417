import { type OutputData, VEGALITE_MIME, VIEW_MIME } from "mixedmodels-view";
import type { OutputItem } from "vscode-notebook-renderer";

/** Another form of the same output, as VS Code tells its own renderers of them. */
interface OtherForm {
  readonly mime: string;
  getItem(): Promise<OutputItem | undefined>;
}

/** What a view needs beside its own data: a chart's specification, and what is shown where it cannot be. */
const BESIDE = [VEGALITE_MIME, "image/svg+xml", "text/plain"];

const dataIn = (item: OutputItem): unknown => (/\bjson$/.test(item.mime) ? item.json() : item.text());

/**
 * The data of an output by MIME type, as far as the renderer of one of its forms gets to them. That a renderer can ask
 * for the others is not in VS Code's declarations yet: without it a chart is drawn from its specification alone.
 */
export async function outputData(item: OutputItem): Promise<OutputData> {
  const own = { [item.mime]: dataIn(item) };
  if (item.mime !== VIEW_MIME) return own;
  const { _allOutputItems: forms = [] } = item as { _allOutputItems?: readonly OtherForm[] };
  const others = await Promise.all(
    forms
      .filter(({ mime }) => BESIDE.includes(mime))
      .map(async (form) => {
        const found = await form.getItem();
        return found === undefined ? {} : { [form.mime]: dataIn(found) };
      }),
  );
  return Object.assign({}, ...others, own) as OutputData;
}
