import path from "node:path";
import { fileURLToPath } from "node:url";
import { venvPython } from "../../../jupyter-extension/setup/paths.mjs";
import { alternate } from "../alternate.mjs";
import { isFound, writtenTable } from "../read/files.mjs";
import { summary } from "../statistics.mjs";
import { duration } from "../table.mjs";

const ROOM = fileURLToPath(new URL("../read/", import.meta.url));
const FORMATS = ["CSV", "Arrow"];
/** How long reading may take in units of the time of arquero, which is in JavaScript too; parsers in C are faster. */
const TARGETS = { CSV: 3, Arrow: 1.5 };

/** The Python that MIXEDMODELS_PYTHON names, else that of the clone's own virtual environment. */
function python() {
  return process.env["MIXEDMODELS_PYTHON"] ?? venvPython();
}

/** Tables of 10⁵ and 10⁶ rows from files, all columns' values asked for, beside pandas, pyarrow and arquero in turn. */
export async function* read(session) {
  const engine = session.engine();
  const peers = [];
  for (const [names, command, args] of [
    [["pandas", "pyarrow"], python(), [path.join(ROOM, "pandas_pyarrow.py")]],
    [["arquero"], process.execPath, [path.join(ROOM, "arquero.mjs")]],
  ]) {
    const service = session.service(command, args);
    if ((await service.hello()) === undefined) continue;
    peers.push(...names.map((name) => ({ name, service })));
  }
  for (const rows of session.quick ? [100_000] : [100_000, 1_000_000]) {
    const { files, found } = writtenTable(session.folder, rows);
    for (const format of FORMATS) {
      const subject = (service, by) => ({
        runs: by === undefined ? session.runs : session.peerRuns,
        run: () => service.ask({ op: "read", by, format, file: files[format], seconds: session.seconds }),
      });
      const runs = await alternate({
        ours: subject(engine),
        ...Object.fromEntries(peers.map(({ name, service }) => [name, subject(service, name)])),
      });
      yield row(`${format}, ${rows.toLocaleString("en-US")} rows`, runs, found, TARGETS[format]);
    }
  }
  engine.close();
}

function row(what, { ours, ...others }, found, atMost) {
  if (ours.last === undefined) return { what, missing: ours.missing };
  const wrong = [["mixedmodels", ours], ...Object.entries(others)]
    .filter(([, { last }]) => last !== undefined && !isFound(last, found))
    .map(([name]) => name);
  const { minimum, median, runs } = summary(ours.times);
  const best = Object.entries(others)
    .filter(([, { times }]) => times.length > 0)
    .map(([name, { times }]) => ({ name, best: Math.min(...times) }));
  const peer = best.find(({ name }) => name === "arquero");
  return {
    what,
    ours: { minimum, median, runs },
    ...(peer === undefined ? {} : { peer, figure: median / peer.best, of: "× arquero", target: { atMost } }),
    ...(wrong.length === 0 ? {} : { invalid: `${wrong.join(", ")} read other values than were written` }),
    note:
      best
        .filter((each) => each !== peer)
        .map(({ name, best: time }) => `${name} ${duration(time)}`)
        .join(", ") || "no pandas or pyarrow",
  };
}
