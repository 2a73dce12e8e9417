import { files } from "engine/platform/web/files";
import { absolutePath, folderOf } from "engine/platform/web/paths";
import type { NativeModules } from "../shared/modules/notebookModules";
import type { Packages } from "./packages";

interface Module {
  exports: unknown;
  readonly text: string;
  readonly needs: Set<string>;
}

const ENDINGS = ["", ".js", ".cjs", ".json"];

/** The reader's own CommonJS modules and JSON, beside the notebook, and the packages of the kernel. */
export class OwnModules {
  private readonly loaded = new Map<string, Module>();

  constructor(private readonly packages: Packages) {}

  /** Modules as they are seen from a file. */
  from(file: string): NativeModules {
    const resolve = (specifier: string): string | undefined => this.resolve(specifier, folderOf(file));
    const load = (specifier: string): unknown => {
      const found = resolve(specifier);
      if (found === undefined || !found.startsWith("/")) return this.packages.load(specifier);
      this.loaded.get(file)?.needs.add(found);
      return this.load(found);
    };
    return {
      load: Object.assign(load, { resolve }) as unknown as NativeModules["load"],
      resolve,
      dynamic: async (specifier) => load(specifier) as object,
    };
  }

  private resolve(specifier: string, folder: string): string | undefined {
    if (!/^\.{0,2}\//.test(specifier)) return this.packages.has(specifier) ? specifier : undefined;
    const path = absolutePath(specifier, folder);
    return ENDINGS.map((ending) => path + ending).find((one) => files.kind(one) === "file");
  }

  private load(file: string): unknown {
    const known = this.loaded.get(file);
    if (known !== undefined) return known.exports;
    const text = textOf(file);
    if (text === undefined)
      throw Object.assign(new Error(`Cannot find module '${file}'`), { code: "MODULE_NOT_FOUND" });
    const module: Module = { exports: {}, text, needs: new Set() };
    this.loaded.set(file, module);
    try {
      if (file.endsWith(".json")) module.exports = JSON.parse(text);
      else this.run(file, module);
    } catch (error) {
      this.loaded.delete(file);
      throw error;
    }
    return module.exports;
  }

  private run(file: string, module: Module): void {
    const parameters = ["exports", "require", "module", "__filename", "__dirname"];
    const body = new Function(...parameters, `${module.text}\n//# sourceURL=${file}`);
    body.call(module.exports, module.exports, this.from(file).load, module, file, folderOf(file));
  }

  /** Forgets own modules that have changed, from `file` on; whether `file` is one or needs one. */
  forgetChanged(file: string, asked = new Map<string, boolean>()): boolean {
    const known = asked.get(file);
    const module = this.loaded.get(file);
    if (known !== undefined || module === undefined) return known ?? false;
    asked.set(file, false);
    let changed = textOf(file) !== module.text;
    for (const one of module.needs) if (this.forgetChanged(one, asked)) changed = true;
    asked.set(file, changed);
    if (changed) this.loaded.delete(file);
    return changed;
  }

  /** `file` and the own modules that it needs. */
  needed(file: string, found = new Set<string>()): Set<string> {
    if (found.has(file) || !file.startsWith("/")) return found;
    found.add(file);
    for (const one of this.loaded.get(file)?.needs ?? []) this.needed(one, found);
    return found;
  }
}

function textOf(file: string): string | undefined {
  try {
    return new TextDecoder().decode(files.read(file));
  } catch {
    return undefined;
  }
}
