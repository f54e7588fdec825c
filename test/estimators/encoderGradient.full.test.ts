/** The gradient of a bound by what the data are made with, at the best critic: y_k = ρ_k x_k + √(1-ρ_k²) e_k, of which ∂I/∂ρ_k = ρ_k/(1-ρ_k²). */
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import type { FromScores } from "../../src/contracts/bounds.js";
import { bestTerms } from "../../src/estimators/best.js";
import { estimators } from "../../src/estimators/index.js";
import { normals } from "../../src/numbers/distributions.js";
import { fold, key } from "../../src/numbers/keys.js";
import { withCritics } from "./sorts.js";
import { averageOf } from "./table.js";

const rhos = [0.6, -0.3];
const exact = rhos.map((rho) => rho / (1 - rho ** 2));

/** log p(y_j given x_i) and log p(y_j) of densities that stay, while y moves with ρ. */
function known(x: tf.Tensor2D, y: tf.Tensor2D) {
  const each = rhos.map((rho, k) => {
    const [xs, ys] = [tf.reshape(tf.slice(x, [0, k], [-1, 1]), [-1, 1]), tf.reshape(tf.slice(y, [0, k], [-1, 1]), [1, -1])];
    return tf.sub(tf.mul(-0.5 / (1 - rho ** 2), tf.square(tf.sub(ys, tf.mul(rho, xs)))), 0.5 * Math.log(1 - rho ** 2));
  });
  const marginal = tf.mul(-0.5, tf.sum(tf.square(y), 1)) as tf.Tensor1D;
  return { logLikelihood: tf.addN(each) as tf.Tensor2D, logMarginal: marginal };
}

function gradients(estimator: FromScores, n: number, batches: number) {
  const found = Array.from({ length: batches }, (_, b) =>
    tf.tidy(() => {
      const [x, e] = [0, 1].map((part) => tf.tensor2d(normals(fold(fold(key(3), b), part), 2 * n), [n, 2])) as [tf.Tensor2D, tf.Tensor2D]; // biome-ignore format: one thing
      const value = (rho: tf.Tensor) => {
        const y = tf.add(tf.mul(rho, x), tf.mul(tf.sqrt(tf.sub(1, tf.square(rho))), e)) as tf.Tensor2D;
        return tf.mean(estimator.contributions(bestTerms(estimator, known(x, y))));
      };
      return Array.from(tf.grad(value)(tf.tensor1d(rhos)).dataSync());
    }),
  );
  return rhos.map((_, k) => averageOf(found.map((one) => one[k] as number)));
}

describe.each(withCritics.filter(([, { side, batchFree, memory }]) => side === "lower" && batchFree && !memory))(
  "%s",
  (_name, estimator) => {
    test("has the information's own gradient on average, in batches of any size", () => {
      for (const [n, batches] of [[3, 300], [32, 40]] as const) // biome-ignore format: pairs
        for (const [k, { mean, se }] of gradients(estimator, n, batches).entries()) {
          expect(Math.abs(mean - (exact[k] as number))).toBeLessThan(4 * se);
          expect(se).toBeLessThan(0.2);
        }
    });
  },
);

test("a contrastive bound's is too small in small batches, and right in large ones", () => {
  const [[small], [large]] = [gradients(estimators.infoNce, 3, 300), gradients(estimators.infoNce, 128, 20)] as [{ mean: number; se: number }[], { mean: number; se: number }[]]; // biome-ignore format: one thing
  expect(small?.mean).toBeLessThan((exact[0] as number) - 4 * (small?.se as number));
  expect(Math.abs((large?.mean as number) - (exact[0] as number))).toBeLessThan(4 * (large?.se as number) + 0.02);
});
