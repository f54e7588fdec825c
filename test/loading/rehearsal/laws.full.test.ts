/** What draw, prior, likelihood and measure say of each other: every slip is found and named, and nothing sound is refused. */
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { simulators } from "../../../simulators/index.js";
import type { Simulator } from "../../../src/contracts/simulator.js";
import { column } from "../../../src/engine/tensors.js";
import { checkSimulator } from "../../../src/loading/rehearse.js";
import { createSimulator } from "../../../src/modelling/defineSimulator.js";
import { independent, logNormal, normal as normalPrior, uniform } from "../../../src/modelling/priors.js";
import { normal } from "../../../src/numbers/distributions.js";
import { key, split } from "../../../src/numbers/keys.js";
import { answerChance, answers, counts, drawing, gaussian, limited, paths, slope, uniformErrors, whichModel } from "./models.js";

type M = tf.Tensor2D;

const heights = (theta: M, d: M): M => tf.mul(column(theta, 0), d);
const standard = independent({ a: normalPrior(0, 1) });
const e = (n: number) => (k: ReturnType<typeof key>, rows: number) => normal(k, [rows, n]);
const { linear, pharmacokinetic } = simulators;

const sound: Record<string, Simulator> = {
  slope: slope(),
  "errors of a thousandth of the prior": slope({ sd: 1e-3 }),
  "errors that drown everything": slope({ sd: 50 }),
  "answers that are certain in float32": answers(),
  counts: counts(),
  "a limit of quantification": limited(1),
  "uniform errors": uniformErrors(),
  "a discrete unknown, one that goes with it, a constant": whichModel(),
  "noise that belongs to its theta": paths(),
  "measure with noise of its own": slope({
    draw: drawing(standard.sample, e(4)),
    simulate: (theta, d, { e }) => tf.add(heights(theta, d), tf.mul(0.1, tf.slice(e as M, [0, 0], [-1, 2]))),
    measure: (theta, at, { e }, step) => tf.add(heights(theta, at), tf.mul(0.1, column(e as M, 2 + step))),
  }),
  "no parts but the needed": (({ measure: _m, logLikelihood: _l, ...rest }) => rest)(slope()),
  "the line": createSimulator(linear, 3),
  "a drug": createSimulator(pharmacokinetic, 3),
  "a drug with little room": createSimulator(pharmacokinetic, 2, { spacing: 1, multiplicativeVariance: 0 }),
};

