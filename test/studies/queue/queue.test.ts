/** Cells through a queue: a coordinator and workers of one process, with cells that do as they are told. */
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { InterruptedError } from "../../../src/basics/errors.js";
import { version } from "../../../src/basics/version.js";
import type { Progress } from "../../../src/contracts/values.js";
import type { EngineWork } from "../../../src/studies/engines/engine.js";
import { engines } from "../../../src/studies/engines/index.js";
import { cellFolder, openStudy } from "../../../src/studies/folder.js";
import { endedList, queueName } from "../../../src/studies/queue/names.js";
import { ownSign, show } from "../../../src/studies/queue/presence.js";
import { type WorkerWork, workOn } from "../../../src/studies/queue/work.js";
import { statusOf } from "../../../src/studies/status.js";
import type { Cell, Plan } from "../../../src/studies/types.js";
import { temporaryFolder } from "../../cli/support.js";
import { diverge, done, type Fate, processOf, runs } from "../fates.js";
import { planned } from "../sweeps.js";
import { redisServer, type Server, startRedis } from "./redis.js";

const testWithRedis = test.skipIf(!redisServer);

let server: Server;
beforeAll(async () => {
  if (redisServer) server = await startRedis();
});
afterAll(() => server?.close());

let folder: string;
let plan: Plan;
const begun: string[] = [];
beforeEach(async () => {
  folder = temporaryFolder();
  plan = openStudy(folder, await planned({ run: "design linear", vary: { batch: [8, 16] }, seeds: 3 }));
  begun.length = 0;
});
afterEach(async () => {
  rmSync(folder, { recursive: true });
  await server?.redis.flushall();
});

/** Hands the cells out until they are done. @returns the notes */
async function coordinate(more: Partial<EngineWork> = {}): Promise<string[]> {
  const usual = { folder, plan, cells: plan.cells, runs, jobs: 2, maxFailures: 10, trust: false, program: "floe" };
  const signal = new AbortController().signal;
  const notes: string[] = [];
  const startProcess = processOf(done, () => {});
  const steps: AsyncGenerator<Progress, unknown> = engines.queue.carryOut({
    ...{ ...usual, signal, startProcess, queue: server.url },
    ...more,
  });
  for await (const { note } of steps) if (note !== undefined) notes.push(note);
  return notes;
}

/** A worker until it is told to stop. */
function startWorker(fate: Fate = done, more: Partial<WorkerWork> = {}) {
  const control = new AbortController();
  const said: string[] = [];
  const work = workOn({
    ...{ url: server.url, jobs: 2, out: join(folder, "elsewhere"), runs, trust: false, signal: control.signal },
    ...{ startProcess: processOf(fate, (cell) => begun.push(cell)), programs: () => [], say: (text) => said.push(text) },
    ...more,
  });
  const stop = () => {
    control.abort();
    return work;
  };
  return { stop, said, work };
}

const place = `bull:${queueName(version)}:prioritized`;
const waiting = () => server.redis.zcard(place);

const names = () => plan.cells.map(({ name }) => name).sort();
const name = (i: number): string => (plan.cells[i] as Cell).name;

testWithRedis("two workers do every cell once; what failed has its reason, and is tried again the next time", async () => {
  const fate: Fate = async (cell) => (cell === name(1) ? { code: 2, said: "no such estimator" } : done());
  const workers = [startWorker(fate), startWorker(fate)];
  await coordinate();
  expect(begun.toSorted()).toEqual(names());
  const { done: finished, failed } = await statusOf(folder, plan, runs);
  expect([finished, failed]).toEqual([5, [{ cell: name(1), reason: "no such estimator", attempts: 1 }]]);
  const counts = await Promise.all(workers.map(({ stop }) => stop()));
  expect(counts.reduce((sum, one) => sum + one.done, 0)).toBe(5);
  const last = startWorker();
  await coordinate();
  await last.stop();
  expect(begun.filter((cell) => cell !== name(1)).toSorted()).toEqual(names().filter((cell) => cell !== name(1)));
  expect((await statusOf(folder, plan, runs)).done).toBe(6);
  expect(readdirSync(join(folder, "claims"))).toEqual([]);
});

testWithRedis("a worker that does not see the study's folder sends what it finds, and two studies do not mix", async () => {
  const other = temporaryFolder();
  const second = openStudy(other, await planned({ run: "design linear", vary: { batch: [8, 32] }, seeds: 2 }));
  const [first, also] = [coordinate(), coordinate({ folder: other, plan: second, cells: second.cells })];
  while ((await waiting()) < 10) await setTimeout(5);
  rmSync(join(folder, "queue.json")); // as on a machine that has other folders
  const worker = startWorker(async (cell, _, at) => (cell === name(4) ? diverge(at, "not finite") : done()));
  const [notes] = await Promise.all([first, also]);
  expect(await worker.stop()).toEqual({ done: 10, failed: 0 });
  expect(notes).toContain(`${name(4)} diverged: not finite`); // an answer, and no failure
  expect(await statusOf(folder, plan, runs)).toMatchObject({ done: 6, diverged: [{ cell: name(4), reason: "not finite" }] });
  expect(readdirSync(join(folder, "cells")).sort()).toEqual(names());
  expect(readdirSync(join(other, "cells")).sort()).toEqual(second.cells.map((cell) => cell.name).sort());
  expect(begun.length).toBe(10);
  const left = readdirSync(join(folder, "elsewhere"), { recursive: true, encoding: "utf8" }).filter((at) => at.endsWith("done"));
  expect([left, await server.redis.keys("floe:*:parcel:*")]).toEqual([[], []]);
  rmSync(other, { recursive: true });
});

