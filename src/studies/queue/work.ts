/**
 * A worker: takes cells from the queue, as many at once as it has slots. Cells compute in processes of their own, and this one does nothing
 * but keep their locks: a process that computes cannot, and its cell would be taken for lost and begun elsewhere.
 */
import { randomBytes } from "node:crypto";
import { once, setMaxListeners } from "node:events";
import { existsSync, rmSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import type { Job as QueuedJob } from "bullmq";
import { firstLineOf, InputError } from "../../basics/errors.js";
import { makeFolder } from "../../basics/files.js";
import { counted, duration } from "../../basics/text.js";
import { version } from "../../basics/version.js";
import type { CellEnd, CellProcess } from "../engines/engine.js";
import { exits, Slot } from "../engines/slot.js";
import { cellFolder, claim, makePlaces, runHolder } from "../folder.js";
import { type Accepting, accept } from "./accept.js";
import { type Link, openLink } from "./link.js";
import { doneSet, type Ended, endedList, type Job, queueName, readJob, secondsKept } from "./names.js";
import { send } from "./parcels.js";
import { sees } from "./place.js";
import { leave, millisecondsBetweenSigns, ownSign, present, show } from "./presence.js";

export interface WorkerWork extends Accepting {
  readonly url: string;
  /** Cells at once. */
  readonly jobs: number;
  /** Where cells go of studies whose folder is not seen from here. */
  readonly out: string;
  readonly signal: AbortSignal;
  startProcess(closing: AbortSignal, at?: string): CellProcess;
  say(text: string): void;
  /** After which a cell is lost whose worker gives no sign; BullMQ's own unless it is said. */
  readonly lockMilliseconds?: number;
}

/** BullMQ's default. */
const usualLock = 30_000;
/** A cell whose workers were lost so often is not begun again: it may be what ends them. */
const mostLosses = 10;
const millisecondsBetweenLooks = 500;
/** For what Redis is told last; it may be gone. */
const millisecondsToSayGoodbye = 5_000;

/** Works until the signal. @returns how many cells ended here @throws InputError for a Redis that is none, or studies of another version */
export async function workOn(work: WorkerWork): Promise<{ readonly done: number; readonly failed: number }> {
  const { jobs, signal, say, lockMilliseconds = usualLock } = work;
  const link = await openLink(work.url);
  const id = randomBytes(8).toString("hex");
  const counts = { done: 0, failed: 0 };
  const running = new Map<string, { study: string; cell: string; share: number }>();
  const closing = new AbortController();
  setMaxListeners(0, closing.signal, signal);
  const slots: Slot[] = [];

  const { Worker, WaitingError } = await import("bullmq");

  const carryOut = async (queued: QueuedJob, token?: string): Promise<void> => {
    const slot = slots.pop() ?? new Slot((at) => work.startProcess(closing.signal, at));
    try {
      const job = readJob(queued.data);
      const entry = { study: job.study, cell: job.cell.name, share: 0 };
      const began = performance.now();
      say(`takes ${job.cell.name} of ${job.title}`);
      running.set(queued.id ?? "", entry);
      const where = placeOf(job, work.out);
      const end = await attempt(job, where, slot, work, link, (share) => {
        entry.share = share;
      });
      running.delete(queued.id ?? ""); // what is left is for Redis, which may be away
      if (end.code === exits.interrupted) {
        await queued.moveToWait(token);
        throw new WaitingError(); // another one goes on with it
      }
      await answer(link, job, end, where);
      counts[end.code === exits.done ? "done" : "failed"]++;
      const took = duration((performance.now() - began) / 1000, 2);
      say(end.code === exits.done ? `done ${job.cell.name}, ${took}` : `${job.cell.name} failed: ${end.said}`);
    } finally {
      running.delete(queued.id ?? "");
      slots.push(slot);
    }
  };

  const signs = async () => {
    await show(link.redis, "worker", ownSign(id, { cells: [...running.values()] }));
    const studies = await present(link.redis, "study");
    const others = studies.filter((study) => study.version !== version);
    return { others, mine: studies.length > others.length };
  };
  try {
    const { others, mine } = await signs();
    const [other] = others;
    if (other && !mine)
      throw new InputError(
        `the study ${other.title ?? ""} on ${link.shown} is of Floe ${other.version}, and this worker is Floe ${version}: results of two versions are not mixed. Install the same on both: npm install floe@${other.version}`,
      );
    say(`${counted(jobs, "cell")} at once from ${link.shown}; Ctrl-C lets what is running stop at its next safe point`);
    const worker = new Worker(queueName(version), carryOut, {
      ...{ connection: link.redis, concurrency: jobs, maxStalledCount: mostLosses },
      ...{ lockDuration: lockMilliseconds, stalledInterval: lockMilliseconds / 3 },
    });
    const told = new Set<string>();
    worker.on("error", (error) => {
      const text = firstLineOf(error);
      const known = /ECONN|ENOTFOUND|closed|lock for job|Missing lock/i.test(text); // the connection tells of itself; a lost cell is another's
      if (!known && !told.has(text)) say(`Redis: ${text}`);
      told.add(text);
    });
    let signing = false; // while Redis is away one sign waits, not one more each time
    const looking = setInterval(() => {
      for (const text of link.news()) say(text);
      if (signing) return;
      signing = true;
      signs()
        .then(({ others: [one] }) => {
          const text =
            one &&
            `a study of Floe ${one.version} is here too (${one.title ?? ""}): this worker is Floe ${version}, and leaves it alone`;
          if (text && !told.has(text)) say(text);
          if (text) told.add(text);
        })
        .catch(() => {})
        .finally(() => {
          signing = false;
        });
    }, millisecondsBetweenSigns);
    if (!signal.aborted) await once(signal, "abort");
    clearInterval(looking);
    // What computes comes to its next safe point first; then Redis is told, if it is there.
    const goodbye = async () => {
      while (running.size > 0) await setTimeout(10);
      await setTimeout(millisecondsToSayGoodbye, undefined, { ref: false });
    };
    await Promise.race([worker.close().then(() => leave(link.redis, "worker", id)), goodbye()]);
    return counts;
  } finally {
    closing.abort();
    link.close();
  }
}

interface Where {
  readonly shared: boolean;
  /** Where the study's cells are. */
  readonly folder: string;
  /** Where relative paths in options begin. */
  readonly at: string;
}

function placeOf(job: Job, out: string): Where {
  const shared = sees(job);
  const at = shared && existsSync(job.at) ? job.at : process.cwd();
  return { shared, at, folder: shared ? job.folder : join(out, job.study) };
}

/** Brings a cell to its end, whoever else may have it: what fails is told as its end. */
async function attempt(
  job: Job,
  { shared, folder, at }: Where,
  slot: Slot,
  work: WorkerWork,
  { redis }: Link,
  tell: (share: number) => void,
): Promise<CellEnd> {
  const { runs, trust, jobs, signal } = work;
  const { study, cell } = job;
  try {
    accept(job, at, work);
    if (!shared) {
      if (await redis.sismember(doneSet(study), cell.name)) return { code: exits.done, said: "" };
      makeFolder(folder);
      makePlaces(folder);
    }
    for (;;) {
      if (signal.aborted) return { code: exits.interrupted, said: "" };
      const giveBack = claim(folder, cell);
      if (giveBack && runHolder(folder, cell) === undefined)
        try {
          return await slot.attempt({ cell, place: cellFolder(folder, cell), runs, trust, jobs, signal, tell, at });
        } finally {
          giveBack();
        }
      giveBack?.();
      await setTimeout(millisecondsBetweenLooks, undefined, { signal }).catch(() => {});
    }
  } catch (error) {
    return { code: error instanceof InputError ? exits.wrongInput : 1, said: `${firstLineOf(error)} (worker on ${hostname()})` };
  }
}

/** The coordinator hears of it once what was found is where it belongs, or on its way. */
async function answer({ redis }: Link, { study, cell }: Job, { code, said }: CellEnd, where: Where): Promise<void> {
  const place = cellFolder(where.folder, cell);
  const sent = code === exits.done && !where.shared && existsSync(place);
  const ended: Ended = { cell: cell.name, code, said, ...(sent ? { parcel: await send(redis, place, study, cell.name) } : {}) };
  const words = redis.multi().rpush(endedList(study), JSON.stringify(ended)).expire(endedList(study), secondsKept);
  if (code === exits.done) words.sadd(doneSet(study), cell.name).expire(doneSet(study), secondsKept);
  await words.exec();
  if (sent) rmSync(place, { recursive: true, force: true });
}
