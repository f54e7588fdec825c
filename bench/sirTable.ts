/** The bank of epidemic paths against the same equations in PyTorch, by torchsde where it is installed. */
import { spawnSync } from "node:child_process";
import { type Python, script } from "./python.js";
import { sirBank } from "./sirBank.js";
import type { Table } from "./tables.js";

const stepsOfPath = 10_000;

interface Reference {
  readonly name: string;
  readonly paths: number;
  readonly steps: number;
  readonly seconds: number;
}

export async function sirTable(paths: number, python: Python): Promise<Table> {
  const figure = (value: number) => value.toFixed(value < 100 ? 2 : 0);
  const own = await sirBank(paths);
  const perSecond = own.find(({ what }) => what === "paths per second, 1 thread")?.value;
  const rows = own.map(({ what, value, unit }) => [`Floe: ${what}`, figure(value), unit, ""]);
  if (perSecond) rows.push(["Floe: a step of a path, 1 thread", figure(1e9 / perSecond / stepsOfPath), "ns", ""]);
  for (const { name, paths: count, steps, seconds } of references(python)) {
    const ns = (1e9 * seconds) / (count * steps);
    const times = perSecond ? ((ns * stepsOfPath * perSecond) / 1e9).toFixed(1) : "";
    rows.push([`${name}: a step of a path, 1 thread`, figure(ns), "ns", times]);
  }
  return {
    title: `SIR: ${paths} paths of ${stepsOfPath} steps`,
    columns: ["", "value", "unit", "times Floe's on 1 thread"],
    rows,
    note: "The references advance 100,000 paths at once for a part of the 10,000 steps; time is proportional to steps.",
  };
}

function references({ path, torchsde, missing }: Python): Reference[] {
  if (!path) {
    process.stderr.write(`bench: no reference for the SIR bank: ${missing}\n`);
    return [];
  }
  const variants = torchsde ? ["torch", "torchsde"] : ["torch"];
  return variants.map((name) => {
    const { stdout, stderr, status } = spawnSync(path, [script("sir_reference.py"), name], { encoding: "utf8" });
    if (status !== 0) throw new Error(`sir_reference.py ${name}: ${stderr.trim().split("\n").at(-1)}`);
    return JSON.parse(stdout) as Reference;
  });
}
