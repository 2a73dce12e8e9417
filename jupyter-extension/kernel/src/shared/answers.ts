import type { Cells } from "./cells";
import type { Comms } from "./comms";
import { completenessOf } from "./compiler/completeness";
import { History } from "./history";
import { codePointOffset, utf16Offset } from "./offsets";
import type { Content, Message } from "./wire";

/** As `supported_features` says, which does not list them: cells share one thread. */
const NO_SUBSHELLS = "this kernel has no subshells";

/** What the kernel answers without running anything. */
export class Answers {
  readonly history = new History();

  constructor(
    private readonly cells: Cells,
    private readonly comms: Comms,
  ) {}

  /** Content of the reply; undefined if there is none, as to requests of other protocols. */
  to({ header, content }: Message): Content | undefined {
    switch (header.msg_type) {
      case "complete_request":
        return this.completion(String(content["code"] ?? ""), Number(content["cursor_pos"] ?? 0));
      case "inspect_request":
        return this.inspection(String(content["code"] ?? ""), Number(content["cursor_pos"] ?? 0));
      case "is_complete_request":
        return { ...completenessOf(String(content["code"] ?? "")) };
      case "history_request":
        return { status: "ok", history: this.history.entries(content) };
      case "comm_info_request":
        return this.comms.info(content["target_name"] as string | undefined);
      case "debug_request":
        return refusal(content);
      case "create_subshell_request":
      case "delete_subshell_request":
      case "list_subshell_request":
        return { status: "error", ename: "NotImplementedError", evalue: NO_SUBSHELLS, traceback: [NO_SUBSHELLS] };
    }
    return undefined;
  }

  private completion(code: string, cursor: number): Content {
    const { names, start, end } = this.cells.complete(code, utf16Offset(code, cursor));
    return {
      status: "ok",
      matches: names,
      cursor_start: codePointOffset(code, start),
      cursor_end: codePointOffset(code, end),
      metadata: {},
    };
  }

  private inspection(code: string, cursor: number): Content {
    const text = this.cells.inspect(code, utf16Offset(code, cursor));
    return {
      status: "ok",
      found: text !== undefined,
      data: text === undefined ? {} : { "text/plain": text },
      metadata: {},
    };
  }
}

/** In the words of the debug adapter protocol. */
function refusal({ seq, command }: Content): Content {
  const message = "this kernel has no debugger";
  return { type: "response", request_seq: seq ?? 0, success: false, command: command ?? "", message };
}
