/**
 * Gradients of policies that choose from a list, where outcomes are few and their likelihood is known: all candidates are counted out, and all outcomes of each.
 *
 * The information of an experiment is a sum over its measurements t of r_t, what each is expected to tell under the beliefs before it (countedSteps.ts). Of a
 * list r_t is a number for each candidate, R_t(c), whoever chooses. A policy that draws c_t with probability π_t(c) therefore earns E Σ_t Σ_c π_t(c) R_t(c), and the
 * gradient is the mean of
 *   Σ_t [Σ_c R_t(c) dπ_t(c) + (Σ_{s>t} r_s - b_t) d log π_t(c_t)].
 * The first term has no luck in it, neither of the draw nor of the answer: in every belief that the policy meets it is told how much every candidate is worth. The second
 * credits what was drawn with what later measurements are expected to tell because of it. No mixture of candidates is ever measured: its information is less
 * than the mean of theirs, and every corner attracts (scoreGradient.ts).
 *
 * A likelihood of so many thetas at so many candidates is the same for all experiments, so R is two products of matrices an outcome. Where candidates times outcomes
 * are too many for that, the draw is credited with its own r_t too. b_t is the mean of the same credit over all other experiments.
 */
import * as tf from "@tensorflow/tfjs-core";
import type { Pool } from "../../contracts/pool.js";
import { columns, withoutGradient } from "../../engine/tensors.js";
import type { Rollout } from "../../experiment/rollout.js";
import { allThetas } from "./countedThetas.js";
import { type CountedSteps, expectations, impossible, least, triangle } from "./countedSteps.js";
import type { Enumeration } from "./counting.js";
import { drawnFrom, poolTrial } from "./poolTrials.js";

/** Candidates times outcomes that are counted out: beyond it a step of 256 experiments would take a second for each ten measurements. */
const mostCounted = 1500;

export function countedPool(given: CountedSteps, pool: Pool): Enumeration {
  const { logLikelihood, values, measurements, contrasts } = given;
  const expected = expectations(given);
  const { points } = pool;
  const m = points.length;
  const all = m * values.length <= mostCounted;

  /** R, [n measurements, candidates] nats. @param shares beliefs before each measurement [thetas, n measurements] */
  function worth(thetas: tf.Tensor2D, shares: tf.Tensor2D): tf.Tensor2D {
    const at = tf.tensor2d(points.flat(), [m, (points[0] as readonly number[]).length]);
    const terms = values.map((value) => {
      const log = tf.maximum(logLikelihood(thetas, at, tf.fill([m, 1], value)), impossible);
      const mass = tf.exp(log) as tf.Tensor2D;
      const mean = tf.maximum(tf.matMul(shares, mass, true, false), least);
      const told = tf.matMul(shares, tf.mul(mass, log) as tf.Tensor2D, true, false);
      return tf.sub(told, tf.mul(mean, tf.log(mean))) as tf.Tensor2D;
    });
    return tf.addN(terms);
  }
  return {
    how: "thetas",
    contrasts,
    trial: (drawing, n) => poolTrial(drawing, n, m * measurements),
    bound: (rollout) => tf.sum(expected(rollout).tells, 1),
    surrogate(rollout: Rollout, { hardness = tf.scalar(1) } = {}) {
      const { shares, logs } = drawnFrom(pool, rollout.meant ?? [], rollout.design, hardness);
      const n = logs.shape[0];
      const rows = n * measurements;
      const known = withoutGradient((): tf.Tensor2D => {
        const { tells, beliefs } = expected(rollout);
        const later = tf.matMul(tells, triangle(measurements));
        const earned = (all ? later : tf.add(later, tells)) as tf.Tensor2D;
        const others = tf.div(tf.sub(tf.sum(earned, 0, true), earned), n - 1);
        const credits: tf.Tensor2D = tf.reshape(tf.sub(earned, others), [rows, 1]);
        return all ? columns(credits, worth(allThetas(rollout), beliefs)) : credits;
      });
      const drawn = tf.sum(tf.mul(tf.slice(known, [0, 0], [rows, 1]), tf.reshape(logs, [rows, 1])));
      const counted = all ? tf.sum(tf.mul(tf.slice(known, [0, 1], [rows, m]), shares)) : 0;
      return tf.div(tf.add(drawn, counted), n) as tf.Scalar;
    },
  };
}
