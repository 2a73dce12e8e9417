import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { OptionError, shownValue } from "mixedmodels/cluster";
import { bytesOf } from "./size";
import { DONE, workOnFolder } from "./workOnFolder";

const USAGE = `usage:
  mixedmodels-worker rediss://user@host:port   takes shards from a queue until it is ended
      --threads N           shards at once (default: processors)
      --password-file F     or the variable MIXEDMODELS_QUEUE_PASSWORD
      --ca F                certificate of the authority that has signed the server's
      --key-file F          key by which studies, parts and marks are signed
      --insecure            go to another machine without TLS
  mixedmodels-worker FOLDER --task k/W          computes the k-th of W shares of the study in a folder, and ends
      --threads N           shards at once (default 1)
  both:
      --memory 4G           the most memory of a computing process (default: four fifths of the machine's)
      --limit S             the most seconds that a shard may take (default: ten times the usual, at least a minute)
  exit code 0: done, 75: try again, 78: the study is of another release, 2: wrong use`;
const WRONG_USE = 2;

const OPTIONS = {
  threads: { type: "string" },
  task: { type: "string" },
  "password-file": { type: "string" },
  ca: { type: "string" },
  "key-file": { type: "string" },
  insecure: { type: "boolean" },
  memory: { type: "string" },
  limit: { type: "string" },
  help: { type: "boolean" },
} as const;

const say = (line: string): void => void process.stdout.write(`${new Date().toISOString()} ${line}\n`);

async function main(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  const [place, ...others] = positionals;
  if (values.help || place === undefined || others.length > 0) {
    process.stdout.write(`${USAGE}\n`);
    return values.help ? DONE : WRONG_USE;
  }
  // What it writes is for this user alone.
  process.umask(0o077);
  const limits = {
    memory: values.memory === undefined ? undefined : bytesOf("--memory", values.memory),
    limit: values.limit === undefined ? undefined : 1000 * positive("--limit", values.limit),
    say,
  };
  if (!/^rediss?:/.test(place)) {
    const [task, tasks] = shareOf(values.task);
    return workOnFolder(place, { ...limits, task, tasks, threads: positive("--threads", values.threads ?? "1") });
  }
  return onQueue(place, values, limits);
}

async function onQueue(
  address: string,
  values: { readonly [name: string]: string | boolean | undefined },
  limits: { memory: number | undefined; limit: number | undefined; say: (line: string) => void },
): Promise<number> {
  // Only they need the packages of queues.
  const [{ checkFile, connectionOf }, { Signature }, { workOnQueue }] = await Promise.all([
    import("./connection.js"),
    import("./signature.js"),
    import("./workOnQueue.js"),
  ]);
  const text = (name: string): string | undefined => values[name] as string | undefined;
  const connection = connectionOf(
    address,
    {
      ...(text("password-file") !== undefined && { passwordFile: text("password-file")! }),
      ...(text("ca") !== undefined && { ca: text("ca")! }),
      insecure: values.insecure === true,
    },
    { passwordFile: "the option --password-file", ca: "the option --ca", insecure: "--insecure" },
  );
  checkFile("the option --key-file", text("key-file"));
  const end = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => end.abort());
  const threads = positive("--threads", text("threads") ?? String(availableParallelism()));
  await workOnQueue(connection, new Signature(text("key-file")), { ...limits, threads, end: end.signal });
  return DONE;
}

function shareOf(text: string | undefined): [number, number] {
  const [, task, tasks] = /^(\d+)\/(\d+)$/.exec(text ?? "") ?? [];
  if (!(Number(task) >= 1 && Number(task) <= Number(tasks)))
    throw new OptionError(`the option --task is k/W with k from 1 to W, such as 3/50; got ${shownValue(text)}`);
  return [Number(task), Number(tasks)];
}

function positive(name: string, text: string): number {
  const value = Number(text);
  if (!(Number.isFinite(value) && value > 0) || (name === "--threads" && !Number.isInteger(value)))
    throw new OptionError(`the option ${name} is a positive number; got ${shownValue(text)}`);
  return value;
}

main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error: Error & { code?: string }) => {
    process.stderr.write(`mixedmodels-worker: ${error.message}\n`);
    process.exit(error instanceof OptionError || error.code?.startsWith("ERR_PARSE_ARGS") ? WRONG_USE : 1);
  },
);
