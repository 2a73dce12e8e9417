import ts from "typescript-6";
import { kernelVersion } from "./version";

/** Content of the `kernel_info_reply`. */
export function kernelInfo(): Record<string, unknown> {
  const version = kernelVersion();
  return {
    protocol_version: "5.3",
    implementation: "mixedmodels-kernel",
    implementation_version: version,
    banner: `TypeScript (MixedModels) ${version}, TypeScript ${ts.version}, Node ${process.versions.node}`,
    language_info: {
      name: "typescript",
      version: ts.version,
      mimetype: "text/typescript",
      file_extension: ".ts",
      pygments_lexer: "typescript",
      nbconvert_exporter: "script",
      codemirror_mode: { name: "javascript", mode: "typescript", typescript: true },
    },
  };
}
