import { PROTOCOL_VERSION } from "../shared/wire";
import { kernelVersion } from "./version";

/** Content of the `kernel_info_reply`. */
export function kernelInfo(): Record<string, unknown> {
  const version = kernelVersion();
  // The compiler itself is not loaded for its version.
  const { version: language } = require("typescript-6/package.json") as { version: string };
  return {
    protocol_version: PROTOCOL_VERSION,
    implementation: "mixedmodels-kernel",
    implementation_version: version,
    banner: `TypeScript (MixedModels) ${version}, TypeScript ${language}, Node ${process.versions.node}`,
    debugger: false,
    supported_features: [],
    help_links: [],
    language_info: {
      name: "typescript",
      version: language,
      mimetype: "text/typescript",
      file_extension: ".ts",
      pygments_lexer: "typescript",
      nbconvert_exporter: "script",
      codemirror_mode: { name: "javascript", mode: "typescript", typescript: true },
    },
  };
}
