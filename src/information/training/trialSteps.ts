/**
 * Gradients of policies that choose how often something is tried: every decision is credited with what its own measurement is expected to tell, all outcomes counted out.
 *
 * What a count of hundreds came out as says to within a few what the count was, so that the score d log p(y)/d count is large: 10 to 20 per raw number for the offers of
 * `prey`, times what an outcome tells, against some 0.1 nats that a place is better than its neighbours. What came out of whole experiments is no credit then, not even what came out of one measurement.
 * But under a belief of thetas theta_k with shares w_k and chances p_k, what N trials are expected to tell is a sum over y = 0..N without any luck,
 *   r = Σ_k w_k Σ_y P_k(y) log(P_k(y) / m(y)),  P_k = Binomial(N, p_k),  m = Σ_k w_k P_k,
 * and so are its two slopes: by the chances, whose score is y - N p_k for a logit, Σ_k w_k dlogit_k Σ_y P_k(y) (y - N p_k) log(P_k(y) / m(y)); and by one trial more,
 * r(N) - r(N - 1), the mean of what the last one tells (countedTrials.ts), from sums of P_k, P_k log p_k and P_k / p_k over the thetas.
 *
 * Beliefs are thetas around the one that outcomes came from (nearContrasts.ts), and then draws of what those say is believed before each decision (fittedBeliefs.ts). They are not
 * followed: what a decision does for later ones is left out, so policies learn to be greedy with beliefs of which they are told nothing but outcomes.
 */
import * as tf from "@tensorflow/tfjs-core";
import type { Trials } from "../../contracts/simulator.js";
import type { Key } from "../../contracts/values.js";
import { columns, withoutGradient } from "../../engine/tensors.js";
import type { NearContrasts, Rollout } from "../../experiment/rollout.js";
import { split } from "../../numbers/keys.js";
import { logFactorial } from "../../numbers/special.js";
import { triangle } from "./countedSteps.js";
import type { Enumeration } from "./counting.js";
import { fittedBeliefs, normalsFor, sharesOf } from "./fittedBeliefs.js";
import { drawNear, priorSpread, repeated, type WithDensity } from "./nearContrasts.js";

export interface TrialSteps {
  readonly prior: WithDensity;
  readonly trials: Trials;
  /** Of any measurement. */
  readonly most: number;
  /** Thetas around each experiment's own, and thetas of each belief. */
  readonly near: number;
}

/** A log probability that adds nothing, a mean that no logarithm is taken below, and the nats of a chance below which a theta made no yes. */
const [impossible, least, unlikely] = [-1e4, 1e-30, 60];

/** @param key of the draws that tell how wide the prior is */
export function trialSteps({ prior, trials, most, near: around }: TrialSteps, key: Key): Enumeration {
  const spread = priorSpread(prior, key);

  /** Of every measurement: what is believed before it [n, q, thetas], how many trials it has [n, q], and each theta's chances [n, q, thetas]. */
  function believed({ theta, design, outcome, near }: Rollout) {
    if (!near?.normals) throw new Error("a training step with contrasts of its own was given none");
    const [n, q] = outcome.shape;
    /** Chances of k thetas of each of an experiment's q or 1 beliefs, [n beliefs k, p], in all q measurements, [n, beliefs k, q]. */
    const chances = (thetas: tf.Tensor2D) => {
      const { logYes, logNo, count } = trials.pairs(thetas, repeated(design, thetas.shape[0] / n));
      return [logYes, logNo, count].map((x): tf.Tensor3D => tf.reshape(x, [n, -1, q])) as [tf.Tensor3D, tf.Tensor3D, tf.Tensor3D];
    };
    const told = (thetas: tf.Tensor2D): tf.Tensor3D => {
      const [yes, no, count] = chances(thetas);
      const said = tf.expandDims(outcome, 1);
      return tf.add(tf.mul(said, yes), tf.mul(tf.sub(tf.round(count), said), no));
    };
    const earlier = tf.reshape(triangle(q), [1, q, 1, q]);
    const packed = withoutGradient(() => {
      const all: tf.Tensor2D = tf.reshape(tf.concat([tf.expandDims(theta, 1), tf.reshape(near.theta, [n, around, -1])], 1), [n * (around + 1), -1]); // biome-ignore format: one tensor
      const sums = tf.matMul(tf.expandDims(triangle(q), 0), told(all), false, true);
      const begun = sharesOf(tf.add(sums, tf.expandDims(near.logWeights, 1)));
      const before = (own: tf.Tensor2D): tf.Tensor3D => tf.sum(tf.mul(tf.reshape(told(own), [n, q, -1, q]), earlier), 3);
      const { thetas, shares } = fittedBeliefs({ prior, spread, before }, all, theta, begun, near.normals as tf.Tensor4D);
      return columns(thetas, tf.reshape(shares, [-1, 1]));
    });
    const thetas: tf.Tensor2D = tf.slice(packed, [0, 0], [-1, theta.shape[1]]);
    const shares: tf.Tensor3D = tf.reshape(tf.slice(packed, [0, theta.shape[1]], [-1, 1]), [n, q, -1]);
    const own = tf.reshape(tf.eye(q), [1, q, 1, q]);
    const ofOwn = (x: tf.Tensor3D): tf.Tensor3D => tf.sum(tf.mul(tf.reshape(x, [n, q, -1, q]), own), 3);
    const [yes, no, counts] = chances(thetas).map(ofOwn) as [tf.Tensor3D, tf.Tensor3D, tf.Tensor3D];
    const count: tf.Tensor2D = tf.reshape(tf.slice(counts, [0, 0, 0], [-1, -1, 1]), [n, q]);
    return { shares, count, yes, no };
  }
  /** What is constant in a gradient comes as one tensor: what each is expected to tell, and its slopes by a trial and by the logits. */
  function counted(rollout: Rollout) {
    const { shares, count, yes, no } = believed(rollout);
    const all = withoutGradient(() => {
      const { tells, byTrial, byLogit } = expectedOf(shares, tf.round(count), { yes, no }, most);
      return tf.concat([tf.expandDims(tells, 2), tf.expandDims(byTrial, 2), byLogit], 2);
    });
    const part = (from: number, size: number): tf.Tensor3D => tf.slice(all as tf.Tensor3D, [0, 0, from], [-1, -1, size]);
    return { tells: part(0, 1), byTrial: part(1, 1), byLogit: part(2, -1), count, logit: tf.sub(yes, no) };
  }
  return {
    how: "thetas",
    near(drawn: Key, theta: tf.Tensor2D): NearContrasts {
      const [n, p] = theta.shape;
      const k = split(drawn, "around", "fitted");
      return { ...drawNear(prior, spread, k.around, theta, around), normals: normalsFor(k.fitted, n, around, p) };
    },
    bound: (rollout) => tf.sum(counted(rollout).tells, [1, 2]),
    surrogate(rollout) {
      const { count, logit, byLogit, byTrial } = counted(rollout);
      return tf.div(tf.add(tf.sum(tf.mul(byLogit, logit)), tf.sum(tf.mul(byTrial, tf.expandDims(count, 2)))), count.shape[0]);
    },
  };
}

