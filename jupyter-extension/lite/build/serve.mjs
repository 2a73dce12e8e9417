import { createReadStream, statSync } from "node:fs";
import { createServer } from "node:http";
import path from "node:path";
import { createGzip } from "node:zlib";

const TYPES = {
  ".arrow": "application/vnd.apache.arrow.file",
  ".css": "text/css",
  ".csv": "text/csv",
  ".html": "text/html; charset=utf-8",
  ".ipynb": "application/json",
  ".js": "text/javascript",
  ".json": "application/json",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".webmanifest": "application/manifest+json",
  ".woff": "font/woff",
  ".woff2": "font/woff2",
};
const PACKED = /^\.(?:arrow|css|csv|html|ipynb|js|json|svg|webmanifest)$/;

/** The path of a request, without what follows "?", as it came; undefined for what is no path. */
function pathOf(url) {
  return /^\/[^?#]*/.exec(url)?.[0];
}

/** The file at a path below `prefix`, with what is known of it; undefined if there is none. */
function fileAt(folder, prefix, pathname) {
  if (!pathname?.startsWith(prefix)) return undefined;
  try {
    const asked = path.join(folder, decodeURIComponent(pathname.slice(prefix.length)));
    if (asked !== folder && !asked.startsWith(folder + path.sep)) return undefined;
    const file = statSync(asked).isDirectory() ? path.join(asked, "index.html") : asked;
    const found = statSync(file);
    return found.isFile() ? { file, found } : undefined;
  } catch {
    // There is none, or no file can have this name.
    return undefined;
  }
}

/**
 * Serves a folder on this machine, packed as servers of sites do.
 * @param prefix - the path of the site, with slashes at both ends
 * @param told - called with each request: its path and the bytes that went over the wire
 * @param refused - paths that it does not give away, as a server that is being changed
 */
export function serve(folder, { port = 0, prefix = "/", told = () => undefined, refused } = {}) {
  const server = createServer(({ url, headers }, response) => {
    if (refused?.test(url)) return response.writeHead(503).end();
    const pathname = pathOf(url);
    const known = fileAt(path.resolve(folder), prefix, pathname);
    if (known === undefined) return response.writeHead(404).end();
    const {
      file,
      found: { mtimeMs, size },
    } = known;
    const { ext } = path.parse(file);
    const etag = `"${mtimeMs.toString(36)}-${size.toString(36)}"`;
    if (headers["if-none-match"] === etag) return response.writeHead(304, { etag }).end();
    const isPacked = PACKED.test(ext) && /\bgzip\b/.test(String(headers["accept-encoding"]));
    response.writeHead(200, {
      "content-type": TYPES[ext] ?? "application/octet-stream",
      "cache-control": "no-cache",
      etag,
      ...(isPacked && { "content-encoding": "gzip" }),
    });
    // Of what cannot be read to its end no browser may take a part for the whole.
    const content = createReadStream(file).on("error", () => response.destroy());
    const sent = isPacked ? content.pipe(createGzip()) : content;
    let bytes = 0;
    sent.on("data", (part) => (bytes += part.length));
    sent.on("end", () => told({ path: pathname, bytes }));
    sent.pipe(response);
  });
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => resolve(server));
  });
}
