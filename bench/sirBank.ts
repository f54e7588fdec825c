/**
 * Speed of the SIR bank: what a normal and a step of a path cost, and paths per second on one core and on all.
 * `sirBank()` gives the rows; run by itself this file prints them, with the number of paths as its argument (default 100,000, which
 * at 10,000 steps each is the size that the reference was timed at: torchsde, one core, 67 s).
 */
import { availableParallelism } from "node:os";
import { pathToFileURL } from "node:url";
import { simulateBank } from "../simulators/sir/bank.js";
import { advance, allocatePaths, startPath } from "../simulators/sir/eulerMaruyama.js";
import { fillNormals, openStream } from "../simulators/sir/normals.js";
import { modelOf, type Settings } from "../simulators/sir/presets.js";
import { key } from "../src/numbers/keys.js";

export interface Row {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
}

const given: Settings = {
  preset: "surveillance",
  population: 500,
  infected: 2,
  days: 100,
  dt: 0.01,
  observation: "exact",
  filter: false,
};

/** Least time of many short runs, per item, in ns: others on the machine slow most runs down, but not all. */
function leastTime(items: number, run: () => void): number {
  let least = Infinity;
  for (let round = 0; round < 2000; round++) {
    const start = performance.now();
    run();
    const time = performance.now() - start;
    if (round >= 200 && time < least) least = time; // the first rounds are slow until the code is compiled
  }
  return (1e6 * least) / items;
}

function perNormal(): number {
  const out = new Float64Array(4096);
  const stream = openStream(key(1));
  return leastTime(10 * out.length, () => {
    for (let i = 0; i < 10; i++) fillNormals(stream, out, out.length);
  });
}

function perStep(): number {
  const [count, steps] = [64, 20];
  const paths = allocatePaths(count);
  const normals = new Float64Array(2 * count * steps);
  fillNormals(openStream(key(2)), normals, normals.length);
  return leastTime(10 * count * steps, () => {
    for (let p = 0; p < count; p++) startPath(paths, p, 0.5, 0.1, given, given.dt);
    for (let i = 0; i < 10; i++) advance(paths, count / 2, given.population, steps, normals);
  });
}

/** Seconds that passed, and seconds that processors worked: the second does not depend on what else the machine does, or less so. */
async function secondsFor(paths: number, workers: number): Promise<{ passed: number; worked: number }> {
  const [start, before] = [performance.now(), process.cpuUsage()];
  await simulateBank(modelOf(given), key(3), paths, { workers });
  const { user, system } = process.cpuUsage(before);
  return { passed: (performance.now() - start) / 1000, worked: (user + system) / 1e6 };
}

export async function sirBank(paths = 100_000): Promise<Row[]> {
  const cores = availableParallelism();
  const [one, all] = [await secondsFor(Math.ceil(paths / cores), 1), await secondsFor(paths, cores)];
  return [
    { what: "one normal", value: perNormal(), unit: "ns" },
    { what: "one step of one path, normals given", value: perStep(), unit: "ns" },
    { what: `${paths} paths of 10,000 steps, ${cores} threads`, value: all.passed, unit: "s" },
    { what: "the same, processor time a thread", value: all.worked / cores, unit: "s" },
    { what: `paths per second, ${cores} threads`, value: paths / all.passed, unit: "1/s" },
    { what: "paths per second, 1 thread", value: Math.ceil(paths / cores) / one.passed, unit: "1/s" },
  ];
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const rows = await sirBank(Number(process.argv[2] ?? 100_000));
  for (const { what, value, unit } of rows)
    console.log(`${value.toFixed(value < 100 ? 2 : 0).padStart(10)} ${unit.padEnd(4)} ${what}`);
}
