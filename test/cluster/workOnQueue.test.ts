import { connected } from "cluster/connection";
import { Signature } from "cluster/signature";
import { workOnQueue } from "cluster/workOnQueue";
import { until } from "../until";

/** A server that says what it is asked, and answers or does not. */
const server = { answers: true, asked: [] as string[] };
/** What a worker of BullMQ has under way, and what it says of errors. */
const bull = { finish: (): void => undefined, isClosing: false };

/** Time passes a thousand times faster. */
jest.mock("cluster/pause", () => {
  const { pause } = jest.requireActual<typeof import("cluster/pause")>("cluster/pause");
  const pausedShort: typeof pause = (ms, ...signals) => pause(ms / 1000, ...signals);
  return { pause: pausedShort };
});
jest.mock("bullmq", () => ({
  Worker: class {
    on(): void {}
    close(): Promise<void> {
      bull.isClosing = true;
      return new Promise((resolve) => {
        bull.finish = resolve;
      });
    }
  },
}));
jest.mock("cluster/connection", () => {
  const ask = <T>(what: string, answer: T): Promise<T> => {
    server.asked.push(what);
    return server.answers ? Promise.resolve(answer) : new Promise(() => undefined);
  };
  const pipeline = {
    zadd: () => pipeline,
    zremrangebyscore: () => pipeline,
    expire: () => pipeline,
    exec: () => ask("greeting", []),
  };
  const redis = {
    time: () => ask("time", ["1", "0"]),
    ping: () => ask("ping", "PONG"),
    zrem: () => ask("leave", 1),
    pipeline: () => pipeline,
    disconnect: () => server.asked.push("disconnect"),
  };
  return { connected: async () => redis };
});

/** A worker that has been told to end, by a server that answers or does not. */
async function ending(answers: boolean) {
  Object.assign(server, { answers: true, asked: [] });
  bull.isClosing = false;
  const end = new AbortController();
  const said: string[] = [];
  const work = { threads: 1, end: end.signal, say: (line: string) => void said.push(line) };
  const ended = workOnQueue(await (connected as () => Promise<never>)(), new Signature(undefined), work);
  await until("it greets", () => expect(server.asked).toContain("greeting"));
  server.answers = answers;
  end.abort();
  await until("it is closing", () => expect(bull.isClosing).toBe(true));
  return { ended, said };
}

test("a worker ends though its server is away and its shards cannot be put", async () => {
  const { ended, said } = await ending(false);
  await ended;
  expect(said.at(-1)).toBe(
    "the server does not answer: what has not been put there is computed again by other workers",
  );
  expect(server.asked.at(-1)).toBe("disconnect");
});

test("a worker that ends greets until its last shards are there, and takes its leave", async () => {
  const { ended, said } = await ending(true);
  const greetings = (): number => server.asked.filter((what) => what === "greeting").length;
  const before = greetings();
  await until("it goes on greeting", () => expect(greetings()).toBeGreaterThan(before + 2));
  bull.finish();
  await ended;
  expect(server.asked.slice(-2)).toEqual(["leave", "disconnect"]);
  expect(said.join("\n")).not.toMatch(/does not answer/);
});
