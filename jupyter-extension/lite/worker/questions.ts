import {
  type Answered,
  ASKED_PATHS,
  type Asked,
  channelName,
  DRIVE_PATH,
  DRIVE_PATIENCE_MS,
} from "../src/siteProtocol";

/**
 * A question that nobody waits for any more, as its page is closed, would keep a newer version from taking over: each
 * ends after so many ms, a line of the reader is asked for again before. Only files take longer: a page whose answer is
 * not waited for writes them all the same.
 */
const PATIENCE_MS = 30_000;

/** Passes what workers ask synchronously on to their pages. */
export class Questions {
  private readonly channel: BroadcastChannel;
  private readonly waiting = new Map<string, (response: Response) => void>();

  constructor(private readonly site: string) {
    this.channel = new BroadcastChannel(channelName(site));
    this.channel.onmessage = ({ data }: MessageEvent<Answered | Asked>) => {
      if ("data" in data) return;
      this.waiting.get(data.requestId)?.(responseOf(data));
      this.waiting.delete(data.requestId);
    };
  }

  /** The page's answer; undefined where the request is none of these questions. */
  answer(request: Request): Promise<Response> | undefined {
    const isAsked = ASKED_PATHS.some((path) => request.url.startsWith(this.site + path));
    return isAsked && request.method === "POST" ? this.ask(request) : undefined;
  }

  private async ask(request: Request): Promise<Response> {
    const asked = (await request.json()) as Omit<Asked, "pathname">;
    const { pathname } = new URL(request.url);
    const isOfFiles = request.url.startsWith(this.site + DRIVE_PATH);
    return new Promise((resolve) => {
      const giveUp = (): void => {
        clearTimeout(timer);
        this.waiting.delete(asked.requestId);
        resolve(Response.error());
      };
      const timer = setTimeout(giveUp, isOfFiles ? DRIVE_PATIENCE_MS : PATIENCE_MS);
      request.signal.addEventListener("abort", giveUp);
      this.waiting.set(asked.requestId, (response) => {
        clearTimeout(timer);
        resolve(response);
      });
      this.channel.postMessage({ ...asked, pathname } satisfies Asked);
    });
  }
}

function responseOf({ response, error }: Answered): Response {
  return error === undefined ? Response.json(response ?? null) : Response.json({ error }, { status: 500 });
}
