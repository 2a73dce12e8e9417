/** The folder of a notebook in the browser's storage, such as "" or "data". @param path - the notebook's */
export function folderOf(path: string): string {
  return folderAt(path.split("/").slice(0, -1).join("/"));
}

/** The folder that JupyterLite starts a kernel in. @param location - such as "data", with or without its drive */
export function folderAt(location: string): string {
  return location.replace(/^[^/]*:/, "").replace(/^\/+|\/+$/g, "");
}
