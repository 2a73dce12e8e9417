import type { CompilerFiles } from "../compiler/compilerFiles";

/** What a package.json may say of its own names: a target, those by conditions, those to try in turn, or none. */
type Target = string | null | readonly Target[] | { readonly [condition: string]: Target };

/**
 * What a name such as `#tools` stands for, which the package.json nearest to a file gives to the files of its package:
 * a path relative to the file's folder, or a package. Node reads that only once; here it is as it is now.
 * @param folder - of the file
 * @param conditions - those that hold, beside `default`
 * @returns undefined if there is none
 */
export function packageImport(
  specifier: string,
  folder: string,
  conditions: readonly string[],
  files: Pick<CompilerFiles, "readFile">,
): string | undefined {
  if (!specifier.startsWith("#")) return undefined;
  const steps = folder.split("/");
  for (let up = 0; up < steps.length; up++) {
    const text = files.readFile(`${steps.slice(0, steps.length - up).join("/")}/package.json`);
    if (text === undefined) continue;
    const target = targetOf(specifier, importsOf(text), ["default", ...conditions]);
    if (target === undefined || !target.startsWith("./")) return target;
    return up === 0 ? target : "../".repeat(up) + target.slice(2);
  }
  return undefined;
}

function importsOf(text: string): { readonly [name: string]: Target } {
  try {
    const { imports } = JSON.parse(text) as { imports?: unknown };
    return typeof imports === "object" && imports !== null ? (imports as { [name: string]: Target }) : {};
  } catch {
    return {};
  }
}

/** A name itself comes before patterns, of those the one with the longest text before its `*`. */
function targetOf(
  specifier: string,
  imports: { readonly [name: string]: Target },
  conditions: readonly string[],
): string | undefined {
  if (Object.hasOwn(imports, specifier) && !specifier.includes("*")) return chosen(imports[specifier]!, conditions);
  const fitting = Object.keys(imports).flatMap((pattern) => {
    const [before, after, ...more] = pattern.split("*");
    if (after === undefined || more.length > 0) return [];
    const fits =
      specifier.length > before!.length + after.length && specifier.startsWith(before!) && specifier.endsWith(after);
    return fits
      ? [{ pattern, before: before!, part: specifier.slice(before!.length, specifier.length - after.length) }]
      : [];
  });
  const [best] = fitting.sort((a, b) => b.before.length - a.before.length || b.pattern.length - a.pattern.length);
  return best && chosen(imports[best.pattern]!, conditions)?.replaceAll("*", () => best.part);
}

function chosen(target: Target, conditions: readonly string[]): string | undefined {
  if (target === null || typeof target === "string") return target ?? undefined;
  if (Array.isArray(target)) {
    for (const one of target as readonly Target[]) {
      const found = chosen(one, conditions);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  for (const [condition, one] of Object.entries(target)) {
    if (!conditions.includes(condition)) continue;
    const found = chosen(one, conditions);
    if (found !== undefined) return found;
  }
  return undefined;
}
