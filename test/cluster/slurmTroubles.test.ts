import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir, userInfo } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { IS_LONG } from "../hard/properties/property";
import { until } from "../until";
import { Chance } from "./chance";
import type { Lines } from "./lines";
import { type NotebookCall, notebook, withFaults } from "./processes";
import { noSlurm, SlurmHere } from "./slurmHere";
import {
  anyScenario,
  computingNow,
  damaged,
  haveEnded,
  playScenarios,
  processesWith,
  type Scenario,
  Stage,
  signalAll,
  type Trouble,
} from "./troubles";

const folder = mkdtempSync(path.join(tmpdir(), "mixedmodels-slurm-troubles-"));
const SCENARIOS = Number(process.env.MIXEDMODELS_SCENARIOS ?? 24);
const SEED = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));
/** Names of folders that a shell, Slurm or a pattern could take for something else. */
const FOLDERS = [
  "plain",
  "two words",
  "it's",
  "50 %A",
  "$HOME",
  "ünïcödé 数",
  "-n",
  "a#b",
  "x;y",
  "[a]*",
  "`x`",
  "a & b",
];
let here: SlurmHere;

beforeAll(async () => {
  if (noSlurm === undefined && IS_LONG) here = await SlurmHere.start(folder);
});
afterAll(async () => {
  here?.stop();
  await until("nothing is written any more", () => rmSync(folder, { recursive: true, force: true }));
});

if (noSlurm !== undefined) test(`left out: ${noSlurm}`, () => expect(noSlurm).toMatch(/not installed/));
const ifLong = noSlurm === undefined && IS_LONG ? test : test.skip;

/** What a task runs. */
const OF_TASKS = /slurm_script|worker\.js|computingProcess/;
let stages = 0;

class SlurmStage extends Stage {
  readonly marks = path.join(folder, `marks${++stages}`);
  readonly studies: string;
  tasks: number;

  constructor(scenario: Scenario, chance: Chance) {
    super(scenario, chance);
    mkdirSync(this.marks);
    this.studies = path.join(this.marks, chance.of(FOLDERS));
    this.tasks = 1 + chance.below(3);
  }

  protected notebookOf(more: Partial<NotebookCall>): Lines {
    const env = withFaults({ marks: this.marks, lasting: this.scenario.lasting }, here.environment);
    const slurm = { folder: this.studies, tasks: this.tasks, limit: 5 };
    return notebook({ ...this.scenario.call, where: { slurm }, ...more }, env);
  }

  processes(called: RegExp): number[] {
    return this.oneOf(processesWith(called, this.marks));
  }

  /** A file or folder of the study, once it is there. */
  study(name = ""): Promise<string> {
    return until("the study is there", () => {
      const id = readdirSync(this.studies).find((own) => /^[0-9a-f]{32}-\d+$/.test(own));
      const place = path.join(this.studies, id!, name);
      if (existsSync(place)) return place;
      throw new Error(place);
    });
  }

  async isQuiet(): Promise<void> {
    await until("nothing runs", () => expect(here.says("squeue", "--noheader")).toBe(""), 60_000);
  }

  async end(): Promise<void> {
    for (const run of this.notebooks) run.signal("SIGKILL");
    await Promise.all(this.notebooks.map(({ ended }) => ended));
    here.says("scancel", `--user=${userInfo().username}`);
    await this.isQuiet();
    await haveEnded(this.marks);
  }
}

