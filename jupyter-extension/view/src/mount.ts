import type { NotebookKernel } from "./link/notebookKernel";
import { type OutputData, textOf, VEGALITE_MIME } from "./outputData";
import { element } from "./page/dom";
import { followTheme, type Theme } from "./page/theme";
import { plainForm } from "./plainForm";
import { VIEW_MIME } from "./reading/readView";
import { ResultView } from "./resultView";
import { styled } from "./style/styled";

/** How an output is mounted. */
export interface MountOptions {
  /** The way to the kernel that made the output: rows beyond those in it, sorting of all rows, Stop. */
  readonly kernel?: NotebookKernel;
  /**
   * Whether you vouch for the document that the output comes from; the default is not to. Without it only charts are
   * drawn that the engine may have made, and outputs of `text/html` are shown as their text.
   */
  readonly trusted?: boolean;
  /** Colours, see {@link Theme}; the default is those of the page. */
  readonly theme?: Theme;
}

/** An output on a page. */
export interface Mounted {
  /** Resolves when what was last given is on the page. */
  readonly shown: Promise<void>;
  /** Shows another output in its place; a computation that runs is shown further on. */
  update(data: OutputData): void;
  setTheme(theme: Theme): void;
  /** Takes it off the page, and its questions from the kernel. */
  dispose(): void;
}

/** The MIME types that are shown, the best form of an output first. */
export const MIME_TYPES: readonly string[] = [
  VIEW_MIME,
  VEGALITE_MIME,
  "text/html",
  "image/svg+xml",
  "image/png",
  "image/jpeg",
  "image/gif",
  "text/plain",
];

/**
 * Shows an output of a cell in `place`, within a shadow root, so that the page's styles do not reach it: tables and
 * charts of the engine with all that they answer, other outputs in the best form of {@link MIME_TYPES} that they have.
 * @param data the output's data by MIME type
 */
export function mount(
  place: HTMLElement,
  data: OutputData,
  { kernel, trusted = false, theme = "page" }: MountOptions = {},
): Mounted {
  const node = element("div");
  const root = styled(place);
  root.append(node);
  const view = new ResultView(node, kernel);
  let unfollow = followTheme(node, theme);
  const show = async (output: OutputData): Promise<void> => {
    if (output[VIEW_MIME] !== undefined) return view.render(output, trusted);
    // A specification alone, of whichever program, is a chart without what the engine adds to its own.
    if (output[VEGALITE_MIME] !== undefined)
      return view.render({ ...output, [VIEW_MIME]: { version: 1, kind: "chart" } }, trusted);
    view.clear();
    node.append(otherForm(output, trusted));
  };
  let shown = show(data);
  return {
    get shown() {
      return shown;
    },
    update(output) {
      shown = show(output);
    },
    setTheme(next) {
      unfollow();
      unfollow = followTheme(node, next);
    },
    dispose() {
      unfollow();
      view.dispose();
      node.remove();
    },
  };
}

function otherForm(output: OutputData, trusted: boolean): HTMLElement {
  const html = textOf(output, "text/html");
  if (!trusted || html === undefined) return plainForm(output);
  const node = element("div", { class: "mm-html" });
  node.innerHTML = html;
  return node;
}
