import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import { Redis } from "ioredis";
import { checkSwitch, FileError, OptionError, reasonOf, shownValue } from "mixedmodels/cluster";
import { fullServer } from "./fullServer";
import { readSecret } from "./signature";

export interface ConnectionOptions {
  /** A file with the password of the server; default the variable MIXEDMODELS_QUEUE_PASSWORD. */
  passwordFile?: string;
  /** A file with the certificate of the authority that has signed the server's, where that is one of one's own. */
  ca?: string;
  /** Go to another machine without TLS: whoever is in between reads and changes everything. Default false. */
  insecure?: boolean;
}

/** How options are called in sentences: as those of {@link queue}, or on a command line. */
export interface OptionNames {
  readonly passwordFile: string;
  readonly ca: string;
  readonly insecure: string;
}

const OF_QUEUE: OptionNames = {
  passwordFile: "the option passwordFile of queue",
  ca: "the option ca of queue",
  insecure: "{ insecure: true }",
};

/** How a server is reached, as ioredis and BullMQ take it. */
export interface ServerConnection {
  readonly host: string;
  readonly port: number;
  readonly username?: string;
  readonly password?: string;
  readonly db?: number;
  readonly tls?: { readonly ca?: Buffer };
  /** Commands wait for a server that has gone away. */
  readonly maxRetriesPerRequest: null;
}

const SILENT = "it does not answer";
/** A server gets so long to answer at first, in ms. */
const PATIENCE = 15_000;

/**
 * How the server at an address is reached.
 * @throws OptionError for an address that holds a password, or leads elsewhere without TLS
 */
export function connectionOf(
  address: string,
  options: ConnectionOptions,
  names: OptionNames = OF_QUEUE,
): ServerConnection {
  checkSwitch("insecure", options.insecure);
  for (const name of ["passwordFile", "ca"] as const) checkFile(names[name], options[name]);
  const url = addressOf(address);
  const isTLS = url.protocol === "rediss:";
  const host = url.hostname.replace(/^\[|\]$/g, "").toLowerCase();
  if (!isTLS && !options.insecure && !/^(localhost|127(\.\d+){3}|::1)$/.test(host))
    throw new OptionError(
      `a queue on another machine is reached by rediss://, which is encrypted; got redis:// for '${host}' ` +
        `(${names.insecure} goes there all the same)`,
    );
  if (url.password !== "")
    throw new OptionError(
      "the address of a queue is without its password, which would be kept where the address is: " +
        `use ${names.passwordFile} or the variable MIXEDMODELS_QUEUE_PASSWORD`,
    );
  const { passwordFile, ca } = options;
  const password = passwordFile === undefined ? process.env.MIXEDMODELS_QUEUE_PASSWORD : passwordIn(passwordFile);
  const database = url.pathname.slice(1);
  return {
    host,
    port: Number(url.port || 6379),
    ...(url.username && { username: decodeURIComponent(url.username) }),
    ...(password && { password }),
    ...(database && { db: Number(database) }),
    ...(isTLS && { tls: ca === undefined ? {} : { ca: certificate(atHome(ca)) } }),
    maxRetriesPerRequest: null,
  };
}

/** A path that may begin with the home folder as ~. */
export function atHome(file: string): string {
  return file === "~" || file.startsWith("~/") ? path.join(homedir(), file.slice(1)) : file;
}

/** A connection that answers. @throws FileError with what the server or the network says */
export async function connected(options: ServerConnection): Promise<Redis> {
  const redis = new Redis({ ...options, lazyConnect: true });
  let reason = SILENT;
  redis.on("error", (error: NodeJS.ErrnoException) => {
    reason = error.code === "ETIMEDOUT" ? SILENT : error.message;
  });
  const address = `${options.host}:${options.port}`;
  const timer = setTimeout(() => redis.disconnect(), PATIENCE);
  try {
    await redis.connect();
    await redis.ping().catch((error: unknown) => {
      // One that takes nothing for a while answers all the same.
      if (fullServer(error) === undefined) throw error;
    });
    return redis;
  } catch (error) {
    redis.disconnect();
    const said = (error as Error).message;
    const why = /Connection is closed/.test(said) ? reason : said;
    throw new FileError(`a queue's server answers at its address; ${address} says: ${why}`, address);
  } finally {
    clearTimeout(timer);
  }
}

/** @param name what the option is called in sentences. @throws OptionError unless it is a path, or absent */
export function checkFile(name: string, file: unknown): void {
  if (file !== undefined && (typeof file !== "string" || file === ""))
    throw new OptionError(`${name} is the path of a file; got ${shownValue(file)}`);
}

function passwordIn(file: string): string {
  const password = Buffer.from(readSecret("the password of a queue", atHome(file))).toString();
  if (password === "") throw new FileError(`the password of a queue is in a file; '${file}' is empty`, file);
  return password;
}

/** A machine, maybe a user, a port and the number of a database, and nothing else. */
function addressOf(address: string): URL {
  try {
    const url = new URL(address);
    decodeURIComponent(url.username);
    const isServer = /^rediss?:$/.test(url.protocol) && url.hostname !== "" && url.port !== "0";
    if (isServer && /^(\/\d*)?$/.test(url.pathname) && url.search === "" && url.hash === "") return url;
  } catch {
    // Said below.
  }
  throw new OptionError(
    'the address of a queue is one as "rediss://user@queue.example.org:6380"; ' +
      `got ${shownValue(withoutPassword(address))}`,
  );
}

/**
 * An address that cannot be read may hold a password all the same, which no notebook should keep: all before the last @
 * but the protocol, and what is asked.
 */
function withoutPassword(address: unknown): unknown {
  if (typeof address !== "string") return address;
  return address.replace(/^([a-z][\w+.-]*:\/*)?.*@/is, "$1…@").replace(/[?#].*$/s, "…");
}

function certificate(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new FileError(`the certificate '${file}' cannot be read: ${reasonOf(error)}`, file);
  }
}
