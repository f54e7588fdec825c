/** Workers on any machine, by a queue in Redis: this process hands cells out, and brings in what comes back. */
import { EventEmitter, once } from "node:events";
import { join } from "node:path";
import { InterruptedError } from "../../basics/errors.js";
import { takeLock } from "../../basics/lock.js";
import type { Progress } from "../../contracts/values.js";
import { checkAddress, type Link, openLink, usualQueue } from "../queue/link.js";
import { millisecondsBetweenSigns } from "../queue/presence.js";
import type { Engine, EngineWork } from "./engine.js";
import { record } from "./tally.js";

const lockName = "queue.lock";
const millisecondsBetweenRecords = 1_000;

export const queue: Engine = {
  name: "queue",
  summary: "workers (floe worker) on this and other machines, which get cells from a Redis",
  use: "more cells than one machine can do, or machines that come and go; workers may join and die at any time",
  takes: ["queue", "maxFailures"],
  check: ({ queue: address = usualQueue }) => checkAddress(address),
  async *carryOut(work) {
    const link = await openLink(work.queue ?? usualQueue);
    try {
      const giveBack = takeLock(join(work.folder, lockName), {
        shared: false,
        busy: (owner) =>
          `${owner} hands out the cells of ${work.folder} already. For more of them at once: floe worker --queue ${link.shown}`,
      });
      try {
        return yield* handOut(work, link);
      } finally {
        giveBack();
      }
    } finally {
      link.close();
    }
  },
};

async function* handOut(work: EngineWork, link: Link): AsyncGenerator<Progress, undefined> {
  const { maxFailures, signal } = work;
  const { Coordinator } = await import("../queue/coordinator.js"); // BullMQ takes a while, which other engines need not wait for
  const coordinator = new Coordinator(work, link);
  const { tally } = coordinator;
  // While Redis is away nothing is answered; a word on it, or Ctrl-C, must not wait for that.
  const news = new EventEmitter();
  const tell = () => void news.emit("told");
  const ticking = setInterval(tell, millisecondsBetweenSigns);
  signal.addEventListener("abort", tell);
  let looking: Promise<void> | undefined;
  let broken: unknown;
  let secondsOfRecord = 0;
  try {
    if (!(await coordinator.begin())) return undefined;
    while (!coordinator.isDone && !signal.aborted && tally.failed.size < maxFailures && broken === undefined) {
      looking ??= coordinator
        .look()
        .catch((error: unknown) => {
          broken = error;
        })
        .finally(() => {
          looking = undefined;
          tell();
        });
      await once(news, "told");
      yield* coordinator.told();
      // Of thousands of cells it takes a while: a tenth of the time at most.
      if (!coordinator.due("record", Math.max(millisecondsBetweenRecords, 10_000 * secondsOfRecord))) continue;
      const began = performance.now();
      await record(work, tally);
      secondsOfRecord = (performance.now() - began) / 1000;
    }
    await record(work, tally);
  } finally {
    clearInterval(ticking);
    signal.removeEventListener("abort", tell);
    await coordinator.goodbye(looking);
  }
  if (broken !== undefined) throw broken;
  if (!coordinator.isDone && signal.aborted) throw new InterruptedError("interrupted");
  if (!coordinator.isDone) throw tally.tooMany(maxFailures);
  return undefined;
}