testWithRedis("a study that comes later has its turn with the one that is there", async () => {
  const other = temporaryFolder();
  const second = openStudy(other, await planned({ run: "design linear", vary: { batch: [128, 256] }, seeds: 2 }));
  const first = coordinate();
  while ((await waiting()) < 6) await setTimeout(5);
  const also = coordinate({ folder: other, plan: second, cells: second.cells });
  while ((await waiting()) < 10) await setTimeout(5);
  const worker = startWorker(done, { jobs: 1 });
  await Promise.all([first, also]);
  await worker.stop();
  const own = new Set(names());
  const ofFirst = (count: number) => begun.slice(0, count).filter((cell) => own.has(cell)).length;
  expect([2, 4, 6, 8].map(ofFirst)).toEqual([1, 2, 3, 4]);
  rmSync(other, { recursive: true });
});

testWithRedis("a coordinator that stops takes back what waits; what was running is brought in when it goes on", async () => {
  const control = new AbortController();
  let finish = () => {};
  const held = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const worker = startWorker(async () => {
    control.abort();
    await held;
    return done();
  });
  await expect(coordinate({ signal: control.signal })).rejects.toThrow(InterruptedError);
  expect(await waiting()).toBe(0);
  const before = [...begun];
  finish();
  while ((await server.redis.llen(endedList(JSON.parse(readFileSync(join(folder, "queue.json"), "utf8")).study))) < before.length)
    await setTimeout(5);
  await coordinate();
  await worker.stop();
  expect(begun.toSorted()).toEqual(names());
  expect((await statusOf(folder, plan, runs)).done).toBe(6);
});

testWithRedis("a worker that stops gives its cells back, and another one goes on", async () => {
  const stopped: Fate = async (_cell, signal) => {
    while (!signal.aborted) await setTimeout(1);
    return { code: 130, said: "interrupted" };
  };
  const first = startWorker(stopped);
  const all = coordinate();
  while (begun.length < 2) await setTimeout(5);
  expect(await first.stop()).toEqual({ done: 0, failed: 0 });
  const second = startWorker();
  await all;
  await second.stop();
  expect(new Set(begun)).toEqual(new Set(names()));
  expect(begun.length).toBe(8);
});

testWithRedis("what BullMQ itself gives up is told as the cell's failure", async () => {
  const all = coordinate({ cells: plan.cells.slice(0, 2) });
  while ((await waiting()) < 2) await setTimeout(5);
  const [job = ""] = await server.redis.zrange(place, 0, 0);
  await server.redis.hset(`bull:${queueName(version)}:${job}`, "data", "{}");
  const worker = startWorker();
  await all;
  await worker.stop();
  const { done: finished, failed } = await statusOf(folder, plan, runs);
  expect([finished, failed.length]).toEqual([1, 1]);
  expect(failed[0]?.reason).toContain("a cell of the queue is not of this version of Floe");
});

testWithRedis("another version of Floe gets no cells: each side is told once", async () => {
  await show(server.redis, "worker", { ...ownSign("old"), host: "cellar", version: "0.0.1" });
  const worker = startWorker();
  const notes = await coordinate();
  await worker.stop();
  expect(notes.filter((note) => note.includes("a worker on cellar is of Floe 0.0.1")).length).toBeGreaterThan(0);
  await server.redis.flushall();
  await show(server.redis, "study", { ...ownSign("older", { title: "sweep" }), version: "0.0.1" });
  await expect(startWorker().work).rejects.toThrow("the study sweep on ");
});

testWithRedis("a second coordinator of the same study is refused", async () => {
  const control = new AbortController();
  const first = coordinate({ signal: control.signal });
  while (!existsSync(join(folder, "queue.lock"))) await setTimeout(5);
  await expect(coordinate()).rejects.toThrow("hands out the cells");
  control.abort();
  await expect(first).rejects.toThrow(InterruptedError);
});

testWithRedis("a worker runs no program that a queue names, and no cell of other files", async () => {
  const named = startWorker(done, { programs: () => ["my.ts"] });
  await coordinate({ maxFailures: 100 });
  await named.stop();
  expect(begun).toEqual([]);
  expect((await statusOf(folder, plan, runs)).failed[0]?.reason).toContain("start workers with --trust");
  writeFileSync(join(folder, "data.csv"), "time\n1\n");
  const [cell] = (await planned({ run: "infer linear", vary: { data: [join(folder, "data.csv")] } })).cells as readonly [Cell];
  writeFileSync(join(folder, "data.csv"), "time\n2\n"); // as another machine might have it
  const changed = { ...plan, cells: [cell] };
  const worker = startWorker();
  await coordinate({ plan: changed, cells: changed.cells });
  await worker.stop();
  expect([begun, existsSync(cellFolder(folder, cell))]).toEqual([[], false]);
  expect((await statusOf(folder, changed, runs)).failed[0]?.reason).toContain("as they are where the study was begun");
});
