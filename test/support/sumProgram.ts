/** A program that adds theta, design and seed up, and that misbehaves as it is told: for tests of simulators in other languages. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openProcesses } from "../../src/loading/program/processes.js";

/** Adds theta, design and seed up. How it misbehaves is its first argument; the files it leaves count its starts. */
const source = `
import { createInterface } from "node:readline";
import { existsSync, writeFileSync } from "node:fs";
const [how, mark] = process.argv.slice(2);
const description = JSON.parse(process.env.DESCRIPTION ?? "null") ?? {
  name: "sum", parameters: [{ name: "a", unit: "m", prior: { kind: "normal", mean: 1, sd: 2 } }],
  design: { names: ["x"], low: 0, high: 10, unit: "s" }, outcome: { names: ["y"], unit: "m" },
};
if (process.argv.at(-1) === "--describe") { console.log(JSON.stringify(description)); process.exit(); }
const first = mark ? !existsSync(mark) : true;
if (mark) writeFileSync(mark, "");
for await (const line of createInterface({ input: process.stdin })) {
  const { id, theta, design, seed } = JSON.parse(line);
  const outcome = design.map((x) => theta[0] * x + (seed % 1000) / 1e6);
  if (theta[0] === 39 && first) {
    if (how === "hang") continue;
    if (how === "crash") { console.error("out of paper"); process.exit(3); }
    if (how === "half") { process.stdout.write('{"id": ' + id + ', "outc', () => process.exit(0)); break; }
    if (how === "garbage") { console.log("starting the solver"); continue; }
    if (how === "nan") { console.log('{"id": ' + id + ', "outcome": [NaN]}'); continue; }
    if (how === "short") { console.log(JSON.stringify({ id, outcome: [] })); continue; }
    if (how === "other") { console.log(JSON.stringify({ id: -1, outcome })); continue; }
    if (how === "words") { console.log(JSON.stringify({ id, outcome: ["high"] })); continue; }
    if (how === "error") { console.log(JSON.stringify({ id, error: "no root found" })); continue; }
  }
  console.log(JSON.stringify({ id, outcome }));
}
`;
export const folder = mkdtempSync(join(tmpdir(), "floe-program-"));
const program = join(folder, "sum.mjs");
writeFileSync(program, source);

export const removeFolder = (): void => rmSync(folder, { recursive: true, force: true });

/** @param mark a file that it leaves at its first start, and only then it misbehaves */
export const command = (how: string, mark = "") => `node "${program}" ${how} ${mark && `"${join(folder, mark)}"`}`.trim();

export const calls = Array.from({ length: 150 }, (_, i) => ({ theta: [i], design: [2], seed: i }));
export const wanted = calls.map(({ theta, seed }) => Math.fround(2 * (theta[0] as number) + seed / 1e6));
export const run = (how: string, mark?: string, timeout = 20) =>
  openProcesses({ command: command(how, mark), processes: 2, timeout, outcomes: 1 })(calls);
