import { createHash, randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import Module, { createRequire } from "node:module";
import path from "node:path";
import { Script } from "node:vm";

/** One module's code: of which text it is, and where it stands in the store. */
interface Entry {
  hash: string;
  start: number;
  end: number;
}

interface Loader {
  prototype: { _compile(this: NodeModule, content: string, file: string, format?: string): unknown };
  wrap(content: string): string;
}

const loader = Module as unknown as Loader;

/** Modules of packages; the reader's own, beside the notebook, change too often. */
const KEPT = /[\\/](?:node_modules|dist)[\\/].*\.c?js$/;
const HEAD_BYTES = 4;
/** V8 forgets in kept code how to import; TypeScript and what is bundled with it have the word in strings only. */
const IMPORTS = /\bimport\s*\(/;
const TYPESCRIPT = /[\\/]typescript\.js$/;

/**
 * V8's code of the packages' modules in one file, for Nodes that do not keep it themselves (before 22.8). V8 refuses
 * code of another version or with other flags, and a module's text is told by its hash.
 */
export class CodeStore {
  private readonly file: string;
  private readonly scripts = new Map<string, { hash: string; script: Script }>();
  private entries: Record<string, Entry> = {};
  private code = Buffer.alloc(0);
  /** Modules that were compiled without it. */
  private missing = 0;

  /**
   * @param folder - where the store is; made when something is kept
   * @param owner - the folder of the kernel, one of several that have theirs there
   */
  constructor(
    private readonly folder: string,
    private readonly owner: string,
  ) {
    const name = createHash("sha1").update(`${owner} ${process.version} ${process.arch}`).digest("hex");
    this.file = path.join(folder, `code-${name}`);
  }

  /** From now on modules are compiled with what the store has for them. */
  open(): void {
    this.read();
    const compiled = this.compiled.bind(this);
    const isKept = this.isKept.bind(this);
    const original = loader.prototype._compile;
    loader.prototype._compile = function (content, file, format) {
      const run = format !== "module" && isKept(content, file) ? compiled(content, file) : undefined;
      return run === undefined ? original.call(this, content, file, format) : run(this);
    };
  }

  private isKept(content: string, file: string): boolean {
    if (path.dirname(file) === this.owner || TYPESCRIPT.test(file)) return true;
    return KEPT.test(file) && !IMPORTS.test(content);
  }

  /** Keeps the code of all modules that were loaded, with the functions that have been called. */
  save(): void {
    if (this.missing === 0) return;
    this.missing = 0;
    const parts: Buffer[] = [];
    const entries: Record<string, Entry> = {};
    let at = 0;
    const add = (file: string, hash: string, data: Buffer): void => {
      parts.push(data);
      entries[file] = { hash, start: at, end: at + data.length };
      at += data.length;
    };
    for (const [file, { hash, script }] of this.scripts) add(file, hash, script.createCachedData());
    for (const [file, { hash, start, end }] of Object.entries(this.entries))
      if (!this.scripts.has(file) && existsSync(file)) add(file, hash, this.code.subarray(start, end));
    const head = Buffer.from(JSON.stringify(entries));
    const size = Buffer.alloc(HEAD_BYTES);
    size.writeUInt32LE(head.length);
    this.write(Buffer.concat([size, head, ...parts]));
  }

  /** A kernel that cannot keep code, or reads a half of it, starts as one without. */
  private write(bytes: Buffer): void {
    const fresh = `${this.file}-${randomUUID()}`;
    try {
      mkdirSync(this.folder, { recursive: true, mode: 0o700 });
      writeFileSync(fresh, bytes, { mode: 0o600 });
      renameSync(fresh, this.file);
    } catch {
      if (existsSync(fresh)) rmSync(fresh);
    }
  }

  private read(): void {
    try {
      const bytes = readFileSync(this.file);
      const end = HEAD_BYTES + bytes.readUInt32LE();
      this.entries = JSON.parse(bytes.toString("utf8", HEAD_BYTES, end)) as Record<string, Entry>;
      this.code = bytes.subarray(end);
    } catch {
      this.entries = {};
    }
  }

  /** What runs a module with this text; undefined for what Node is to judge itself, such as an ES module. */
  private compiled(content: string, file: string): ((module: NodeModule) => unknown) | undefined {
    const hash = createHash("sha1").update(content).digest("base64");
    const known = this.entries[file];
    const cachedData = known?.hash === hash ? this.code.subarray(known.start, known.end) : undefined;
    let script: Script;
    try {
      script = new Script(loader.wrap(content), {
        filename: file,
        ...(cachedData && { cachedData }),
      });
    } catch {
      return undefined;
    }
    if (cachedData === undefined || script.cachedDataRejected) this.missing++;
    this.scripts.set(file, { hash, script });
    return (module) => {
      const call = script.runInThisContext() as (...values: unknown[]) => unknown;
      const require = Object.assign((specifier: string) => module.require(specifier), createRequire(file));
      return call.call(module.exports, module.exports, require, module, file, path.dirname(file));
    };
  }
}
