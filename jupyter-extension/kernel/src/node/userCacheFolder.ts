import { existsSync } from "node:fs";
import os from "node:os";
import path from "node:path";

/** Where programs of the user keep what they can make again, by the platform's custom; undefined without a home. */
export function userCacheFolder(
  env: NodeJS.ProcessEnv = process.env,
  platform: string = process.platform,
): string | undefined {
  const { XDG_CACHE_HOME, LOCALAPPDATA } = env;
  const home = homeFolder();
  if (platform === "win32") return LOCALAPPDATA && path.win32.join(LOCALAPPDATA, "mixedmodels", "Cache");
  if (platform === "darwin") return home && path.posix.join(home, "Library", "Caches", "mixedmodels");
  if (XDG_CACHE_HOME) return path.posix.join(XDG_CACHE_HOME, "mixedmodels");
  return home && path.posix.join(home, ".cache", "mixedmodels");
}

/** Some accounts have none, or one that does not exist, which nobody asks a kernel to make. */
function homeFolder(): string | undefined {
  try {
    const home = os.homedir();
    return home !== "" && existsSync(home) ? home : undefined;
  } catch {
    return undefined;
  }
}
