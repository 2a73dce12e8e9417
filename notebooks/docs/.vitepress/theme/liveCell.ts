import { withBase } from "vitepress";
import { computed, defineComponent, h, nextTick, onBeforeUnmount, onMounted, ref, shallowRef } from "vue";
import type { CellState, LivePage } from "../../live/livePage";
import { themeNow } from "./pageTheme";

/** The pages that are shown, each with its kernel, and how many of their cells are. */
const pages = new Map<string, { readonly page: Promise<LivePage>; cells: number }>();

const SAYS: { readonly [state in CellState]: string } = {
  stored: "",
  starting: "The kernel starts …",
  waiting: "Waits for the cells above …",
  running: "Runs …",
  done: "Ran here, just now",
  failed: "Ended with an error",
  ended: "Ended with the kernel",
};
const BUSY: readonly CellState[] = ["starting", "waiting", "running"];

/** The pages that are shown now. */
export function livePages(): Promise<LivePage[]> {
  return Promise.all([...pages.values()].map(({ page }) => page));
}

/** What runs cells is loaded in the reader's browser alone. */
async function opened(name: string): Promise<LivePage> {
  const module = await import("../../live/livePage");
  return new module.LivePage(withBase("/"), name);
}

function enter(name: string): Promise<LivePage> {
  const known = pages.get(name) ?? { page: opened(name), cells: 0 };
  known.cells++;
  pages.set(name, known);
  return known.page;
}

function leave(name: string): void {
  const known = pages.get(name);
  if (known === undefined || --known.cells > 0) return;
  pages.delete(name);
  known.page.then(
    (page) => page.dispose(),
    () => undefined,
  );
}

/** A cell of a tutorial: its code, which can be run and changed in place, and what it shows. */
export const LiveCell = defineComponent({
  props: { page: { type: String, required: true }, cell: { type: String, required: true } },
  setup(props, { slots }) {
    const output = ref<HTMLElement>();
    const page = shallowRef<LivePage>();
    const state = ref<CellState>("stored");
    const failure = ref("");
    const edited = ref<string>();
    const isReady = ref(false);
    const isBusy = computed(() => BUSY.includes(state.value));
    const run = (): void => void page.value?.run(props.cell);
    const codeBox = ref<HTMLTextAreaElement>();
    const write = (code: string): void => {
      edited.value = code;
      page.value?.write(props.cell, code);
    };
    const edit = async (): Promise<void> => {
      const own = page.value?.codeOf(props.cell) ?? "";
      write(own);
      await nextTick();
      codeBox.value?.focus();
    };
    const restore = (): void => {
      write(page.value?.codeOf(props.cell) ?? "");
      edited.value = undefined;
    };
    let isLeft = false;
    onMounted(async () => {
      try {
        const opened = await enter(props.page);
        if (isLeft) return;
        const told = (next: CellState): void => {
          state.value = next;
        };
        await opened.attach(props.cell, output.value!, themeNow(), told);
        page.value = opened;
        isReady.value = true;
      } catch (error) {
        failure.value = `Cannot run: ${(error as Error).message}`;
      }
    });
    onBeforeUnmount(() => {
      isLeft = true;
      leave(props.page);
    });
    const typed = (event: KeyboardEvent): void => {
      if (event.key !== "Enter" || !(event.shiftKey || event.ctrlKey)) return;
      event.preventDefault();
      run();
    };
    const code = () =>
      edited.value === undefined
        ? slots["default"]?.()
        : h("textarea", {
            ref: codeBox,
            class: "live-code",
            "aria-label": "Code of the cell",
            spellcheck: false,
            rows: edited.value.split("\n").length,
            value: edited.value,
            onInput: (event: Event) => write((event.target as HTMLTextAreaElement).value),
            onKeydown: typed,
          });
    const control = (name: string, onClick: () => void, disabled = false) =>
      h("button", { type: "button", class: "live-button", disabled, onClick }, name);
    return () =>
      h("div", { class: "live-cell", "data-cell": props.cell, "data-state": state.value }, [
        code(),
        h("div", { class: "live-bar" }, [
          control("▶ Run", run, !isReady.value || isBusy.value),
          edited.value === undefined
            ? control("Edit", () => void edit(), !isReady.value)
            : control("As it was", restore, !isReady.value),
          ...(isBusy.value
            ? [control("Stop", () => page.value?.stop()), control("Restart", () => page.value?.restart())]
            : []),
          h("span", { class: "live-state", role: "status" }, failure.value || SAYS[state.value]),
        ]),
        // Without scripts the page has the stored texts; with them this place is the views' own.
        h("div", { class: "live-output" }, isReady.value ? [] : slots["output"]?.()),
        h("div", { class: "live-output", ref: output }),
      ]);
  },
});
