/** One contract for likelihoods, and their derivative before it is followed. */
import * as tf from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import type { LogLikelihood } from "../../../src/contracts/bounds.js";
import { column } from "../../../src/engine/tensors.js";
import { checkSimulator } from "../../../src/loading/rehearse.js";
import { likelihoodOf } from "../../../src/modelling/likelihoods.js";
import { key } from "../../../src/numbers/keys.js";
import { answers, gaussian, limited, slope, uniformErrors } from "./models.js";

type M = tf.Tensor2D;

test.each([3, 4, 5])(
  "4 outcomes at designs of their own under %i thetas are scored each at its own, however the likelihood is written",
  (n) => {
    const ys = [
      [1, 2],
      [0, 1],
      [3, -1],
      [0.5, 0.2],
    ];
    const ds = [
      [1, 2],
      [0.5, 1],
      [2, 0.3],
      [1.5, 1.1],
    ];
    const thetas = [0.3, -1, 0.8, 2, -0.4].slice(0, n);
    const sd = 0.7;
    const plain = slope({ logLikelihood: gaussian((theta, d) => tf.mul(column(theta, 0), d), sd) });
    const found = tf.tidy(() =>
      (likelihoodOf(plain) as LogLikelihood)(tf.tensor2d(thetas, [n, 1]), tf.tensor2d(ds), tf.tensor2d(ys)).arraySync(),
    );
    for (const [i, theta] of thetas.entries())
      for (const [j, y] of ys.entries()) {
        const terms = y.map(
          (v, k) => -0.5 * ((v - theta * (ds[j]?.[k] as number)) / sd) ** 2 - Math.log(sd * Math.sqrt(2 * Math.PI)),
        );
        expect(found[i]?.[j]).toBeCloseTo((terms[0] as number) + (terms[1] as number), 3);
      }
  },
);

test("a shape that broadcasts is no score", () => {
  const wrong = slope({ logLikelihood: (theta) => column(theta, 0) });
  const score = likelihoodOf(wrong) as LogLikelihood;
  expect(() => score(tf.zeros([3, 1]), tf.zeros([1, 2]), tf.zeros([4, 2]))).toThrow(/must have shape \[3, 4\].*got \[3, 1\]/);
});

test("comparisons, lumps and answers that are certain have a derivative that a training can follow", async () => {
  await checkSimulator(limited(1), key(1), "likelihood");
  await checkSimulator(answers(), key(1), "likelihood");
});

test("a density of comparisons only is refused where its derivative would be followed, and nowhere else", async () => {
  await expect(checkSimulator(uniformErrors(), key(1), "likelihood")).rejects.toThrow(
    /derivative of logLikelihood by the design is 0/,
  );
  await checkSimulator(uniformErrors(), key(1), "critic");
});

test("a derivative that is not finite is named, with its share of the prior and the place", async () => {
  // |x| as a root of a square: its slope at 0 is 0/0, asked for or not
  const kink = (theta: M, d: M): M => tf.mul(column(theta, 0), tf.add(d, tf.mul(1e-20, tf.sqrt(tf.mul(0, d)))));
  const simulator = slope({ logLikelihood: gaussian(kink, 0.1) });
  await expect(checkSimulator(simulator, key(1), "likelihood")).rejects.toThrow(
    /derivative of logLikelihood.*was not finite for 100 % of the prior, e\.g\. for theta = \(.*\) at the design \(.*\).*tf\.maximum/,
  );
});
