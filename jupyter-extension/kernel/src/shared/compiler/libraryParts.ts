import type { LibraryPart, SplitLibraries } from "./splitLibraries";

/** The name by which any other may be reached. */
const ALL = "globalThis";

/**
 * What cells need of the language's libraries. A type or a value is all that those say of its name, with all that is
 * named in it; what is not named, in the cells and in all that they import, cannot matter to them. So the compiler
 * reads what has been named, and later what comes to it, as files of their own.
 */
export class LibraryParts {
  /** Libraries that this host has. */
  readonly libraries: ReadonlySet<string>;
  /** Texts of what has been asked for, one after the other. */
  readonly texts: string[] = [];
  private readonly byName = new Map<string, LibraryPart[]>();
  private readonly taken = new Set<LibraryPart>();
  private readonly asked = new Set<string>();
  private readonly parts: readonly LibraryPart[];

  /** @param libraries - that the host has */
  constructor(
    private readonly split: SplitLibraries,
    libraries: Iterable<string>,
  ) {
    this.libraries = withReferred(libraries, split.references);
    this.parts = split.parts.filter(({ library }) => this.libraries.has(library));
    for (const part of this.parts) {
      this.index(part.name, part);
      if (part.namespace !== undefined) this.index(part.namespace, part);
    }
    this.ask([...split.builtin, ...this.modules.flatMap((library) => split.modules[library]!)]);
  }

  /** Libraries of this host that are read as they are. */
  get modules(): string[] {
    return Object.keys(this.split.modules).filter((library) => this.libraries.has(library));
  }

  /** Adds what has these names; false if it is there. */
  ask(names: Iterable<string>): boolean {
    const fresh = new Set<LibraryPart>();
    for (const name of names)
      if (name === ALL) for (const part of this.parts) this.add(part, fresh);
      else if (!this.asked.has(name)) {
        this.asked.add(name);
        for (const part of this.byName.get(name) ?? []) this.add(part, fresh);
      }
    if (fresh.size === 0) return false;
    this.texts.push(
      this.parts
        .filter((part) => fresh.has(part))
        .map(({ text }) => text)
        .join("\n"),
    );
    return true;
  }

  /** Adds all that is left; false if nothing is. */
  askAll(): boolean {
    return this.ask([ALL]);
  }

  private index(name: string, part: LibraryPart): void {
    const known = this.byName.get(name);
    if (known === undefined) this.byName.set(name, [part]);
    else known.push(part);
  }

  /** A name has all of its parts at once: of functions with one name the first that fits is called. */
  private add(part: LibraryPart, fresh: Set<LibraryPart>): void {
    if (this.taken.has(part)) return;
    this.taken.add(part);
    fresh.add(part);
    for (const name of [part.name, ...part.needs])
      for (const other of this.byName.get(name) ?? []) this.add(other, fresh);
  }
}

function withReferred(libraries: Iterable<string>, references: SplitLibraries["references"]): Set<string> {
  const all = new Set<string>();
  const visit = (library: string): void => {
    if (all.has(library)) return;
    all.add(library);
    for (const other of references[library] ?? []) visit(other);
  };
  for (const library of libraries) visit(library);
  return all;
}
