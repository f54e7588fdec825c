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
  /** Of the processor: others on the machine change it less than what passes on the clock. */
  readonly seconds: number;
}

export async function sirTable(paths: number, python: Python): Promise<Table> {
  const figure = (value: number) => value.toFixed(value < 100 ? 2 : 0);
  const own = await sirBank(paths);
  const perStep = own.find(({ what }) => what.includes("processor time a step"))?.value;
  if (perStep === undefined) throw new Error("bench/sirBank.ts no longer reports processor time");
  const rows = own.map(({ what, value, unit }) => [`Floe: ${what}`, figure(value), unit, value === perStep ? "1.0" : ""]);
  for (const { name, paths: count, steps, seconds } of references(python)) {
    const ns = (1e9 * seconds) / (count * steps);
    rows.push([`${name}: a step of a path, processor time`, figure(ns), "ns", (ns / perStep).toFixed(1)]);
  }
  return {
    title: `SIR: ${paths} paths of ${stepsOfPath} steps`,
    columns: ["", "value", "unit", "times Floe's"],
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
    const { stdout, stderr, status } = spawnSync(path, [script("pytorch/sir_reference.py"), name], { encoding: "utf8" });
    if (status !== 0) throw new Error(`pytorch/sir_reference.py ${name}: ${stderr.trim().split("\n").at(-1)}`);
    return JSON.parse(stdout) as Reference;
  });
}
