/** `floe simulate SIMULATOR --design 1,2,3 -n 1000` */
import { existsSync } from "node:fs";
import * as tf from "@tensorflow/tfjs-core";
import { csvCell } from "../../basics/csv.js";
import { shortestOf } from "../../basics/decimal.js";
import { check } from "../../basics/errors.js";
import { openNamed, type Replacement } from "../../basics/files.js";
import type { Draw, Simulator } from "../../contracts/simulator.js";
import type { Key } from "../../contracts/values.js";
import { startBackend } from "../../engine/backend.js";
import { rowsOf } from "../../engine/tensors.js";
import { fold, key, split } from "../../numbers/keys.js";
import { checkDesignOptions } from "../../options/check.js";
import { designInput } from "../../options/input.js";
import type { Call } from "../command.js";
import { print, type Stream } from "../io.js";
import { readOptions } from "../readOptions.js";
import { simulatorFor } from "../running/prepare.js";

/** Rows are simulated and written in portions, so that a million of them need no more memory than these. */
const portion = 10_000;

export async function run(call: Call): Promise<void> {
  const name = call.args[0] as string;
  const given = await readOptions(call);
  const { design, count = 1000, out, force } = given;
  check(design !== undefined, `say which design of ${name} is to be simulated: --design 1,2,3`);
  const { seed, backend } = checkDesignOptions(designInput(name, given.options));
  await startBackend(backend);
  const { simulator, design: whole = design } = await simulatorFor(name, design, given);
  const { simulate } = split(key(seed), "simulate");
  const writeTo = (to: Parameters<typeof write>[0]) => write(to, simulator, whole, count, simulate);
  if (out === undefined) return writeTo(call.io.stdout);
  check(force || !existsSync(out), `${out} exists already: choose another --out, or --force to replace it`);
  const file = openNamed(out);
  try {
    await writeTo(intoFile(file));
    file.commit();
  } catch (error) {
    file.discard();
    throw error;
  }
}

const intoFile = ({ write: put }: Replacement): Pick<Stream, "write"> => ({
  write(text: string | Uint8Array) {
    put(text);
    return true;
  },
});

async function write(
  stream: Pick<Stream, "write">,
  simulator: Simulator,
  design: readonly number[],
  count: number,
  k: Key,
): Promise<void> {
  await print(stream, `${[...simulator.prior.names, ...simulator.outcome.names].map(csvCell).join(",")}\n`);
  const draw = await drawer(simulator, count, k);
  for (let from = 0; from < count; from += portion) {
    const rows = simulated(simulator, design, () => draw(from, Math.min(portion, count - from)));
    await print(stream, `${rows.map((row) => row.map(shortestOf).join(",")).join("\n")}\n`);
  }
}

function simulated(simulator: Simulator, design: readonly number[], draw: () => Draw): number[][] {
  return tf.tidy(() => {
    const { theta, noise } = draw();
    const rows = rowsOf(tf.concat([theta, simulator.simulate(theta, tf.tensor2d([design as number[]]), noise)], 1));
    const bad = rows.flat().find((x) => !Number.isFinite(x));
    check(
      bad === undefined,
      `${simulator.name} gave ${bad} at this design: its numbers overflow float32 (3.4e38), or it is not defined there. Its settings: ` +
        Object.entries(simulator.settings)
          .map(([name, value]) => `${name}=${value}`)
          .join(", "),
    );
    return rows;
  });
}

/** Rows [from, from + n), drawn directly or read from a bank of `count` paths. */
async function drawer(simulator: Simulator, count: number, k: Key): Promise<(from: number, n: number) => Draw> {
  const { draw, bank } = simulator;
  if (draw) return (from, n) => draw(fold(k, from), n);
  const content: unknown = await bank?.simulate(k, count);
  return (from, n) => bank?.slice(content, from, n) as Draw;
}