/**
 * What measurements are expected to tell, and its slopes by each theta's logit and by one trial.
 * @param shares of thetas, [n, q, k] @param count whole numbers [n, q] @param chances their logs, [n, q, k]
 */
export function expectedOf(
  shares: tf.Tensor3D,
  count: tf.Tensor2D,
  { yes, no }: { readonly yes: tf.Tensor3D; readonly no: tf.Tensor3D },
  most: number,
): { readonly tells: tf.Tensor2D; readonly byLogit: tf.Tensor3D; readonly byTrial: tf.Tensor2D } {
  const [n, q, k] = shares.shape;
  const all = n * q;
  const values = Array.from({ length: most + 1 }, (_, y) => y);
  const factorials = tf.tensor1d(values.map(logFactorial));
  const logFactorials = (x: tf.Tensor): tf.Tensor => tf.gather(factorials, tf.cast(tf.clipByValue(x, 0, most), "int32"));
  const [w, lp, lq] = [shares, yes, no].map((x): tf.Tensor2D => tf.reshape(x, [all, k])) as [
    tf.Tensor2D,
    tf.Tensor2D,
    tf.Tensor2D,
  ];
  const trials: tf.Tensor2D = tf.reshape(count, [all, 1]);
  const y = tf.tensor2d([values]);
  const left = tf.sub(trials, y);
  const ways = tf.add(
    tf.sub(logFactorials(trials), tf.add(logFactorials(y), logFactorials(left))),
    tf.mul(impossible, tf.relu(tf.neg(left))),
  );
  const column = (x: tf.Tensor2D): tf.Tensor3D => tf.expandDims(x, 2);
  const row = (x: tf.Tensor): tf.Tensor3D => tf.expandDims(x, 1);
  const none = tf.mul(trials, lq) as tf.Tensor2D; // log probability of no yes at all
  const logs = tf.add(tf.add(tf.mul(column(tf.sub(lp, lq)), row(y)), column(none)), row(ways));
  const masses = tf.exp(logs) as tf.Tensor3D; // [all, k, values]
  const inverse = (log: tf.Tensor2D): tf.Tensor2D => tf.mul(w, tf.exp(tf.minimum(tf.neg(log), unlikely)));
  const weighed = tf.matMul(tf.stack([w, tf.mul(w, lp), tf.mul(w, lq), inverse(lp), inverse(lq)], 1) as tf.Tensor3D, masses);
  const [together, ofYes, ofNo, byYes, byNo] = tf.unstack(weighed, 1) as tf.Tensor2D[] as [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D, tf.Tensor2D, tf.Tensor2D]; // biome-ignore format: one row
  const mean = tf.maximum(together, least);
  const parts: tf.Tensor2D = tf.reshape(tf.mul(masses, tf.sub(logs, row(tf.log(mean)))), [all * k, most + 1]);
  const sums = tf.matMul(parts, tf.tensor2d(values.map((x) => [1, x])));
  const [tells, times] = tf.unstack(tf.reshape(sums, [all, k, 2]), 2) as [tf.Tensor2D, tf.Tensor2D];
  const score = tf.sub(times, tf.mul(tf.mul(trials, tf.exp(lp)), tells));
  const lastOne = (ofLog: tf.Tensor, inverses: tf.Tensor): tf.Tensor =>
    tf.add(ofLog, tf.mul(mean, tf.log(tf.maximum(tf.div(inverses, mean), 1)))); // a mean of 1/p
  const share = tf.minimum(tf.div(y, tf.maximum(trials, 1)), 1);
  const last = tf.add(tf.mul(share, lastOne(ofYes, byYes)), tf.mul(tf.sub(1, share), lastOne(ofNo, byNo)));
  return {
    tells: tf.reshape(tf.sum(tf.mul(w, tells), 1), [n, q]),
    byLogit: tf.reshape(tf.mul(w, score), [n, q, k]),
    byTrial: tf.reshape(tf.sum(last, 1), [n, q]),
  };
}
