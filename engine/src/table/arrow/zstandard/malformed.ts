import { DataError } from "../../../errors";

/** Why bytes are no Zstandard frames. */
export function malformed(reason: string): DataError {
  return new DataError(`bytes that are said to be Zstandard frames are not: ${reason}`);
}
