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
import { beliefsBefore, type CountedSteps, expectations, impossible, least, triangle } from "./countedSteps.js";
import { allThetas } from "./countedThetas.js";
import type { Enumeration } from "./counting.js";
import { candidatesIn, drawnFrom, poolTrial } from "./poolTrials.js";

/** Candidates times outcomes that are counted out: beyond it a step of 256 experiments would take a second for each ten measurements. */
const mostCounted = 1500;

export function countedPool(given: CountedSteps, pool: Pool): Enumeration {
  const { logLikelihood, values, measurements, contrasts } = given;
  const expected = expectations(given);
  const { points } = pool;
  const [m, width] = [points.length, (points[0] as readonly number[]).length];
  const all = m * values.length <= mostCounted;

  /** R, [n measurements, candidates] nats. @param beliefs before each measurement [thetas, n measurements] */
  function worth(thetas: tf.Tensor2D, beliefs: tf.Tensor2D): tf.Tensor2D {
    const at = tf.tensor2d(points.flat(), [m, width]);
    const terms = values.map((value) => {
      const log = tf.maximum(logLikelihood(thetas, at, tf.fill([m, 1], value)), impossible);
      const mass = tf.exp(log) as tf.Tensor2D;
      const mean = tf.maximum(tf.matMul(beliefs, mass, true, false), least);
      const told = tf.matMul(beliefs, tf.mul(mass, log) as tf.Tensor2D, true, false);
      return tf.sub(told, tf.mul(mean, tf.log(mean))) as tf.Tensor2D;
    });
    return tf.addN(terms);
  }

  /** r [n, measurements], and R where it is counted out. */
  function told(rollout: Rollout): { readonly tells: tf.Tensor2D; readonly each?: tf.Tensor2D } {
    if (!all) return expected(rollout);
    const { design, outcome } = rollout;
    const [n, thetas] = [outcome.shape[0], allThetas(rollout)];
    const [at, seen] = [tf.reshape(design, [n * measurements, width]), tf.reshape(outcome, [n * measurements, 1])];
    const own = tf.maximum(logLikelihood(thetas, at as tf.Tensor2D, seen as tf.Tensor2D), impossible) as tf.Tensor2D;
    const each = worth(thetas, beliefsBefore(own, measurements));
    const chosen = tf.reshape(columns(...candidatesIn(pool, design, measurements)), [n * measurements, m]);
    return { tells: tf.reshape(tf.sum(tf.mul(each, chosen), 1), [n, measurements]), each };
  }
  return {
    how: "thetas",
    contrasts,
    trial: (drawing, n) => poolTrial(drawing, n, m * measurements),
    bound: (rollout) => tf.sum(told(rollout).tells, 1),
    surrogate(rollout) {
      const { shares, logs } = drawnFrom(pool, rollout.meant ?? [], rollout.design);
      const n = logs.shape[0];
      const rows = n * measurements;
      const known = withoutGradient((): tf.Tensor2D => {
        const { tells, each } = told(rollout);
        const later = tf.matMul(tells, triangle(measurements));
        const earned = (each ? later : tf.add(later, tells)) as tf.Tensor2D;
        const others = tf.div(tf.sub(tf.sum(earned, 0, true), earned), n - 1);
        const credits: tf.Tensor2D = tf.reshape(tf.sub(earned, others), [rows, 1]);
        return each ? columns(credits, each) : credits;
      });
      const drawn = tf.sum(tf.mul(tf.slice(known, [0, 0], [rows, 1]), tf.reshape(logs, [rows, 1])));
      const counted = all ? tf.sum(tf.mul(tf.slice(known, [0, 1], [rows, m]), shares)) : 0;
      return tf.div(tf.add(drawn, counted), n) as tf.Scalar;
    },
  };
}
