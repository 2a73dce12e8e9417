import type { SendDisplay } from "../../shared/host";

const METHODS = {
  javascript: "text/javascript",
  html: "text/html",
  markdown: "text/markdown",
  latex: "text/latex",
  svg: "image/svg+xml",
  png: "image/png",
  jpeg: "image/jpeg",
  gif: "image/gif",
  pdf: "application/pdf",
  text: "text/plain",
} as const;

type Data = string | Uint8Array;

/** What cells import of "tslab": its display, by hand, as the package needs Node's buffers and sockets. */
export function tslabModule(versions: object, send: SendDisplay, base64: (bytes: Uint8Array) => string): object {
  const displayOf = (id: string | undefined): object => {
    let isShown = false;
    const raw = (type: string, data: Data): void => {
      send({ [type]: typeof data === "string" ? data : base64(data) }, id, isShown);
      isShown = id !== undefined;
    };
    const methods = Object.entries(METHODS).map(([name, type]) => [name, (data: Data) => raw(type, data)] as const);
    return { ...Object.fromEntries(methods), raw };
  };
  return { versions, display: displayOf(undefined), newDisplay: () => displayOf(crypto.randomUUID()) };
}
