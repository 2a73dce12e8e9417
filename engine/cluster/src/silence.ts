import type { Redis } from "ioredis";
import { pause } from "./pause";

/** A server that has not answered for so many ms is waited for no longer by who wants to end. */
export const FAREWELL = 5000;

/** Waits until a server has not answered for a while: commands on a lost connection wait for it. */
export async function silenceOf(redis: Redis, over: AbortSignal): Promise<void> {
  for (let isThere = true; isThere && !over.aborted; ) {
    const answered = redis.ping().then(
      () => true,
      () => true,
    );
    isThere = await Promise.race([answered, pause(FAREWELL, over).then(() => false)]);
    if (isThere) await pause(FAREWELL, over);
  }
}
