/** Cells a second through the queue, where a cell only sleeps a millisecond: what Redis, BullMQ, claims and processes cost. Needs redis-server. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
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
const worker = join(packageRoot, "test", "studies", "queue", "worker.mjs");

/** @param cells in all @param workers processes, a cell at once each */
export async function queueTable(cells: number, workers = 2): Promise<Table> {
  const title = `Queue: ${cells} cells that sleep 1 ms, ${workers} workers of one slot`;
  const columns = ["cells done", "a second since the start", "coordinator, MB", ...Array(workers).fill("worker, MB")];
  if (spawnSync("redis-server", ["--version"]).status !== 0) return { title, columns, rows: [["no redis-server here"]] };
  const place = mkdtempSync(join(tmpdir(), "floe-bench-"));
  const settings = ["--port", String(port), "--dir", place, "--save", "", "--appendonly", "yes"];
  const redis = spawn("redis-server", settings, { stdio: "ignore" });
  await setTimeout(1000);
  const url = `redis://127.0.0.1:${port}`;
  const env = { ...process.env, FLOE_TEST_SLEEP: "1" };
  const all = Array.from({ length: workers }, () =>
    spawn(process.execPath, [worker, url, "1", "30000"], { env, stdio: "ignore" }),
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
    for await (const { fraction } of steps) {
      const done = Math.round(fraction * cells);
      if (done > 0) began ??= performance.now();
      if (done < next || began === undefined) continue;
      next += cells / 5;
      const seconds = (performance.now() - began) / 1000;
      rows.push([String(done), (done / seconds).toFixed(0), megabytes(process.pid), ...all.map(({ pid }) => megabytes(pid))]);
    }
  } finally {
    for (const one of [...all, redis]) end(one);
    rmSync(place, { recursive: true, force: true });
  }
  return { title, columns, rows };
}

const end = (child: ChildProcess): boolean => child.kill("SIGKILL");

/** Resident, as Linux tells it. */
function megabytes(pid: number | undefined): string {
  const status = existsSync(`/proc/${pid}/status`) ? readFileSync(`/proc/${pid}/status`, "utf8") : "";
  return (Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? Number.NaN) / 1024).toFixed(0);
}
