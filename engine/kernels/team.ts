/** Threads that run the same kernel on one memory, each with its number 0…threads−1. Filled by src/wasm/team.ts. */
@unmanaged
export class Team {
  threads: i32;
  arrived: i32;
  generation: i32;
}

/** Looks at the barrier before a thread is put to sleep. */
const SPINS = 20000;

/** Waits until every thread of the team has come here. One thread goes on at once. */
export function barrier(team: Team): void {
  if (team.threads == 1) return;
  if (ASC_FEATURE_THREADS) {
    const arrived = changetype<usize>(team) + offsetof<Team>("arrived");
    const generation = changetype<usize>(team) + offsetof<Team>("generation");
    const mine = atomic.load<i32>(generation);
    if (atomic.add<i32>(arrived, 1) + 1 == team.threads) {
      atomic.store<i32>(arrived, 0);
      atomic.add<i32>(generation, 1);
      atomic.notify(generation, -1);
    } else {
      for (let spin = 0; spin < SPINS; spin++) {
        if (atomic.load<i32>(generation) != mine) return;
      }
      while (atomic.load<i32>(generation) == mine) atomic.wait<i32>(generation, mine, -1);
    }
  }
}
