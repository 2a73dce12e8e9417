import { fetchNow } from "engine/platform/web/fetchNow";
import type { SplitLibraries } from "../shared/compiler/splitLibraries";

type Texts = { readonly [file: string]: string };

/** What the kernel fetches when it starts. */
export interface BareDeclarations {
  /** Of packages and of the host, by file: without comments, which are two thirds of them. */
  readonly files: Texts;
  /** Of the language. */
  readonly libraries: SplitLibraries;
}

/** The declarations that the compiler reads in a browser. */
export class Declarations {
  readonly libraries: SplitLibraries;
  private files: ReadonlyMap<string, string>;

  /** @param documented - the address of the same files with their comments, and of the language's */
  constructor(
    { files, libraries }: BareDeclarations,
    private readonly documented: string,
  ) {
    this.files = new Map(Object.entries(files));
    this.libraries = libraries;
  }

  text(file: string): string | undefined {
    return this.files.get(file);
  }

  get names(): Iterable<string> {
    return this.files.keys();
  }

  /** Fetches those with comments. @throws Error if there is no network and the browser does not keep them */
  readDocumentation(): void {
    const texts = JSON.parse(new TextDecoder().decode(fetchNow(this.documented))) as Texts;
    this.files = new Map([...this.files, ...Object.entries(texts)]);
  }
}
