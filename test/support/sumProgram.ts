/** A program that adds theta, design and seed up, and that misbehaves as it is told: for tests of simulators in other languages. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { withoutGaps } from "../../src/basics/withoutGaps.js";
import type { Calls } from "../../src/loading/program/calls.js";
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
  const { id, theta, design, seed, thetas = [theta], designs = [design], seeds = [seed] } = JSON.parse(line);
  const outcomes = thetas.map((a, i) => designs[i].map((x) => a[0] * x + (seeds[i] % 1000) / 1e6));
  const at = thetas.findIndex((a) => a[0] === 39);
  const many = theta === undefined;
  const say = (found) => console.log(JSON.stringify(many ? { id, outcomes: found } : { id, outcome: found[0] }));
  const bytes = (found) => console.log(JSON.stringify({ id, outcomes: Buffer.from(Float32Array.from(found.flat()).buffer).toString("base64") }));
  if (how === "bytes") { bytes(outcomes.slice(0, 3)); if (outcomes.length > 3) bytes(outcomes.slice(3)); continue; }
  if (at >= 0 && first) {
    if (how === "surplusBytes") { bytes([...outcomes, [1]]); continue; }
    if (how === "parts") { if (at > 0) say(outcomes.slice(0, at)); say(outcomes.slice(at)); continue; }
    if (how === "hang") continue;
    if (how === "crash") { console.error("out of paper"); process.exit(3); }
    if (how === "half") { process.stdout.write('{"id": ' + id + ', "outc', () => process.exit(0)); break; }
    if (how === "garbage") { console.log("starting the solver"); continue; }
    if (how === "nan") { outcomes[at] = [NaN]; console.log(JSON.stringify(many ? { id, outcomes } : { id, outcome: [0] }).replace(/\\[(null|0)\\]/, "[NaN]")); continue; }
    if (how === "short") { outcomes[at] = []; say(outcomes); continue; }
    if (how === "surplus") { say([...outcomes, [1]]); continue; }
    if (how === "other") { console.log(JSON.stringify({ id: -1, outcome: [1] })); continue; }
    if (how === "words") { outcomes[at] = ["high"]; say(outcomes); continue; }
    if (how === "error") { if (at > 0) say(outcomes.slice(0, at)); console.log(JSON.stringify({ id, error: "no root found" })); continue; }
  }
  say(outcomes);
}
`;
export const folder = mkdtempSync(join(tmpdir(), "floe-program-"));
const program = join(folder, "sum.mjs");
writeFileSync(program, source);

export const removeFolder = (): void => rmSync(folder, { recursive: true, force: true });

/** @param mark a file that it leaves at its first start, and only then it misbehaves */
export const command = (how: string, mark = "") => `node "${program}" ${how} ${mark && `"${join(folder, mark)}"`}`.trim();

const rows = Array.from({ length: 150 }, (_, i) => i);

/** The first so many. */
export const calls = (count = rows.length): Calls => ({
  count,
  theta: Float32Array.from(rows.slice(0, count)),
  design: new Float32Array(count).fill(2),
  seed: Int32Array.from(rows.slice(0, count)),
});
export const wanted = rows.map((i) => Math.fround(2 * i + i / 1e6));
/** By lines of one simulation and by lines of many. */
export const manners = [undefined, true, 7];
export const run = (
  how: string,
  { mark, timeout = 20, many }: { mark?: string; timeout?: number; many?: boolean | number | undefined } = {},
) =>
  openProcesses({ command: command(how, mark), processes: 2, timeout, outcomes: 1, ...withoutGaps({ many }) })(calls()).then(
    (found) => Array.from(found),
  );
