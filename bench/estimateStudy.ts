/**
 * `estimateStudy.js FILE.jsonl [--rows 10000] [--repeats 1] [--only WORD] [--group choosing]`: `auto` on every known-answer task, one line each.
 * What stands in the file is not done again.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { makeFolder, openToAppend, writeAll, writeAtomically } from "../src/basics/files.js";
import { startBackend } from "../src/engine/backend.js";
import { fold, keyFor, key as rootKey } from "../src/numbers/keys.js";
import { estimate } from "../src/runs/estimate/index.js";
import { knownTasks, wordsOf } from "./estimateTasks/index.js";

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    rows: { type: "string", default: "10000" },
    repeats: { type: "string", default: "1" },
    only: { type: "string", default: "" },
    group: { type: "string", default: "" },
    shuffles: { type: "string", default: "999" },
  },
});
const out = positionals[0] as string;
makeFolder(dirname(out));
const done = new Set(
  existsSync(out)
    ? readFileSync(out, "utf8")
        .split("\n")
        .filter(Boolean)
        .map((line) => JSON.parse(line) as { task: string; rows: number; repeat: number })
        .map(({ task, rows, repeat }) => `${task} ${rows} ${repeat}`)
    : [],
);
const folder = mkdtempSync(join(tmpdir(), "floe-known-"));
await startBackend("auto");
const lines = openToAppend(out);
const rows = Number(values.rows);
const wanted = knownTasks.filter(({ name, group }) => name.includes(values.only) && group.includes(values.group));
for (let repeat = 0; repeat < Number(values.repeats); repeat++)
  for (const task of wanted) {
    if (done.has(`${task.name} ${rows} ${repeat}`)) continue;
    const file = join(folder, "rows.csv");
    writeAtomically(file, wordsOf(task.draw(fold(keyFor(rootKey(0), task.name), repeat), rows)));
    const [begun, used] = [performance.now(), process.cpuUsage()];
    const found = await estimate({ file, seed: repeat, shuffles: Number(values.shuffles) });
    const seconds = (performance.now() - begun) / 1000;
    const cpu = process.cpuUsage(used);
    const cpuSeconds = (cpu.user + cpu.system) / 1e6;
    const { estimator, value, se, interval, side, reliable, warnings, independence, others } = found;
    const error = value - task.truth;
    const line = { task: task.name, group: task.group, sides: task.sides, rows, repeat, truth: task.truth, estimator, value, se };
    writeAll(
      lines,
      `${JSON.stringify({ ...line, interval, side, error, reliable, p: independence?.p, seconds, cpuSeconds, warnings, others })}\n`,
    );
    const covered = interval[0] <= task.truth && task.truth <= interval[1];
    process.stdout.write(
      `${[
        task.name.padEnd(28),
        `${value.toFixed(3)} ± ${se.toFixed(3)} [${interval.map((v) => v.toFixed(3)).join(", ")}]`,
        `truth ${task.truth.toFixed(3)} error ${error.toFixed(3)}`,
        covered ? "covered" : "NOT",
        reliable ? "reliable" : "unreliable",
        estimator,
        `p ${independence?.p.toFixed(3)}`,
        `${seconds.toFixed(1)} s, ${cpuSeconds.toFixed(1)} of CPU`,
        ...others.map((o) => `${o.estimator} ${o.value.toFixed(3)}±${o.se.toFixed(3)} (${o.seconds.toFixed(1)} s)`),
      ].join("  ")}\n`,
    );
  }
rmSync(folder, { recursive: true });
