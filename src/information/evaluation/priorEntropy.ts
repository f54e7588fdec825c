/** What is unknown before the experiment, where the prior has no density: from draws. */
import * as tf from "@tensorflow/tfjs-core";
import type { Simulator } from "../../contracts/simulator.js";
import type { Key } from "../../contracts/values.js";
import { tidied } from "../../engine/tensors.js";
import { nearestNeighbourEntropy } from "../../estimators/classical/entropy.js";
import { aimOf } from "../../experiment/aim.js";
import { scaled, scalingOf } from "../../experiment/features.js";
import { fold } from "../../numbers/keys.js";
import { unbounded } from "../../numbers/support.js";

/** With two parameters the bias is then a tenth of the error. */
const draws = 50_000;

/**
 * H(theta), or of its goal, nats in its own units, of the prior in effect: by nearest neighbours on the scale without ends, of draws of its own. For
 * theta without a density, or with values that come again, there is none.
 */
export async function priorEntropy(
  simulator: Simulator,
  key: Key,
  signal?: AbortSignal,
): Promise<{ readonly value: number; readonly se: number; readonly draws: number } | undefined> {
  const { prior, bank } = simulator;
  const theta = bank
    ? bank.slice(await bank.simulate(key, draws, signal), 0, draws)
    : { theta: prior.sample(fold(key, 0), draws), noise: {} };
  const { rows, shift } = tidied(() => {
    const aim = aimOf(simulator);
    const { free, logVolume } = unbounded(aim);
    const z = free(aim.of(theta.theta));
    const scaling = scalingOf(z);
    const stretched = scaling.sd.reduce((sum, sd) => sum + Math.log(sd), 0);
    return { rows: scaled(z, scaling).dataSync(), shift: stretched - (tf.mean(logVolume(z)).dataSync()[0] as number) };
  });
  tf.dispose([theta.theta, theta.noise]);
  try {
    const { value, se } = nearestNeighbourEntropy(rows, aimOf(simulator).names.length);
    return { value: value + shift, se, draws };
  } catch {
    return undefined;
  }
}