const wrong: Record<string, [Simulator, RegExp]> = {
  "three times the prior's sd": [
    slope({ draw: drawing((k, n) => tf.mul(3, standard.sample(k, n)), e(2)) }),
    /theta of draw\(key, n\) and prior\.sample.*the standard deviation of a is (2\.9|3|3\.\d*) as drawn and (0\.9\d*|1|1\.\d*) by the prior/,
  ],
  "another centre": [slope({ prior: independent({ a: normalPrior(0.4, 1) }) }), /the mean of a is/],
  "another family with the same moments": [
    slope({ prior: { ...independent({ a: uniform(-Math.sqrt(3), Math.sqrt(3)) }), support: [{}] } }),
    /the middle 90 % of a is/,
  ],
  "a discrete unknown with other chances": [
    whichModelWith((k, n) => tf.cast(tf.less(normal(k, [n, 1]), 0), "float32")),
    /the mean of model/,
  ],
  "columns drawn independently that go together": [
    twoUnknowns((z) => tf.concat([z, tf.add(tf.mul(0.8, z), tf.mul(0.6, tf.reverse(z, 0)))], 1) as M),
    /rank correlation of a and b is/,
  ],
  "a density that is not the draws'": [
    slope({ prior: { ...standard, logDensity: independent({ a: normalPrior(0, 2) }).logDensity as never } }),
    /prior\.logDensity is not the log density/,
  ],
  "a density of a bounded law": [
    slope({
      prior: {
        ...independent({ a: logNormal(0, 0.5) }),
        logDensity: independent({ a: logNormal(0.5, 0.5) }).logDensity as never,
      },
      draw: drawing(independent({ a: logNormal(0, 0.5) }).sample, e(2)),
    }),
    /prior\.logDensity is not the log density/,
  ],
  "twice the sd": [slope({ logLikelihood: gaussian(heights, 0.2) }), /scatter about (1\.[89]|2\.\d*|2) times more widely/],
  "half of the sd": [slope({ logLikelihood: gaussian(heights, 0.05) }), /scatter about (1\.[89]|2\.\d*|2) times less/],
  "a tenth more than the sd": [
    slope({ logLikelihood: gaussian(heights, 0.11) }),
    /scatter about 1\.(0[5-9]|1\d?) times more widely/,
  ],
  "a tenth less than the sd": [slope({ logLikelihood: gaussian(heights, 0.09) }), /scatter about 1\.(0[5-9]|1\d?) times less/],
  "a mean that is a tenth larger": [
    slope({ logLikelihood: gaussian((theta, d) => tf.mul(heights(theta, d), 1.1), 0.1) }),
    /do not describe/,
  ],
  "twice the log density": [
    slope({ logLikelihood: (...x) => tf.mul(2, gaussian(heights, 0.1)(...x)) }),
    /scatter about 1\.[345]\d* times less/,
  ],
  "twice the sd of errors of a thousandth": [slope({ sd: 1e-3, logLikelihood: gaussian(heights, 2e-3) }), /times more widely/],
  "a mean that is off": [
    slope({ logLikelihood: gaussian((theta, d) => tf.add(heights(theta, d), 0.05), 0.1) }),
    /errs to one side with outcome y1|errs to one side with parameter a|errs to one side with outcome y2/,
  ],
  "a mean of another law": [
    slope({ logLikelihood: gaussian((theta, d) => tf.mul(heights(theta, d), 1.3), 0.1) }),
    /do not describe/,
  ],
  "the variance for the sd": [slope({ logLikelihood: gaussian(heights, 0.01) }), /logLikelihood and simulate do not describe/],
  "answers the other way round": [
    answers((theta, d) => tf.sub<M>(1, answerChance(theta, d))),
    /do not describe|is -Infinity for/,
  ],
  "answers with a slope of their own": [
    answers((theta, d) => tf.sigmoid(tf.mul(4, tf.sub(d, column(theta, 0))) as M)),
    /do not describe|is -Infinity for/,
  ],
  "counts with another rate": [
    counts((theta, d) => tf.sigmoid(tf.mul(1.5, heights(theta, d)) as M)),
    /do not describe|is NaN for/,
  ],
  "another limit than the laboratory's": [limited(1, 2), /do not describe/],
  "uniform errors that are narrower": [
    uniformErrors(0.45),
    /logLikelihood is -Infinity for (7|8|9|10|11|12|13)(\.\d)? % of the outcomes/,
  ],
  "a discrete unknown and twice the sd": [whichModel(0.2, 0.4), /do not describe/],
  "noise that belongs to its theta and twice the sd": [paths(1.5), /do not describe/],
  "0 times the logarithm of 0": [
    answers(answerChance, {
      logLikelihood: (theta, d, y) => {
        const q = answerChance(theta, d);
        return tf.add(tf.matMul(tf.log(q), y, false, true), tf.matMul(tf.log(tf.sub(1, q)), tf.sub(1, y) as M, false, true)) as M;
      },
    }),
    /logLikelihood is NaN for .* % of the outcomes.*choose by tf\.where/,
  ],
  "measure with half of the noise": [
    slope({ measure: (theta, at, { e }, step) => tf.add(heights(theta, at), tf.mul(0.05, column(e as M, step))) }),
    /measure.* and simulate.* are different experiments.*the standard deviation of y[12] is 0\.\d* by simulate and 0\.\d* by measure/,
  ],
  "measure that reads another mean": [
    slope({ measure: (theta, at, { e }, step) => tf.add(tf.square(heights(theta, at)), tf.mul(0.1, column(e as M, step))) }),
    /different experiments.*the mean of y[12]/,
  ],
  "measure whose errors are one error": [
    slope({ measure: (theta, at, { e }) => tf.add(heights(theta, at), tf.mul(0.1, column(e as M, 0))) }),
    /rank correlation of y1 and y2 is -?0\.\d+ by simulate and 1\.00 by measure/,
  ],
  "measure of a path of another theta": [
    { ...paths(), measure: (theta, at, { e }) => tf.add(tf.neg(heights(theta, at)), tf.mul(0.1, e as M)) },
    /different experiments/,
  ],
};

function whichModelWith(model: (k: ReturnType<typeof key>, n: number) => tf.Tensor): Simulator {
  const simulator = whichModel();
  const draw: Simulator["draw"] = (k, n) => {
    const { theta, noise } = (simulator.draw as NonNullable<Simulator["draw"]>)(k, n);
    return { theta: tf.concat([model(split(k, "own").own, n), tf.slice(theta, [0, 1], [-1, 2])], 1) as M, noise };
  };
  return { ...simulator, draw };
}

function twoUnknowns(drawn: (z: M) => M): Simulator {
  const prior = independent({ a: normalPrior(0, 1), b: normalPrior(0, 1) });
  return slope({ prior, draw: drawing((k, n) => drawn(normal(k, [n, 1]) as M), e(2)) });
}

describe.each(Object.entries(sound))("%s", (_, simulator) => {
  test("passes, whatever the key, and leaves no tensor behind", async () => {
    await checkSimulator(simulator, key(1));
    const before = tf.memory().numTensors;
    for (const seed of [2, 3, 4]) await checkSimulator(simulator, key(seed));
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe.each(Object.entries(wrong))("%s", (_, [simulator, message]) => {
  test("is refused, and leaves no tensor behind", async () => {
    const before = tf.memory().numTensors;
    for (const seed of [1, 2]) await expect(checkSimulator(simulator, key(seed))).rejects.toThrow(message);
    expect(tf.memory().numTensors).toBe(before);
  });
});
