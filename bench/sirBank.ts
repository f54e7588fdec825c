/**
 * Speed of the banks of paths: processor time a step, and time that passes, of SIR and SEIR. `sirBank()` gives the rows; run by itself this
 * file prints them, with the number of paths as its argument (default 100,000, which at 10,000 steps each is the size that the reference
 * was timed at: torchsde, one core, 67 s).
 */
import { availableParallelism } from "node:os";
import { pathToFileURL } from "node:url";
import { seir } from "../simulators/seir.js";
import { sir } from "../simulators/sir.js";
import type { Bank } from "../src/contracts/simulator.js";
import { startBackend } from "../src/engine/backend.js";
import { createSimulator } from "../src/modelling/defineSimulator.js";
import { key } from "../src/numbers/keys.js";

export interface Row {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
}

const stepsPerPath = 10_000;

/** Seconds that passed, and seconds that processors worked: the second does not depend on what else the machine does, or less so. */
async function secondsFor(bank: Bank, paths: number): Promise<{ passed: number; worked: number }> {
  const [start, before] = [performance.now(), process.cpuUsage()];
  await bank.simulate(key(3), paths);
  const { user, system } = process.cpuUsage(before);
  return { passed: (performance.now() - start) / 1000, worked: (user + system) / 1e6 };
}

export async function sirBank(paths = 100_000): Promise<Row[]> {
  await startBackend("wasm"); // for the draws of the prior
  const rows: Row[] = [];
  for (const [name, family] of Object.entries({ SIR: sir, SEIR: seir })) {
    const { bank } = createSimulator(family, 1, { filter: false });
    const { passed, worked } = await secondsFor(bank as Bank, paths);
    rows.push(
      { what: `${name}: ${paths} paths of ${stepsPerPath} steps, ${availableParallelism()} threads`, value: passed, unit: "s" },
      { what: `${name}: processor time a step`, value: (1e9 * worked) / paths / stepsPerPath, unit: "ns" },
    );
  }
  return rows;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const rows = await sirBank(Number(process.argv[2] ?? 100_000));
  for (const { what, value, unit } of rows)
    console.log(`${value.toFixed(value < 100 ? 2 : 0).padStart(10)} ${unit.padEnd(4)} ${what}`);
}
