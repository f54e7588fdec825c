/** Cells a second through the queue, where a cell only sleeps a millisecond: what Redis, BullMQ, claims and processes cost. Needs redis-server. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { packageRoot } from "../src/basics/version.js";
import { commands } from "../src/cli/commands.js";
import { runsOf } from "../src/cli/study/runs.js";
import { checkStudy } from "../src/studies/check.js";
import { engines } from "../src/studies/engines/index.js";
import { openStudy } from "../src/studies/folder.js";
import { planOf } from "../src/studies/plan.js";
import type { Table } from "./tables.js";

const port = 7490;
/** Of /proc/PID/stat, on every Linux. */
const ticksASecond = 100;
const worker = join(packageRoot, "test", "studies", "queue", "worker.mjs");

/** @param cells in all @param workers processes, each with so many slots */
export async function queueTable(cells: number, workers = 2, slots = 2): Promise<Table> {
  const title = `Queue: ${cells} cells that sleep 1 ms, ${workers} workers of ${slots} slots`;
  const columns = [
    "cells done",
    "a second since the start",
    "CPU ms a cell, all processes",
    "coordinator, MB",
    ...Array(workers).fill("worker, MB"),
  ];
  if (spawnSync("redis-server", ["--version"]).status !== 0) return { title, columns, rows: [["no redis-server here"]] };
  const place = mkdtempSync(join(tmpdir(), "floe-bench-"));
  const settings = ["--port", String(port), "--dir", place, "--save", "", "--appendonly", "yes"];
  const redis = spawn("redis-server", settings, { stdio: "ignore" });
  await setTimeout(1000);
  const url = `redis://127.0.0.1:${port}`;
  const env = { ...process.env, FLOE_TEST_SLEEP: "1" };
  const all = Array.from({ length: workers }, () =>
    spawn(process.execPath, [worker, url, String(slots), "30000"], { env, stdio: "ignore" }),
  );
  const rows: string[][] = [];
  try {
    const folder = join(place, "study");
    const real = runsOf(commands);
    const study = checkStudy({ run: "design linear", seeds: cells }, "bench", "bench");
    const plan = openStudy(folder, await planOf(study, real, "bench"));
    const finished = async (run: string) =>
      existsSync(join(run, "done")) ? { result: {}, numbers: {}, versions: "" } : undefined;
    const steps = engines.queue.carryOut({
      ...{
        folder,
        plan,
        cells: plan.cells,
        runs: { ...real, finished },
        jobs: workers,
        maxFailures: 1,
        trust: false,
        queue: url,
      },
      ...{ program: "floe", signal: new AbortController().signal },
      startProcess() {
        throw new Error("the workers have processes of their own");
      },
    });
    let began: number | undefined;
    let next = cells / 5;
    let [doneBefore, cpuBefore] = [0, 0];
    for await (const { fraction } of steps) {
      const done = Math.round(fraction * cells);
      if (done > 0 && began === undefined) {
        began = performance.now();
        doneBefore = done;
        cpuBefore = cpuSeconds([redis, ...all]);
      }
      if (done < next || began === undefined) continue;
      next += cells / 5;
      const seconds = (performance.now() - began) / 1000;
      const cpu = (cpuSeconds([redis, ...all]) - cpuBefore) / (done - doneBefore);
      rows.push([
        String(done),
        (done / seconds).toFixed(0),
        (1000 * cpu).toFixed(1),
        megabytes(process.pid),
        ...all.map(({ pid }) => megabytes(pid)),
      ]);
    }
  } finally {
    for (const one of [...all, redis]) end(one);
    rmSync(place, { recursive: true, force: true });
  }
  return { title, columns, rows };
}

const end = (child: ChildProcess): boolean => child.kill("SIGKILL");

/** Of this process, of these, and of theirs: on a machine that has other work it says what a quiet one could do. */
function cpuSeconds(processes: readonly ChildProcess[]): number {
  const stats = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      const file = `/proc/${pid}/stat`;
      const text = existsSync(file) ? readFileSync(file, "utf8") : "";
      const [, parent, ...rest] = text
        .slice(text.lastIndexOf(")") + 2)
        .split(" ")
        .map(Number);
      return [{ pid: Number(pid), parent, ticks: rest.slice(9, 13).reduce((sum, one) => sum + one, 0) }];
    });
  const pids = processes.map(({ pid }) => pid);
  const { user, system } = process.cpuUsage();
  const of = stats.filter(({ pid, parent }) => pids.includes(pid) || (parent !== undefined && pids.includes(parent)));
  return (user + system) / 1e6 + of.reduce((sum, { ticks }) => sum + ticks, 0) / ticksASecond;
}

/** Resident, as Linux tells it. */
function megabytes(pid: number | undefined): string {
  const status = existsSync(`/proc/${pid}/status`) ? readFileSync(`/proc/${pid}/status`, "utf8") : "";
  return (Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? Number.NaN) / 1024).toFixed(0);
}
