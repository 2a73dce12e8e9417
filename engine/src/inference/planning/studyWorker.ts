// What a thread runs that computes power studies.
import "../../bootstrap/computing/worker";
import { providePowerReplicators } from "../../bootstrap/computing/replicatorOf";
import { PowerReplicator } from "./powerReplicator";

providePowerReplicators((plan, capacity) => new PowerReplicator(plan, capacity));
