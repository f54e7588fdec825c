/** Workers that are killed again and again, a Redis that is restarted in between and loses a cell: every cell is there once. */
import { type ChildProcess, spawn } from "node:child_process";
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { version } from "../../../src/basics/version.js";
import { engines } from "../../../src/studies/engines/index.js";
import { openStudy } from "../../../src/studies/folder.js";
import { queueName } from "../../../src/studies/queue/names.js";
import { statusOf } from "../../../src/studies/status.js";
import { build, temporaryFolder } from "../../cli/support.js";
import { done, processOf, runs } from "../fates.js";
import { planned } from "../sweeps.js";
import { redisServer, type Server, startRedis } from "./redis.js";

const millisecondsOfCell = 300;
const millisecondsOfLock = 1_500;

let server: Server;
let folder: string;
const workers = new Set<ChildProcess>();
beforeAll(async () => {
  build();
  folder = temporaryFolder();
  if (redisServer) server = await startRedis();
});
afterAll(async () => {
  for (const worker of workers) worker.kill("SIGKILL");
  await server?.close();
  rmSync(folder, { recursive: true, force: true });
});

const said: string[] = [];
function startWorker(): ChildProcess {
  const words = [fileURLToPath(new URL("./worker.mjs", import.meta.url)), server.url, "2", String(millisecondsOfLock)];
  const env = { ...process.env, FLOE_TEST_SLEEP: String(millisecondsOfCell) };
  const child = spawn(process.execPath, words, { env, cwd: folder, stdio: ["ignore", "ignore", "pipe"] });
  child.stderr.on("data", (chunk) => said.push(String(chunk)));
  workers.add(child);
  child.on("exit", () => workers.delete(child));
  return child;
}

test.skipIf(!redisServer)("forty cells, two workers, a kill every two seconds, Redis away for a second", async () => {
  const study = join(folder, "study");
  const plan = openStudy(study, await planned({ run: "design linear", seeds: 40 }));
  const control = new AbortController();
  let over = false;
  const notes: string[] = [];
  const all = (async () => {
    const usual = { folder: study, plan, cells: plan.cells, runs, jobs: 2, maxFailures: 1, trust: false, program: "floe" };
    const given = { ...usual, signal: control.signal, startProcess: processOf(done, () => {}), queue: server.url };
    for await (const { note } of engines.queue.carryOut(given)) if (note !== undefined) notes.push(note);
  })().finally(() => {
    over = true;
  });
  const wait = `bull:${queueName(version)}:prioritized`;
  while ((await server.redis.zcard(wait)) < 40) await setTimeout(20);
  const [lost] = (await server.redis.zpopmin(wait)) as [string]; // as if Redis had not written its last second
  await server.redis.del(`bull:${queueName(version)}:${lost}`);
  const two = [startWorker(), startWorker()];
  for (let kills = 0; !over; kills++) {
    await Promise.race([all, setTimeout(2_000)]);
    if (kills < 4) {
      two[kills % 2]?.kill("SIGKILL");
      two[kills % 2] = startWorker();
    }
    if (kills === 2) await server.restart(1_000);
  }
  await all;
  const { done: finished, failed, running } = await statusOf(study, plan, runs);
  expect([finished, failed, running]).toEqual([40, [], []]);
  const begun = readFileSync(join(study, "begun.txt"), "utf8").trim().split("\n");
  expect(new Set(begun)).toEqual(new Set(readdirSync(join(study, "cells"))));
  expect(begun.length).toBeLessThanOrEqual(40 + 4 * 2); // what a worker had when it was killed, and nothing else, is begun again
  expect(notes.some((note) => note.includes("lost the connection"))).toBe(true);
});
