/** The derivative of a bound with the known likelihood, before minutes are spent on following it. */
import * as tf from "@tensorflow/tfjs-core";
import { check, messageOf } from "../../basics/errors.js";
import type { LogLikelihood } from "../../contracts/bounds.js";
import type { Draw, Simulator } from "../../contracts/simulator.js";
import { tidied } from "../../engine/tensors.js";
import { alternatives } from "../../estimators/alternatives.js";
import { estimators, preferred } from "../../estimators/index.js";
import { jointScores } from "../../estimators/pairs.js";
import { notFiniteIn } from "../../experiment/notFinite.js";
import { likelihoodOf } from "../../modelling/likelihoods.js";

/**
 * @param designs away from the edges, where a density may be degenerate
 * @throws InputError where the derivative is not finite at half of them or more, or 0 at all of them
 */
export function checkDerivative(simulator: Simulator, designs: readonly number[][], draw: Draw): void {
  const likelihood = likelihoodOf(simulator);
  if (!likelihood) return;
  const slopes = designs.map((design) => ({ design, slope: slopeAt(simulator, likelihood, design, draw) }));
  const broken = slopes.filter(({ slope }) => !slope.every(Number.isFinite));
  const [first] = broken;
  if (first && 2 * broken.length >= designs.length) {
    const found = tidied(() => {
      const design = tf.tensor2d([first.design]);
      const outcome = simulator.simulate(draw.theta, design, draw.noise);
      return notFiniteIn(simulator, { theta: draw.theta, design, outcome }, draw.noise, {
        differentiated: (simulator.gradient ?? "pathwise") === "pathwise",
        likelihood,
      });
    });
    check(
      false,
      `${found?.what ?? "the derivative of the bound by the design was not finite"}. ` +
        `${found?.advice ?? "The chain of simulate and logLikelihood overflows"}; or choose an --estimator that needs no likelihood`,
    );
  }
  // A bound at its cap everywhere has no slope either; its likelihood has.
  const moves = ({ slope }: { readonly slope: Float32Array }): boolean => slope.some((x) => x !== 0);
  check(
    slopes.some(moves) || designs.some((design) => moves({ slope: slopeAt(simulator, likelihood, design, draw, weighted) })),
    "the derivative of logLikelihood by the design is 0 wherever it was tried, so that no design could be better than another to a training that follows it: the " +
      "density depends on nothing but comparisons or rounding, e.g. of uniform errors. " +
      `Choose an --estimator that needs no likelihood (${alternatives(simulator, ({ scores }) => scores === "critic")}), or a density that falls off smoothly`,
  );
}

/** Sums of the finite scores, weighted so that no symmetry makes them vanish. */
function weighted(scores: tf.Tensor2D): tf.Tensor1D {
  const weights = tf.cos(tf.reshape(tf.range(0, scores.size), scores.shape));
  return tf.sum(tf.where(tf.isFinite(scores), tf.mul(scores, weights), tf.zerosLike(scores)), 1);
}

/** As the training follows it: through the outcome where there is a path, else of the outcomes as they came. */
function slopeAt(
  simulator: Simulator,
  likelihood: LogLikelihood,
  design: readonly number[],
  { theta, noise }: Draw,
  read = (scores: tf.Tensor2D): tf.Tensor => estimators[preferred.withLikelihood].contributions({ scores }),
): Float32Array {
  return tidied(() => {
    const at = tf.tensor2d([design as number[]]);
    const given = (simulator.gradient ?? "pathwise") === "pathwise" ? undefined : simulator.simulate(theta, at, noise);
    const bound = (d: tf.Tensor): tf.Tensor => {
      const moved = d as tf.Tensor2D;
      const scores = likelihood(theta, moved, given ?? simulator.simulate(theta, moved, noise));
      const contributions = read(scores);
      const total = tf.sum(given ? tf.add(contributions, jointScores(scores)) : contributions);
      return tf.add(total, tf.mul(0, tf.sum(moved))); // or TensorFlow.js throws where the design is not used at all
    };
    try {
      return tf.grad(bound)(at).dataSync() as Float32Array;
    } catch (error) {
      const lacking = /gradient function not found for (\w+)/.exec(messageOf(error))?.[1];
      check(
        lacking === undefined,
        `logLikelihood cannot be differentiated: TensorFlow.js has no gradient for its operation ${lacking}. Write it with other operations, or choose an ` +
          "--estimator that needs no likelihood",
      );
      throw error;
    }
  });
}
