import type { KernelFiles } from "../../kernel/src/web/protocol";
import { FILES } from "./files.generated";

/** The kernel's folder in a site. */
const FOLDER = "kernel/";

type Names = { readonly [name: string]: string };

/** The addresses of the kernel's files in a site; their names hold hashes of their contents. */
export function kernelFiles(site: string): KernelFiles {
  const base = new URL(FOLDER, site).href;
  const addresses = (names: Names): Names =>
    Object.fromEntries(Object.entries(names).map(([name, file]) => [name, base + file]));
  return {
    kernel: base + FILES.kernel,
    declarations: base + FILES.declarations,
    documentation: base + FILES.documentation,
    threads: addresses(FILES.threads),
    datasets: addresses(FILES.datasets),
    packages: addresses(FILES.packages),
  };
}
