/** What a study's own process knows of it while workers elsewhere carry its cells out. */
import { randomBytes } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import { Queue } from "bullmq";
import { counted } from "../../basics/text.js";
import { version } from "../../basics/version.js";
import type { Progress } from "../../contracts/values.js";
import type { EngineWork } from "../engines/engine.js";
import { openCells, Tally } from "../engines/tally.js";
import { forgetFailure, noteFailure } from "../folder.js";
import { lostReads } from "../results/early.js";
import type { Cell } from "../types.js";
import { Handing } from "./handing.js";
import { type Came, takeIn } from "./intake.js";
import type { Link } from "./link.js";
import { queueName } from "./names.js";
import { studyIn } from "./place.js";
import { leave, millisecondsBetweenSigns, ownSign, present, type Sign, show } from "./presence.js";

const millisecondsBetweenLooks = 50;
/** Longer than one look takes, so that what has just ended is not missed. */
const millisecondsBetweenCounts = 10_000;
const millisecondsToSayGoodbye = 5_000;

type Told = (cell: Cell, came: Came) => void;

export class Coordinator {
  readonly tally: Tally;
  private readonly open = new Map<string, Cell>();
  /** Also those that were not asked for this time: answers may still come of them. */
  private readonly all: ReadonlyMap<string, Cell>;
  private readonly notes: string[] = [];
  private readonly study: string;
  private readonly queued: Queue;
  private readonly handing: Handing;
  private readonly id = randomBytes(8).toString("hex");
  private readonly since = new Map<string, number>();
  private workers: number | undefined;
  private firstDone: Cell | undefined;

  constructor(
    private readonly work: EngineWork,
    private readonly link: Link,
  ) {
    this.tally = new Tally(work.cells.length);
    this.all = new Map(work.plan.cells.map((cell) => [cell.name, cell]));
    this.study = studyIn(work.folder);
    this.queued = new Queue(queueName(version), { connection: link.redis });
    this.queued.on("error", () => {}); // the connection tells of itself
    this.handing = new Handing(this.queued, link, work, this.study);
  }

  /** @returns whether there is anything to do */
  async begin(): Promise<boolean> {
    const { folder } = this.work;
    // What came while nobody was here. A failure is tried again.
    const before: Told = (cell, { failure }) => (failure === undefined ? forgetFailure(folder, cell) : this.fail(cell, failure));
    while (await this.bringIn(before));
    for (const cell of await openCells(this.work, this.tally)) this.open.set(cell.name, cell);
    return this.open.size > 0;
  }

  get isDone(): boolean {
    return this.open.size === 0;
  }

  /** Where it is, and what has been noted since the last time. */
  told(): readonly Progress[] {
    this.notes.push(...this.link.news());
    const more = this.workers === undefined ? [] : [counted(this.workers, "worker")];
    const at = this.tally.at(more);
    return [at, ...this.notes.splice(0).map((note) => ({ ...at, note }))];
  }

  /** Whether so much time has gone since it was due last. */
  due(what: string, every: number): boolean {
    const isDue = performance.now() - (this.since.get(what) ?? Number.NEGATIVE_INFINITY) >= every;
    if (isDue) this.since.set(what, performance.now());
    return isDue;
  }

  /** Hands out, the first time; brings in what there is, and now and then asks who is there and what was lost. */
  async look(): Promise<void> {
    if (this.workers === undefined) await this.handing.begin([...this.open.values()]);
    const taken = await this.bringIn((cell, came) => this.end(cell, came));
    if (this.firstDone && this.due("reads", Number.POSITIVE_INFINITY))
      this.notes.push(...(await lostReads(this.work, this.firstDone)));
    if (this.due("signs", millisecondsBetweenSigns)) await this.exchangeSigns();
    if (this.due("count", millisecondsBetweenCounts)) await this.handing.again(this.open);
    if (taken === 0) await setTimeout(millisecondsBetweenLooks);
  }

  /** @param looking a look that is not over yet */
  async goodbye(looking: Promise<void> | undefined): Promise<void> {
    const said = async () => {
      await looking;
      await this.handing.withdraw([...this.open.values()]);
      await leave(this.link.redis, "study", this.id);
      await this.queued.close();
    };
    await Promise.race([said().catch(() => {}), setTimeout(millisecondsToSayGoodbye, undefined, { ref: false })]);
  }

  private bringIn(tell: Told): Promise<number> {
    const { folder, runs } = this.work;
    return takeIn(this.link, this.study, { folder, cells: this.all, runs }, tell);
  }

  private async exchangeSigns(): Promise<void> {
    await show(this.link.redis, "study", ownSign(this.id, { title: this.work.plan.name }));
    this.hear(await present(this.link.redis, "worker"));
    for (const [cell, failure] of await this.handing.lost()) this.end(cell, { failure });
  }

  private hear(signs: readonly Sign[]): void {
    const others = signs.filter((sign) => sign.version !== version);
    for (const { host, version: other } of others)
      this.notes.push(
        `a worker on ${host} is of Floe ${other}, and this is ${version}: it gets no cells, because results of two versions are not mixed. Install the same there: npm install floe@${version}`,
      );
    this.workers = signs.length - others.length;
    if (this.workers === 0)
      this.notes.push(`no worker is there. On this machine or others: floe worker --queue ${this.link.shown}`);
    for (const { study, cell: name, share } of signs.flatMap((sign) => sign.cells ?? [])) {
      const cell = study === this.study ? this.open.get(name) : undefined;
      if (cell) this.tally.tell(cell, share);
    }
  }

  private end(cell: Cell, { failure, diverged }: Came): void {
    if (failure === undefined) forgetFailure(this.work.folder, cell);
    if (failure === undefined && diverged === undefined) this.firstDone ??= cell;
    if (!this.open.delete(cell.name)) return; // was told twice
    if (failure !== undefined) {
      this.fail(cell, failure);
      this.tally.failed.set(cell.name, failure);
    }
    if (diverged !== undefined) this.notes.push(...this.tally.noteOf(cell, diverged, "diverged"));
    this.tally.end(cell);
  }

  private fail(cell: Cell, reason: string): void {
    noteFailure(this.work.folder, cell, reason);
    this.notes.push(...this.tally.noteOf(cell, reason));
  }
}
