import { PROTOCOL_VERSION } from "../wire";

/**
 * Content of the `kernel_info_reply`.
 * @param host - such as "Node 20.20.2"
 */
export function kernelInfo(version: string, language: string, host: string): Record<string, unknown> {
  return {
    protocol_version: PROTOCOL_VERSION,
    implementation: "mixedmodels-kernel",
    implementation_version: version,
    banner: `TypeScript (MixedModels) ${version}, TypeScript ${language}, ${host}`,
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
