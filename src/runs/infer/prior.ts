/** The prior as posteriors draw from it. */
import * as tf from "@tensorflow/tfjs-core";
import type { Prior, Simulator } from "../../contracts/simulator.js";
import { uniforms } from "../../numbers/distributions.js";
import type { Rows } from "./again.js";

/** Where a draw of the prior costs a simulation, those that were simulated are drawn again. @param simulated thetas of the prior in effect */
export function priorOf({ prior, bank }: Simulator, simulated: Rows): Prior {
  if (!bank) return prior;
  const { columns: p, values } = simulated;
  const known = values.length / p;
  return {
    ...prior,
    sample(key, n) {
      const rows = new Float32Array(n * p);
      const places = uniforms(key, n);
      for (let i = 0; i < n; i++) {
        const from = p * Math.min(known - 1, Math.floor(known * (places[i] as number)));
        rows.set(values.subarray(from, from + p), i * p);
      }
      return tf.tensor2d(rows, [n, p]);
    },
  };
}
