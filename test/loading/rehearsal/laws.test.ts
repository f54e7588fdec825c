/** One slip of each kind is found and named; the table of them is in laws.full.test.ts. */
import * as tf from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import type { LogLikelihood } from "../../../src/contracts/bounds.js";
import { column } from "../../../src/engine/tensors.js";
import { checkSimulator } from "../../../src/loading/rehearse.js";
import { forOwnDesigns, pairwiseScores } from "../../../src/modelling/likelihoods.js";
import { independent, normal as normalPrior } from "../../../src/modelling/priors.js";
import { normal } from "../../../src/numbers/distributions.js";
import { drawing, gaussian, slope } from "./models.js";

type M = tf.Tensor2D;

const heights = (theta: M, d: M): M => tf.mul(column(theta, 0), d);
const standard = independent({ a: normalPrior(0, 1) });

/** Log density of single pairs of the line with noise of 0.1, but for the constant that three halves of it would not have. */
const ofPairs = (theta: M, d: M, y: M): tf.Tensor1D =>
  tf.sum(tf.sub(tf.mul(-50, tf.square(tf.sub(y, heights(theta, d)))), 0.92 - Math.log(10)), 1);

/** The Gaussian, with nothing beyond five standard deviations. */
const impossibly =
  (signed: (x: M) => M): LogLikelihood =>
  (...given) => {
    const x = gaussian(heights, 0.1)(...given);
    const least = 2 * (Math.log(10) - 0.92) - 12.5;
    return signed(tf.where(tf.less(x, least), tf.fill(x.shape, Number.NEGATIVE_INFINITY), x) as M);
  };

test.each([
  [
    "three times the prior's sd",
    slope({
      draw: drawing(
        (k, n) => tf.mul(3, standard.sample(k, n)),
        (k, n) => normal(k, [n, 2]),
      ),
    }),
    /theta of draw\(key, n\) and prior\.sample.*the standard deviation of a is (2\.9\d*|3|3\.\d*) as drawn and (0\.9\d*|1|1\.\d*) by the prior/,
  ],
  ["twice the sd", slope({ logLikelihood: gaussian(heights, 0.2) }), /scatter about (1\.[89]|2|2\.\d*) times more widely/],
  [
    "minus the log density",
    slope({ logLikelihood: (...given) => tf.neg(gaussian(heights, 0.1)(...given)) }),
    /tells rightly in [0-4]?\d\.\d of 100 cases at the design .*and a coin would in 50\. Is its sign wrong\?/,
  ],
  [
    "minus the log density of what can be impossible",
    slope({ logLikelihood: impossibly((x) => tf.neg(x)) }),
    /logLikelihood is Infinity for .* of the outcomes of other thetas.*Is its sign wrong\?/,
  ],
  [
    "minus the prior's log density",
    slope({ prior: { ...standard, logDensity: (theta) => tf.neg(standard.logDensity?.(theta) as tf.Tensor1D) } }),
    /prior\.logDensity is not the log density of what prior\.sample draws \(is its sign wrong\?/,
  ],
  [
    "measure with half of the noise",
    slope({ measure: (theta, at, { e }, step) => tf.add(heights(theta, at), tf.mul(0.05, column(e as M, step))) }),
    /measure.* and simulate.* are different experiments.*the standard deviation of y[12] is 0\.\d* by simulate and 0\.\d* by measure/,
  ],
  [
    "rows of designs that are declared and not taken",
    slope({
      logLikelihood: forOwnDesigns((theta, design, outcome) => gaussian(heights, 0.1)(theta, tf.slice(design, 0, 1), outcome)),
    }),
    /declared by forOwnDesigns.*leave forOwnDesigns out/,
  ],
  [
    "a density of pairs that is another one",
    slope({
      logLikelihood: forOwnDesigns(pairwiseScores(ofPairs), (...given) => tf.mul(1.5, ofPairs(...given))),
    }),
    /the density of pairs that forOwnDesigns was given is another than logLikelihood.*Write pairwiseScores/,
  ],
] as const)("%s", async (_, simulator, message) => {
  const before = tf.memory().numTensors;
  await expect(checkSimulator(simulator)).rejects.toThrow(message);
  expect(tf.memory().numTensors).toBe(before);
});

test("and what is sound passes", async () => {
  await checkSimulator(slope());
});
