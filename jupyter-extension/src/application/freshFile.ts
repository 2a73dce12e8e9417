import type { Contents } from "@jupyterlab/services";

/** What a new file holds. */
export interface FileText {
  type: "notebook" | "file";
  format: "json" | "text";
  content: Contents.IModel["content"];
}

export function join(folder: string, name: string): string {
  return folder === "" ? name : `${folder}/${name}`;
}

/** Names in a folder; asking for a file that is not there would put an error into the browser's console. */
async function namesIn(contents: Contents.IManager, folder: string): Promise<Set<string>> {
  const { content } = await contents.get(folder, { type: "directory", content: true });
  return new Set((content as Contents.IModel[]).map(({ name }) => name));
}

/**
 * Writes a file that was not there: `name.ext`, else `name-1.ext`, `name-2.ext`, …
 * The file gets its name last, because only renaming is refused when another file has that name.
 * @returns its path
 */
export async function writeFresh(
  contents: Contents.IManager,
  folder: string,
  name: string,
  extension: string,
  file: FileText,
): Promise<string> {
  const present = await namesIn(contents, folder);
  const { path } = await contents.newUntitled({ path: folder, type: file.type, ext: extension });
  await contents.save(path, file);
  for (let copy = 0; ; copy++) {
    const target = `${name}${copy === 0 ? "" : `-${copy}`}${extension}`;
    if (present.has(target)) continue;
    try {
      return (await contents.rename(path, join(folder, target))).path;
    } catch (error) {
      if (statusOf(error) === 409) continue;
      await contents.delete(path);
      throw error;
    }
  }
}

/** Writes a file at `path` below `folder`, making the folders between; one that is there stays as it is. */
export async function writeIfAbsent(
  contents: Contents.IManager,
  folder: string,
  path: string,
  text: string,
): Promise<"written" | "same" | "other"> {
  const [name, ...inner] = path.split("/");
  const present = (await namesIn(contents, folder)).has(name);
  const place = join(folder, name);
  if (inner.length > 0) {
    if (!present) await contents.save(place, { type: "directory" });
    return writeIfAbsent(contents, place, inner.join("/"), text);
  }
  if (present) {
    const { content } = await contents.get(place, { type: "file", format: "text", content: true });
    return content === text ? "same" : "other";
  }
  await contents.save(place, { type: "file", format: "text", content: text });
  return "written";
}

function statusOf(error: unknown): number | undefined {
  return (error as { response?: { status?: number } }).response?.status;
}
