import { execFileSync, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { until } from "../until";
import { freePorts } from "./freePorts";

/** The server that the tests run with: Debian's Redis, or Valkey where MIXEDMODELS_QUEUE_SERVER is its path. */
const SERVER = process.env.MIXEDMODELS_QUEUE_SERVER ?? "/usr/bin/redis-server";

/** Why no Redis can be started here; undefined if it can. */
export const noRedis: string | undefined = existsSync(SERVER)
  ? undefined
  : "Redis is not installed on this machine (apt-get install redis-server)";

/** A Redis on this machine with a password, in a folder, which keeps what it is told. */
export class RedisHere {
  readonly passwordFile: string;
  readonly keyFile: string;

  private constructor(
    private readonly folder: string,
    private readonly port: number,
    private readonly more: readonly string[],
  ) {
    this.passwordFile = path.join(folder, "password");
    this.keyFile = path.join(folder, "key");
  }

  /** @param more lines of its configuration */
  static async start(folder: string, more: readonly string[] = []): Promise<RedisHere> {
    const [port] = await freePorts(1);
    const own = new RedisHere(folder, port, more);
    for (const file of [own.passwordFile, own.keyFile])
      writeFileSync(file, `${randomBytes(16).toString("hex")}\n`, { mode: 0o600 });
    await own.begin();
    return own;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  /** Starts it, at first or again. */
  async begin(): Promise<void> {
    const file = path.join(this.folder, "redis.conf");
    const lines = [
      `port ${this.port}`,
      "bind 127.0.0.1",
      `requirepass ${readFileSync(this.passwordFile, "utf8").trim()}`,
      `dir ${this.folder}`,
      "appendonly yes",
      "appendfsync everysec",
      "daemonize yes",
      `pidfile ${this.folder}/redis.pid`,
      `logfile ${this.folder}/redis.log`,
      ...this.more,
    ];
    writeFileSync(file, lines.join("\n"), { mode: 0o600 });
    execFileSync(SERVER, [file], { stdio: "ignore" });
    await until("Redis answers", () => expect(this.says("ping")).toBe("PONG"));
  }

  /** What a command of Redis answers. */
  says(...command: string[]): string {
    const password = readFileSync(this.passwordFile, "utf8").trim();
    const args = ["-h", "127.0.0.1", "-p", String(this.port), "--no-auth-warning", ...command];
    return spawnSync("redis-cli", args, {
      encoding: "utf8",
      env: { ...process.env, REDISCLI_AUTH: password },
    }).stdout.trim();
  }

  kill(): void {
    this.signal("SIGKILL");
  }

  signal(signal: NodeJS.Signals): void {
    process.kill(Number(readFileSync(path.join(this.folder, "redis.pid"), "utf8")), signal);
  }

  /** Ends it; what it would write has no use. */
  async stop(): Promise<void> {
    this.says("shutdown", "nosave");
    await until("Redis has ended", () => expect(this.says("ping")).not.toBe("PONG"));
  }
}
