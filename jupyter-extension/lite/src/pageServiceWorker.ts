import type { Contents } from "@jupyterlab/services";
import type { IServiceWorkerManager } from "@jupyterlite/apputils";
import { UUID } from "@lumino/coreutils";
import { type ISignal, Signal } from "@lumino/signaling";
import { PageDrive } from "./pageDrive";
import {
  type Answered,
  type Asked,
  channelName,
  DRIVE_PATH,
  type FromServiceWorker,
  type ToServiceWorker,
} from "./siteProtocol";
import { storageError } from "./storageError";

type Handler = (data: unknown) => Promise<unknown>;

/** What a page learns of the site's versions. */
export type SiteNews =
  | FromServiceWorker
  /** A newer version is there, whole; it is used when all pages of the site are closed, or by {@link takeNewer}. */
  | { readonly kind: "newer" }
  /** The newer version waits until the one in use has ended its work; the page opens again by itself then. */
  | { readonly kind: "late" };

const FILE = "service-worker.js";
/** After so many ms a reader who has asked for the newer version is told why it is not there. */
const PATIENCE_MS = 5000;

/**
 * The page's side of the site's service worker, in place of JupyterLite's own: that one takes the service worker away
 * at the second visit to make a new one, which does not come where there is no network, and a file that cannot be
 * written leaves its kernel waiting for ever.
 */
export class PageServiceWorker implements IServiceWorkerManager {
  readonly browsingContextId = UUID.uuid4();
  readonly ready: Promise<void>;
  private registration: ServiceWorkerRegistration | null = null;
  private readonly changed = new Signal<this, ServiceWorkerRegistration | null>(this);
  private readonly told = new Signal<this, SiteNews>(this);
  private readonly drive: PageDrive;
  private readonly handlers = new Map<string, Handler>();
  private hasAskedToKeep = false;
  private taking: AbortController | undefined;

  /** @param site - its address, with a slash at the end */
  constructor(
    contents: Contents.IManager,
    private readonly site: string,
  ) {
    this.drive = new PageDrive(contents);
    const channel = new BroadcastChannel(channelName(site));
    channel.onmessage = ({ data }: MessageEvent<Asked | Answered>) => {
      if (!("data" in data) || data.browsingContextId !== this.browsingContextId) return;
      void this.answer(data).then((answered) => channel.postMessage(answered));
    };
    this.ready = this.register();
    this.ready.catch(({ message }: Error) => console.warn(message));
  }

  get enabled(): boolean {
    return this.registration !== null;
  }

  get registrationChanged(): ISignal<this, ServiceWorkerRegistration | null> {
    return this.changed;
  }

  get news(): ISignal<this, SiteNews> {
    return this.told;
  }

  registerStdinHandler(name: string, handler: Handler): void {
    this.handlers.set(name, handler);
  }

  /** Has the version that is in use kept for times without a network, once. */
  keep(): void {
    if (this.hasAskedToKeep) return;
    this.hasAskedToKeep = true;
    const addresses = performance.getEntriesByType("resource").map(({ name }) => name);
    this.say(this.registration?.active, { kind: "keep", addresses });
  }

  /**
   * Opens the page again in the newer version, or tells why it does not: other pages of the site may be in its way, and
   * browsers let the version in use end what it is doing.
   * @param save - has written what the page holds: a page that asks whether to leave what is not saved could stay, with
   * another version below it
   */
  async takeNewer(save: () => Promise<unknown>): Promise<void> {
    await save();
    const waiting = this.registration?.waiting ?? null;
    // It is in use already, as another page has asked for it, or it has gone.
    if (waiting === null) return location.reload();
    this.taking?.abort();
    const taking = new AbortController();
    this.taking = taking;
    const { signal } = taking;
    const late = setTimeout(() => this.told.emit({ kind: "late" }), PATIENCE_MS);
    signal.addEventListener("abort", () => clearTimeout(late));
    const taken = (): void => {
      taking.abort();
      void save().finally(() => location.reload());
    };
    navigator.serviceWorker.addEventListener("controllerchange", taken, { signal });
    this.say(waiting, { kind: "takeOver" });
  }

  private async register(): Promise<void> {
    const { serviceWorker } = navigator;
    if (serviceWorker === undefined)
      throw new Error("this browser gives the page no service worker: files last as long as the page");
    serviceWorker.addEventListener("message", ({ data }: MessageEvent<FromServiceWorker>) => {
      if (data.kind === "inUse") this.taking?.abort();
      this.told.emit(data);
    });
    await serviceWorker.register(new URL(FILE, this.site), { updateViaCache: "none" });
    this.registration = await serviceWorker.ready;
    this.tellOfNewer(this.registration);
    this.changed.emit(this.registration);
  }

  private tellOfNewer(registration: ServiceWorkerRegistration): void {
    if (registration.waiting !== null) this.told.emit({ kind: "newer" });
    const watch = (worker: ServiceWorker | null): void => {
      const isUpdate = registration.active !== null;
      worker?.addEventListener("statechange", () => {
        if (isUpdate && worker.state === "installed") this.told.emit({ kind: "newer" });
      });
    };
    watch(registration.installing);
    registration.addEventListener("updatefound", () => watch(registration.installing));
  }

  private async answer({ browsingContextId, requestId, pathname, data }: Asked): Promise<Answered> {
    try {
      const response = await this.responseTo(pathname, data);
      return { browsingContextId, requestId, response };
    } catch (error) {
      return { browsingContextId, requestId, error: storageError(error) };
    }
  }

  private async responseTo(pathname: string, data: unknown): Promise<unknown> {
    const { pathname: folder } = new URL(this.site);
    if (pathname.slice(folder.length) === DRIVE_PATH) return this.drive.answer(data as never);
    const handler = this.handlers.get(pathname.slice(pathname.lastIndexOf("/") + 1));
    if (handler === undefined) throw new Error(`nobody answers ${pathname}`);
    return handler(data);
  }

  private say(worker: ServiceWorker | null | undefined, said: ToServiceWorker): void {
    worker?.postMessage(said);
  }
}
