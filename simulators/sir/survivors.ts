/** The filter's consequences: the prior in effect is that of the paths that pass. */
import { check } from "../../src/basics/errors.js";
import type { Key } from "../../src/contracts/values.js";
import { blockSize, type Model, simulateBlock } from "./block.js";

/** A filter that keeps less than this is a mistake in the settings. */
const fewest = 0.001;

/** @throws InputError when the filter drops nearly all of many paths, so that no bank would ever be full */
export function checkSurvivors({ leastMean }: Model, kept: number, simulated: number): void {
  check(
    simulated < 10_000 || kept >= fewest * simulated,
    `sir: of ${simulated} epidemics only ${kept} had a mean of at least ${leastMean} infected; set filter=false to keep all`,
  );
}

/** (β, γ) of the first n survivors of the key's sequence, simulated here and now: [n, 2]. About 0.2 ms each. */
export function survivingRates(model: Model, key: Key, n: number): Float32Array {
  const rates = new Float32Array(2 * n);
  let filled = 0;
  for (let block = 0; filled < n; block++) {
    const { theta } = simulateBlock(model, key, block);
    const wanted = Math.min(theta.length / 2, n - filled);
    rates.set(theta.subarray(0, 2 * wanted), 2 * filled);
    filled += wanted;
    checkSurvivors(model, filled, (block + 1) * blockSize);
  }
  return rates;
}
