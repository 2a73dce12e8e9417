import type { Files } from "../contract";
import { fetchNow } from "./fetchNow";
import { fileError } from "./fileError";
import { memoryDrive } from "./memoryDrive";
import { absolutePath, folderOf } from "./paths";
import { type Drive, webSettings } from "./settings";

/** A folder that is not on the drive. */
const DATASETS = "/mixedmodels/data";

const memory = memoryDrive();
const fetched = new Map<string, Uint8Array>();
/** When this page has written its files: drives do not tell, and what another page wrote counts as old. */
const written = new Map<string, number>();

/** The data sets are fetched when they are read; everything else is on drives. */
export const files: Files = {
  datasets: DATASETS,
  read(path) {
    const own = absolute(path);
    return isDataset(own) ? readDataset(own) : driveOf(own).read(own);
  },
  replace(path, content) {
    const own = writable(path);
    driveOf(own).replace(own, typeof content === "function" ? content() : content);
    written.set(own, Date.now());
    return { otherNames: 0, ownerLost: false };
  },
  // A drive replaces files without drafts.
  removeDrafts: () => undefined,
  removeDraftsIn: () => undefined,
  create(path, content) {
    const own = writable(path);
    const drive = driveOf(own);
    if (drive.create === undefined) {
      if (drive.kind(own) !== undefined) return false;
      files.replace(path, content);
      return true;
    }
    const isNew = drive.create(own, content);
    if (isNew) written.set(own, Date.now());
    return isNew;
  },
  exists: (path) => files.kind(path) !== undefined,
  kind(path) {
    const own = absolute(path);
    if (own === DATASETS) return "folder";
    return isDataset(own) ? (addressOf(own) === undefined ? undefined : "file") : driveOf(own).kind(own);
  },
  remove(path) {
    const own = writable(path);
    driveOf(own).remove(own);
  },
  rename(path, to) {
    if (absolute(path) === absolute(to) && files.exists(path)) return;
    const own = writable(path);
    const drive = driveOf(own);
    const target = writable(to);
    if (drive.move !== undefined && drive === driveOf(target)) {
      drive.move(own, target);
      return void written.set(target, Date.now());
    }
    files.replace(to, files.read(path));
    files.remove(path);
  },
  changed: (path) => (files.exists(path) ? (written.get(absolute(path)) ?? 0) : undefined),
  touch: (path) => void written.set(absolute(path), Date.now()),
  makeFolder(path) {
    const own = absolute(path);
    driveOf(own).makeFolder(own);
  },
  list(folder) {
    const own = absolute(folder);
    return own === DATASETS ? Object.keys(webSettings().datasets ?? {}) : driveOf(own).list(own);
  },
  join: (...parts) => parts.join("/").replace(/\/{2,}/g, "/"),
  // A drive has no longest name.
  beside: (path, suffix) => path + suffix,
  absolute,
  resolved: absolute,
};

function absolute(path: string): string {
  return absolutePath(path, webSettings().folder ?? "/");
}

/** @throws for what belongs to the site */
function writable(path: string): string {
  const own = absolute(path);
  if (own === DATASETS || isDataset(own)) throw fileError("EROFS", path);
  return own;
}

function driveOf(path: string): Drive {
  const { drives = {} } = webSettings();
  const folder = Object.keys(drives).find((one) => one === "/" || path === one || path.startsWith(`${one}/`));
  return folder === undefined ? memory : drives[folder]!;
}

function isDataset(path: string): boolean {
  return folderOf(path) === DATASETS;
}

function addressOf(path: string): string | undefined {
  const { datasets = {} } = webSettings();
  const name = path.slice(DATASETS.length + 1);
  return Object.hasOwn(datasets, name) ? datasets[name] : undefined;
}

function readDataset(path: string): Uint8Array {
  const address = addressOf(path);
  if (address === undefined) throw fileError("ENOENT", path);
  const bytes = fetched.get(address) ?? fetchNow(address);
  fetched.set(address, bytes);
  return bytes.slice();
}
