/** The groups of a pool, one after the other or several at once, here or in other processes; those that were done before are not done again. */
import { setImmediate, setTimeout } from "node:timers/promises";
import { InterruptedError } from "../../basics/errors.js";
import type { Bounds } from "./contrastive.js";

/** Who else computes groups, and where they are kept. Groups have random numbers of their own, so it makes no difference to the result. */
export interface Sharing {
  /** What is known of a group from before. */
  known(group: number): Bounds | undefined;
  /** Told of each group that is done, in the order in which they are. */
  keep(group: number, bounds: Bounds): void;
  /** Other processes, each of which computes one group at a time; none: this one does. */
  readonly helpers: readonly ((group: number, signal?: AbortSignal) => Promise<Bounds>)[];
}

const millisecondsBetweenNews = 200;

/**
 * Bounds of all groups in their order; yields the share done.
 * @param here computes a group in this process @throws InterruptedError when the signal aborts
 */
export async function* groupsShared(
  groups: number,
  here: (group: number) => Generator<number, Bounds>,
  sharing?: Sharing,
  signal?: AbortSignal,
): AsyncGenerator<number, Bounds[]> {
  const found: (Bounds | undefined)[] = Array.from({ length: groups }, (_, g) => sharing?.known(g));
  const missing = found.flatMap((bounds, g) => (bounds ? [] : [g]));
  let done = groups - missing.length;
  const keep = (group: number, bounds: Bounds): void => {
    found[group] = bounds;
    sharing?.keep(group, bounds);
    done++;
  };
  const helpers = sharing?.helpers ?? [];
  if (helpers.length > 0) {
    const left = [...missing];
    const work = async (compute: Sharing["helpers"][number]): Promise<void> => {
      for (let group = left.shift(); group !== undefined && !signal?.aborted; group = left.shift())
        keep(group, await compute(group, signal));
    };
    let ended = false;
    const all = Promise.all(helpers.map(work)).finally(() => {
      ended = true;
    });
    while (!ended) {
      await Promise.race([all, setTimeout(millisecondsBetweenNews)]);
      yield done / groups;
    }
    await all;
    if (signal?.aborted) throw new InterruptedError("interrupted");
    return found as Bounds[];
  }
  for (const group of missing) {
    const steps = here(group);
    for (let next = steps.next(); ; next = steps.next()) {
      if (next.done) {
        keep(group, next.value);
        break;
      }
      yield (done + next.value) / groups;
      await setImmediate();
      if (!signal?.aborted) continue;
      steps.return(undefined as never);
      throw new InterruptedError("interrupted");
    }
    yield done / groups;
    await setImmediate();
    if (signal?.aborted) throw new InterruptedError("interrupted");
  }
  return found as Bounds[];
}
