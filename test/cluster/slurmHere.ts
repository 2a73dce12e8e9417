import { execFileSync, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { userInfo } from "node:os";
import path from "node:path";
import { until } from "../until";
import { freePorts } from "./freePorts";

const DAEMONS = ["/usr/sbin/munged", "/usr/sbin/slurmctld", "/usr/sbin/slurmd"];

/** Why no Slurm can be started here; undefined if it can. */
export const noSlurm: string | undefined = DAEMONS.every(existsSync)
  ? undefined
  : "Slurm is not installed on this machine (apt-get install slurm-wlm munge)";

/** A Slurm of two nodes on this machine, all of it as this user in one folder. */
export class SlurmHere {
  readonly environment: NodeJS.ProcessEnv;
  private readonly config: string;
  private starts = 0;

  private constructor(private readonly folder: string) {
    this.config = path.join(folder, "slurm.conf");
    this.environment = { ...process.env, SLURM_CONF: this.config };
  }

  static async start(folder: string): Promise<SlurmHere> {
    for (const name of ["ctld", "n1", "n2"]) mkdirSync(path.join(folder, name), { recursive: true });
    // Munge's socket must be within the reach of everybody.
    chmodSync(folder, 0o711);
    const own = new SlurmHere(folder);
    const at = (name: string): string => path.join(folder, name);
    writeFileSync(at("munge.key"), randomBytes(1024), { mode: 0o600 });
    run("/usr/sbin/munged", [
      `--key-file=${at("munge.key")}`,
      `--socket=${at("munge.socket")}`,
      `--pid-file=${at("munge.pid")}`,
      `--log-file=${at("munge.log")}`,
      `--seed-file=${at("munge.seed")}`,
    ]);
    writeFileSync(own.config, configuration(folder, await freePorts(3)));
    own.startController();
    for (const node of ["n1", "n2"]) own.startNode(node);
    await until("two nodes are idle", () => {
      const states = own.says("sinfo", "--noheader", "--format=%T").trim();
      if (states !== "idle") throw new Error(states);
    });
    return own;
  }

  /** What a command of Slurm prints; nothing where it fails. */
  says(command: string, ...args: string[]): string {
    return spawnSync(command, args, { encoding: "utf8", env: this.environment }).stdout ?? "";
  }

  /** Starts it, at first or again: then it may have forgotten the last jobs, whose numbers nodes do not take twice. */
  startController(): void {
    const first = `FirstJobId=${1000 * ++this.starts}`;
    writeFileSync(this.config, readFileSync(this.config, "utf8").replace(/^FirstJobId=.*/m, first));
    run("/usr/sbin/slurmctld", ["-f", this.config]);
  }

  startNode(name: string): void {
    run("/usr/sbin/slurmd", ["-f", this.config, "-N", name]);
  }

  kill(daemon: "ctld" | "n1" | "n2"): void {
    process.kill(this.pid(daemon), "SIGKILL");
  }

  /** Ends all that this Slurm has started. */
  stop(): void {
    this.says("scancel", `--user=${userInfo().username}`);
    for (const name of ["n1", "n2", "ctld", "munge"]) {
      try {
        process.kill(this.pid(name), "SIGTERM");
      } catch {
        // It has ended already.
      }
    }
  }

  private pid(name: string): number {
    return Number(readFileSync(path.join(this.folder, `${name}.pid`), "utf8"));
  }
}

function run(command: string, args: readonly string[]): void {
  execFileSync(command, args, { stdio: ["ignore", "ignore", "pipe"] });
}

function configuration(folder: string, [controller, first, second]: readonly number[]): string {
  const user = userInfo().username;
  return `ClusterName=test
SlurmctldHost=localhost
SlurmUser=${user}
SlurmdUser=${user}
AuthType=auth/munge
AuthInfo=socket=${folder}/munge.socket
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SlurmctldPort=${controller}
SlurmctldPidFile=${folder}/ctld.pid
SlurmdPidFile=${folder}/%n.pid
StateSaveLocation=${folder}/ctld
SlurmdSpoolDir=${folder}/%n
SlurmctldLogFile=${folder}/ctld.log
SlurmdLogFile=${folder}/%n.log
ReturnToService=2
FirstJobId=1
DebugFlags=NO_CONF_HASH
SlurmdTimeout=10
KillWait=5
MpiDefault=none
NodeName=n1 NodeHostname=localhost Port=${first} CPUs=1 RealMemory=1000 State=UNKNOWN
NodeName=n2 NodeHostname=localhost Port=${second} CPUs=1 RealMemory=1000 State=UNKNOWN
PartitionName=main Nodes=n1,n2 Default=YES MaxTime=INFINITE State=UP
`;
}
