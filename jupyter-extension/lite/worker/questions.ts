import {
  type Answered,
  ASKED_PATHS,
  type Asked,
  channelName,
  DRIVE_PATH,
  DRIVE_PATIENCE_MS,
} from "../src/siteProtocol";

declare const self: ServiceWorkerGlobalScope;

/**
 * A question ends after so many ms, a line of the reader is asked for again before. Only files take longer: a page
 * whose answer is not waited for writes them all the same.
 */
const PATIENCE_MS = 30_000;
/**
 * A question that nobody waits for any more, as its page is closed, would keep a newer version from taking over. Not
 * every browser aborts its request: so often it is looked whether who asks is still there.
 */
const LOOK_MS = 1000;

/** Passes what workers ask synchronously on to their pages. */
export class Questions {
  private readonly channel: BroadcastChannel;
  private readonly waiting = new Map<string, (response: Response) => void>();

  constructor(private readonly site: string) {
    this.channel = new BroadcastChannel(channelName(site));
    this.channel.onmessage = ({ data }: MessageEvent<Answered | Asked>) => {
      if ("data" in data) return;
      this.waiting.get(data.requestId)?.(responseOf(data));
    };
  }

  /** The page's answer; undefined where the request is none of these questions. */
  answer({ request, clientId }: FetchEvent): Promise<Response> | undefined {
    const isAsked = ASKED_PATHS.some((path) => request.url.startsWith(this.site + path));
    return isAsked && request.method === "POST" ? this.ask(request, clientId) : undefined;
  }

  private async ask(request: Request, asker: string): Promise<Response> {
    const asked = (await request.json()) as Omit<Asked, "pathname">;
    const { pathname } = new URL(request.url);
    const isOfFiles = request.url.startsWith(this.site + DRIVE_PATH);
    const answered = new Promise<Response>((resolve) => this.waiting.set(asked.requestId, resolve));
    const giveUp = (): void => this.waiting.get(asked.requestId)?.(Response.error());
    const timer = setTimeout(giveUp, isOfFiles ? DRIVE_PATIENCE_MS : PATIENCE_MS);
    const endWatch = watch(asker, giveUp);
    request.signal.addEventListener("abort", giveUp);
    this.channel.postMessage({ ...asked, pathname } satisfies Asked);
    try {
      return await answered;
    } finally {
      clearTimeout(timer);
      endWatch();
      this.waiting.delete(asked.requestId);
    }
  }
}

/**
 * Looks again and again whether a page or a worker that has been there is gone; browsers that do not name it at all say
 * nothing by that.
 * @returns what ends it
 */
function watch(asker: string, gone: () => void): () => void {
  let wasThere = false;
  const look = async (): Promise<void> => {
    const isThere = (await self.clients.get(asker)) !== undefined;
    if (wasThere && !isThere) gone();
    wasThere ||= isThere;
  };
  const timer = setInterval(() => void look(), LOOK_MS);
  void look();
  return () => clearInterval(timer);
}

function responseOf({ response, error }: Answered): Response {
  return error === undefined ? Response.json(response ?? null) : Response.json({ error }, { status: 500 });
}
