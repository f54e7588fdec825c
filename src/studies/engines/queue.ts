/** Workers on any machine, by a queue in Redis: this process hands cells out, and brings in what comes back. */
import { randomBytes } from "node:crypto";
import { EventEmitter, once } from "node:events";
import { hostname } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout } from "node:timers/promises";
import type { Queue } from "bullmq";
import { InterruptedError } from "../../basics/errors.js";
import { takeLock } from "../../basics/lock.js";
import { counted } from "../../basics/text.js";
import { version } from "../../basics/version.js";
import type { Progress } from "../../contracts/values.js";
import { forgetFailure, noteFailure, stateOf } from "../folder.js";
import { takeIn } from "../queue/intake.js";
import { checkAddress, type Link, openLink, usualQueue } from "../queue/link.js";
import { doneSet, type Job, jobName, queueName } from "../queue/names.js";
import { studyIn } from "../queue/place.js";
import { leave, millisecondsBetweenSigns, ownSign, present, show } from "../queue/presence.js";
import { keepStatus, statusOf } from "../status.js";
import type { Cell } from "../types.js";
import type { Engine, EngineWork } from "./engine.js";
import { Tally } from "./tally.js";

const lockName = "queue.lock";
const millisecondsBetweenLooks = 50;
const millisecondsBetweenRecords = 1_000;
/** Longer than one look takes, so that what has just ended is not missed. */
const millisecondsBetweenCounts = 10_000;
const millisecondsToSayGoodbye = 5_000;
const cellsAtOnce = 500;

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
  const { folder, plan, cells, runs, maxFailures, signal } = work;
  const study = studyIn(folder);
  const tally = new Tally(cells.length);
  const all = new Map(plan.cells.map((cell) => [cell.name, cell]));
  const notes: string[] = [];
  const fail = (cell: Cell, reason: string) => {
    noteFailure(folder, cell, reason);
    notes.push(`${cell.name} failed: ${reason}`);
  };
  const bringIn = (tell: (cell: Cell, failure: string | undefined) => void) =>
    takeIn(link, study, { folder, cells: all, runs }, tell);

  // What came while nobody was here. A failure is tried again.
  while (await bringIn((cell, failure) => (failure === undefined ? forgetFailure(folder, cell) : fail(cell, failure))));
  const open = new Map<string, Cell>();
  for (const cell of cells) {
    const { kind } = await stateOf(folder, cell, runs);
    if (kind === "done") tally.found(cell);
    else open.set(cell.name, cell);
  }
  if (open.size === 0) return undefined;
  const before = tally.fraction;
  const end = (cell: Cell, failure: string | undefined) => {
    if (failure === undefined) forgetFailure(folder, cell);
    if (!open.delete(cell.name)) return; // was told twice
    if (failure !== undefined) {
      fail(cell, failure);
      tally.failed.set(cell.name, failure);
    }
    tally.end(cell);
  };

  const { Queue } = await import("bullmq");
  const queued = new Queue(queueName(version), { connection: link.redis });
  queued.on("error", () => {}); // the connection tells of itself
  const handing = new Handing(queued, link, work, study);
  const id = randomBytes(8).toString("hex");
  const since = new Map<string, number>();
  const due = (what: string, every: number) => {
    const isDue = performance.now() - (since.get(what) ?? Number.NEGATIVE_INFINITY) >= every;
    if (isDue) since.set(what, performance.now());
    return isDue;
  };
  let workers: number | undefined;

  const lookRound = async () => {
    if (workers === undefined) await handing.begin([...open.values()]);
    const taken = await bringIn(end);
    if (due("signs", millisecondsBetweenSigns)) {
      await show(link.redis, "study", ownSign(id, { title: plan.name }));
      const signs = await present(link.redis, "worker");
      const others = signs.filter((sign) => sign.version !== version);
      for (const { host, version: other } of others)
        notes.push(
          `a worker on ${host} is of Floe ${other}, and this is ${version}: it gets no cells, because results of two versions are not mixed. Install the same there: npm install floe@${version}`,
        );
      workers = signs.length - others.length;
      if (workers === 0) notes.push(`no worker is there. On this machine or others: floe worker --queue ${link.shown}`);
      for (const { study: of, cell: name, share } of signs.flatMap((sign) => sign.cells ?? [])) {
        const cell = of === study ? open.get(name) : undefined;
        if (cell) tally.tell(cell, share);
      }
      for (const [cell, reason] of await handing.lost()) end(cell, reason);
    }
    if (due("count", millisecondsBetweenCounts)) await handing.again(open);
    if (taken === 0) await setTimeout(millisecondsBetweenLooks);
  };

  const record = async () =>
    keepStatus(folder, await statusOf(folder, plan, runs, { pace: tally.pace(before), done: tally.doneNames }));
  const isOver = () => open.size === 0 || signal.aborted || tally.failed.size >= maxFailures;
  // While Redis is away nothing is answered; a word on it, or Ctrl-C, must not wait for that.
  const news = new EventEmitter();
  const tell = () => void news.emit("told");
  const ticking = setInterval(tell, millisecondsBetweenSigns);
  signal.addEventListener("abort", tell);
  let looking: Promise<void> | undefined;
  let broken: unknown;
  let secondsOfRecord = 0;
  try {
    while (!isOver() && broken === undefined) {
      looking ??= lookRound()
        .catch((error: unknown) => {
          broken = error;
        })
        .finally(() => {
          looking = undefined;
          tell();
        });
      await once(news, "told");
      notes.push(...link.news());
      const at = { phase: tally.phase(workers === undefined ? [] : [counted(workers, "worker")]), fraction: tally.fraction };
      yield at;
      for (const note of notes.splice(0)) yield { ...at, note };
      // Of thousands of cells it takes a while: a tenth of the time at most.
      if (!due("record", Math.max(millisecondsBetweenRecords, 10_000 * secondsOfRecord))) continue;
      const began = performance.now();
      await record();
      secondsOfRecord = (performance.now() - began) / 1000;
    }
    await record();
  } finally {
    clearInterval(ticking);
    signal.removeEventListener("abort", tell);
    const goodbye = async () => {
      await looking;
      await handing.withdraw([...open.values()]);
      await leave(link.redis, "study", id);
      await queued.close();
    };
    await Promise.race([goodbye().catch(() => {}), setTimeout(millisecondsToSayGoodbye, undefined, { ref: false })]);
  }
  if (broken !== undefined) throw broken;
  if (open.size > 0 && signal.aborted) throw new InterruptedError("interrupted");
  if (open.size > 0) throw tally.tooMany(maxFailures);
  return undefined;
}

/** The cells of one study in the queue. */
class Handing {
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

  private async add(cells: readonly Cell[]): Promise<void> {
    const { folder, plan } = this.work;
    const job = (cell: Cell): Job => ({
      ...{ study: this.study, title: `${plan.name} on ${hostname()}`, folder: resolve(folder), at: process.cwd() },
      cell,
    });
    for (const some of parts(cells)) {
      await this.link.redis.srem(doneSet(this.study), ...some.map(({ name }) => name));
      const opts = { removeOnComplete: true };
      await this.queued.addBulk(
        some.map((cell) => ({ name: plan.name, data: job(cell), opts: { ...opts, jobId: jobName(this.study, cell) } })),
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
