/** Version of this package. */
export function kernelVersion(): string {
  return (require("../../package.json") as { version: string }).version;
}
