/** The cells of one study in BullMQ's queue: put there, found again, taken back. */
import { hostname } from "node:os";
import { resolve } from "node:path";
import type { Queue } from "bullmq";
import type { EngineWork } from "../engines/engine.js";
import type { Cell } from "../types.js";
import type { Link } from "./link.js";
import { doneSet, type Job, jobName } from "./names.js";

const cellsAtOnce = 500;

/** BullMQ's largest. */
const lastPlace = 2 ** 21;

export class Handing {
  /** Names that were neither in the queue nor among the answers, once. */
  private missing = new Set<string>();

  constructor(
    private readonly queued: Queue,
    private readonly link: Link,
    private readonly work: EngineWork,
    private readonly study: string,
  ) {}

  /** What is in the queue already, from a coordinator that was killed, is not put there twice. */
  async begin(cells: readonly Cell[]): Promise<void> {
    await this.lost();
    await this.add(cells);
  }

  /**
   * The places of a study's cells begin at the first one that is still waiting, whoever's it is: then studies take turns, cell by cell, and one
   * that comes late neither waits for all others nor goes before them.
   */
  private async add(cells: readonly Cell[]): Promise<void> {
    if (cells.length === 0) return;
    const { folder, plan } = this.work;
    const [next] = await this.queued.getPrioritized(0, 0);
    const places = new Map(cells.map((cell, i) => [cell, Math.min(lastPlace, (next?.opts.priority ?? 1) + i)]));
    const job = (cell: Cell): Job => ({
      ...{ study: this.study, title: `${plan.name} on ${hostname()}`, folder: resolve(folder), at: process.cwd() },
      cell,
    });
    for (const some of parts(cells)) {
      await this.link.redis.srem(doneSet(this.study), ...some.map(({ name }) => name));
      const opts = { removeOnComplete: true };
      await this.queued.addBulk(
        some.map((cell) => ({
          ...{ name: plan.name, data: job(cell) },
          opts: { ...opts, jobId: jobName(this.study, cell), priority: places.get(cell) as number },
        })),
      );
    }
  }

  /** Cells that BullMQ has given up, out of the queue, with reasons: their workers were lost again and again, or could not say what came of it. */
  async lost(): Promise<(readonly [Cell, string])[]> {
    const cells = new Map(this.work.plan.cells.map((cell) => [jobName(this.study, cell), cell]));
    const given: (readonly [Cell, string])[] = [];
    for (const job of await this.queued.getFailed()) {
      const cell = cells.get(job?.id ?? "");
      if (!cell) continue;
      await job.remove();
      const reason = /stalled/.test(job.failedReason)
        ? "its workers died again and again, each time with this cell"
        : job.failedReason;
      given.push([cell, reason]);
    }
    return given;
  }

  /** Puts cells into the queue once more that have twice not been found there: Redis was emptied, or has lost its last second. */
  async again(open: ReadonlyMap<string, Cell>): Promise<void> {
    const missing = new Set<string>();
    for (const some of parts([...open.values()])) {
      const asked = this.link.redis.pipeline();
      for (const cell of some) asked.exists(this.queued.toKey(jobName(this.study, cell)));
      const answers = (await asked.exec()) ?? [];
      for (const [i, { name }] of some.entries()) if (answers[i]?.[1] === 0) missing.add(name);
    }
    await this.add([...missing].flatMap((name) => (this.missing.has(name) ? (open.get(name) ?? []) : [])));
    this.missing = missing;
  }

  /** What waits is not begun any more; what runs comes to its end, and is brought in the next time. */
  async withdraw(cells: readonly Cell[]): Promise<void> {
    for (const some of parts(cells))
      await Promise.all(some.map((cell) => this.queued.remove(jobName(this.study, cell)).catch(() => {})));
  }
}

function parts<T>(all: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(all.length / cellsAtOnce) }, (_, i) => all.slice(i * cellsAtOnce, (i + 1) * cellsAtOnce));
}
