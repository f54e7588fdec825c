/** The pharmacokinetic model once more, in double precision and plain loops: the other road to its numbers. */
import * as tf from "@tensorflow/tfjs-core";
import { pharmacokinetic } from "../../simulators/pharmacokinetic.js";
import type { Draw } from "../../src/contracts/simulator.js";
import type { Key } from "../../src/contracts/values.js";
import { tidied } from "../../src/engine/tensors.js";
import { createSimulator } from "../../src/modelling/defineSimulator.js";
import { split } from "../../src/numbers/keys.js";

/** (dose/V) ka/(ka - ke) (exp(-ke t) - exp(-ka t)), by its limit's series where the rates are equal to rounding. */
export function concentrationAt(theta: ArrayLike<number>, t: number, dose: number): number {
  const [ka, ke, volume] = [theta[0], theta[1], theta[2]] as [number, number, number];
  const difference = ka - ke;
  const x = difference * t;
  const rise = Math.abs(x) < 1e-4 ? t * (1 - x / 2 + (x * x) / 6) : (1 - Math.exp(-x)) / difference;
  return (dose / volume) * ka * Math.exp(-ke * t) * rise;
}

/** The contrastive bounds of a design under the default settings: outcomes from the simulator, densities from here. */
export function nestedBounds(
  design: readonly number[],
  { samples, contrasts, key }: { samples: number; contrasts: number; key: Key },
): { lower: number; upper: number; se: number } {
  const q = design.length;
  const simulator = createSimulator(pharmacokinetic, q);
  const k = split(key, "outer", "contrasts");
  const { theta, y, fresh } = tidied(() => {
    const draw = simulator.draw?.(k.outer, samples) as Draw;
    return {
      theta: draw.theta.dataSync(),
      y: Float64Array.from(simulator.simulate(draw.theta, tf.tensor2d([[...design]]), draw.noise).dataSync()),
      fresh: simulator.prior.sample(k.contrasts, contrasts).dataSync(),
    };
  });
  const mean = new Float64Array(q);
  const weight = new Float64Array(q);
  const prepare = (row: ArrayLike<number>): number => {
    let constant = 0;
    for (let j = 0; j < q; j++) {
      const z = concentrationAt(row, design[j] as number, 400);
      const variance = 0.01 * z * z + 0.1;
      mean[j] = z;
      weight[j] = 0.5 / variance;
      constant -= 0.5 * Math.log(2 * Math.PI * variance);
    }
    return constant;
  };
  const score = (i: number, constant: number): number => {
    let sum = constant;
    for (let j = 0; j < q; j++) sum -= (weight[j] as number) * ((y[i * q + j] as number) - (mean[j] as number)) ** 2;
    return sum;
  };
  const own = Float64Array.from({ length: samples }, (_, i) => score(i, prepare(theta.subarray(3 * i, 3 * i + 3))));
  const sums = new Float64Array(samples); // of densities relative to the outcome's own: well scaled, no overflow in practice
  for (let l = 0; l < contrasts; l++) {
    const constant = prepare(fresh.subarray(3 * l, 3 * l + 3));
    for (let i = 0; i < samples; i++) sums[i] = (sums[i] as number) + Math.exp(score(i, constant) - (own[i] as number));
  }
  const lowers = sums.map((sum) => -Math.log((sum + 1) / (contrasts + 1)));
  const lower = lowers.reduce((a, b) => a + b, 0) / samples;
  const upper = sums.reduce((a, sum) => a - Math.log(sum / contrasts), 0) / samples;
  const variance = lowers.reduce((a, x) => a + (x - lower) ** 2, 0) / (samples - 1);
  return { lower, upper, se: Math.sqrt(variance / samples) };
}
