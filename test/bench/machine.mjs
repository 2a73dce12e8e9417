import os from "node:os";

/** One line on where and when the figures were measured. */
export function machineLine(peers) {
  const cpus = os.cpus();
  const programs = [
    `Node ${process.versions.node}`,
    ...peers.map(({ info }) => `${info.name} ${info.version} (${info.language})`),
  ];
  return (
    `${cpus[0]?.model ?? "unknown CPU"}, ${cpus.length} cores, ${Math.round(os.totalmem() / 2 ** 30)} GB; ` +
    `${programs.join(", ")}; ${new Date().toISOString().slice(0, 10)}`
  );
}
