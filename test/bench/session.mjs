import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { columnsOf, hasLarge, tableNamed } from "./data.mjs";
import { writeDelimited } from "./delimited.mjs";
import { modelNamed, variables } from "./models.mjs";
import { Refusal, Remote, TimedOut } from "./remote.mjs";

const HERE = path.dirname(fileURLToPath(import.meta.url));

/** A measuring process that is started when it is first asked, and anew after it had to be ended. */
class Service {
  #remote;

  constructor(command, args) {
    this.command = command;
    this.args = args;
  }

  /** What the process says of itself, undefined if there is none on this machine. */
  async hello() {
    this.#remote ??= new Remote(this.command, this.args);
    this.info ??= await this.#remote.ready();
    return this.info;
  }

  async ask(request, timeout) {
    if (this.#remote === undefined) {
      this.#remote = new Remote(this.command, this.args);
      if ((await this.#remote.ready()) === undefined) throw new Refusal(`'${this.command}' does not start`);
      this.started();
    }
    try {
      return await this.#remote.ask(request, timeout);
    } catch (error) {
      if (error instanceof TimedOut) this.#remote = undefined;
      throw error;
    }
  }

  started() {}

  close() {
    this.#remote?.close();
    this.#remote = undefined;
  }
}

/** Another program that fits the same models to the same data, which it gets as files. */
class Peer extends Service {
  #defined = new Set();

  constructor(command, args, { folder, formulaKey }) {
    super(command, args);
    this.folder = folder;
    this.formulaKey = formulaKey;
  }

  started() {
    this.#defined.clear();
  }

  async about(op, name, fields = {}, timeout = undefined) {
    if (!this.#defined.has(name)) await this.#define(name);
    return this.ask({ op, model: name, ...fields }, timeout);
  }

  async #define(name) {
    const model = modelNamed(name);
    const columns = columnsOf(tableNamed(model.data), variables(model));
    const file = path.join(this.folder, `${model.data.replaceAll(/\W+/g, "-")}-${Object.keys(columns).join("-")}.csv`);
    writeDelimited(file, columns);
    const factors = Object.keys(columns).filter((column) => typeof columns[column][0] === "string");
    await this.ask({
      op: "define",
      model: name,
      formula: model[this.formulaKey] ?? model.formula,
      file,
      factors: factors.join(","),
      effects: model.effects?.join(","),
      REML: model.REML,
      bobyqa: model.bobyqa,
    });
    this.#defined.add(name);
  }
}

/** The processes of one run of the bench, and how long it measures. */
export class Session {
  /** Peers that are on this machine. */
  peers = [];
  #services = [];

  constructor({ quick }) {
    this.quick = quick;
    this.runs = quick ? 3 : 5;
    this.peerRuns = quick ? 1 : 3;
    this.seconds = quick ? 0.25 : 0.4;
    this.folder = mkdtempSync(path.join(os.tmpdir(), "mixedmodels-bench-"));
    process.env["MIXEDMODELS_BENCH_DATA"] = this.folder;
  }

  async start() {
    const candidates = [
      new Peer("Rscript", [path.join(HERE, "peer.R")], { folder: this.folder, formulaKey: "lme4" }),
      new Peer("julia", ["--threads=1", path.join(HERE, "peer.jl")], { folder: this.folder, formulaKey: "formula" }),
    ];
    for (const peer of candidates) if ((await peer.hello()) !== undefined) this.peers.push(peer);
    this.#services.push(...candidates);
    if (!hasLarge("insteval"))
      await this.peer("lme4")?.ask({ op: "insteval", file: path.join(this.folder, "insteval.csv") });
  }

  peer(name) {
    return this.peers.find(({ info }) => info.name === name);
  }

  /** A new process of the engine. */
  engine() {
    return this.service(process.execPath, ["--expose-gc", path.join(HERE, "engine.mjs")]);
  }

  /** Any other process that answers as remote.mjs says. */
  service(command, args) {
    const service = new Service(command, args);
    this.#services.push(service);
    return service;
  }

  close() {
    for (const service of this.#services) service.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