const TROUBLES: { readonly [name: string]: Trouble<SlurmStage> } = {
  async "a computing process is killed"(stage) {
    signalAll(stage.processes(/computingProcess/), "SIGKILL");
  },
  async "a computing process hangs"(stage) {
    signalAll(stage.oneOf(computingNow(stage.marks)), "SIGSTOP");
  },
  async "a worker is killed"(stage) {
    signalAll(stage.processes(/worker\.js/), "SIGKILL");
  },
  async "a worker is stopped and comes back"(stage) {
    const some = stage.processes(/worker\.js/);
    signalAll(some, "SIGSTOP");
    await sleep(500 + stage.anyTime(8000));
    signalAll(some, "SIGCONT");
  },
  async "all that a task runs is killed"(stage) {
    signalAll(processesWith(OF_TASKS, stage.marks), "SIGKILL");
  },
  async "a node is lost and comes back"(stage) {
    here.kill("n2");
    signalAll(processesWith(OF_TASKS, stage.marks, "SLURMD_NODENAME=n2"), "SIGKILL");
    await sleep(stage.anyTime(3000));
    here.startNode("n2");
  },
  async "the controller is killed and comes back"(stage) {
    here.kill("ctld");
    await sleep(stage.anyTime(6000));
    here.startController();
  },
  async "the notebook is killed"(stage) {
    await stage.killNotebook();
  },
  async "two notebooks ask, with other numbers of tasks"(stage) {
    stage.tasks += 1;
    await stage.askBeside();
  },
  async "the study is cancelled"(stage) {
    stage.notebook.signal("SIGKILL");
    stage.ask({ cancelAfter: 1 });
    await stage.notebook.line(/^(sample|error) /, 400_000);
    stage.isCancelled = true;
  },
  async "somebody cancels the job"(stage) {
    here.says("scancel", `--user=${userInfo().username}`);
    await sleep(stage.anyTime(1000));
  },
  async "parts are changed, cut, exchanged and removed"(stage) {
    const parts = await stage.study("parts");
    const files = readdirSync(parts)
      .filter((name) => name.endsWith(".part"))
      .map((name) => path.join(parts, name));
    for (const file of files) {
      if (stage.chance.below(2) === 0) continue;
      if (stage.chance.below(4) === 0) rmSync(file);
      else {
        const other = readFileSync(stage.chance.of(files.filter(existsSync)));
        writeFileSync(file, stage.chance.of([damaged(readFileSync(file), stage.chance), other]));
      }
    }
    stage.notebook.signal("SIGKILL");
    stage.ask();
  },
  async "the study's bytes are changed"(stage) {
    const file = await stage.study("study.bin");
    writeFileSync(file, damaged(readFileSync(file), stage.chance));
  },
  async "the study's bytes are removed"(stage) {
    rmSync(await stage.study("study.bin"));
  },
  async "the study's folder is removed"(stage) {
    rmSync(await stage.study(), { recursive: true, force: true });
  },
  async "the disk takes nothing for a while"(stage) {
    const parts = await stage.study("parts");
    renameSync(parts, `${parts}.away`);
    writeFileSync(parts, "");
    await sleep(stage.anyTime(4000));
    rmSync(parts);
    renameSync(`${parts}.away`, parts);
  },
  async "strange files lie in the folder"(stage) {
    const strange = [
      "0-5.part",
      "x.part",
      "1-999.part",
      "1-1.part.tmp",
      "-1-1.part",
      "900-901.part",
      "7.lost.old",
      "1.part",
    ];
    const parts = await stage.study("parts");
    for (const name of strange) writeFileSync(path.join(parts, name), "strange");
    mkdirSync(path.join(stage.studies, "another"), { recursive: true });
    writeFileSync(path.join(stage.studies, "another", "study.json"), "null");
  },
};

ifLong(
  "whatever happens to a study of Slurm, it has the bits of home when its cell ends, and nothing is left",
  async () => {
    const seeds = Array.from({ length: SCENARIOS }, (_, i) => SEED + i);
    await playScenarios(seeds, TROUBLES, async (seed, during) => {
      const chance = new Chance(seed);
      const stage = new SlurmStage(anyScenario(chance, process.env.MIXEDMODELS_CALL), chance);
      try {
        stage.ask();
        await stage.notebook.line(/^(state|part|sample|error) /);
        await during(stage);
        await stage.hasBitsOfHome();
      } finally {
        await stage.end();
      }
    });
  },
  60_000 * SCENARIOS,
);
