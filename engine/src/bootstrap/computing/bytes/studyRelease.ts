import { FileError } from "../../../errors";
import { RELEASE } from "../../../release";
import type { ByteReader } from "./byteReader";
import type { ByteWriter } from "./byteWriter";
import { text } from "./codec";

const LONGEST_RELEASE = 100;
const release = text(LONGEST_RELEASE);

export function writeRelease(out: ByteWriter): void {
  release.write(out, RELEASE);
}

/** @throws OtherRelease unless the study is of this one */
export function readRelease(from: ByteReader, source: string): void {
  const own = release.read(from);
  if (own !== RELEASE) throw new OtherRelease(own, source);
}

/** A study of another release than this one, which would compute other bits. */
export class OtherRelease extends FileError {
  constructor(
    readonly release: string,
    source: string,
  ) {
    super(
      `a study is computed by the release of mixedmodels that it was begun with; '${source}' is of ${release}, ` +
        `this is ${RELEASE}`,
      source,
    );
  }
}
