/** What one more measurement would tell, by a nested sum over particles of what is believed now. */
import * as tf from "@tensorflow/tfjs-core";
import type { LogLikelihood } from "../../contracts/bounds.js";
import type { Params } from "../../contracts/values.js";
import { type CompiledStep, compileStep } from "../../engine/compile/index.js";
import { tidied } from "../../engine/tensors.js";
import { jointScores } from "../../estimators/pairs.js";

/** One candidate: where, and what may come out there. */
export interface Considered {
  /** Particles [P, p], each as likely as any other. */
  readonly theta: tf.Tensor2D;
  /** [1, 1] */
  readonly at: tf.Tensor2D;
  /** One of each particle [P, 1], or all outcomes that there can be. */
  readonly outcome: tf.Tensor2D;
}

export interface OneStepGain {
  /** Nats. */
  of(considered: Considered): number;
  dispose(): void;
}

/**
 * Mean over particles i of [log p(y_i | theta_i) - log mean over all particles k of p(y_i | theta_k)], the own one among them: at most the logarithm of their
 * number, which one measurement is far from. Where all outcomes are listed it is the sum over them of the mean of p log p less m log m, with p of each
 * particle and m their mean.
 * @param likelihood of one measurement
 */
export function oneStepGain(likelihood: LogLikelihood, listed: boolean): OneStepGain {
  const terms = listed ? overOutcomes : overParticles;
  const steps = new Map<number, CompiledStep>(); // by the number of particles
  return {
    of: ({ theta, at, outcome }) =>
      tidied(() => {
        const inputs = { theta, at, outcome };
        let step = steps.get(theta.shape[0]);
        step ??= compileStep((_, given) => terms(likelihood, given as Given), { variables: {}, inputs });
        steps.set(theta.shape[0], step);
        const { own, largest, sum } = step.run(inputs) as Record<string, Float32Array>;
        const of = own as Float32Array;
        if (!largest || !sum) return of.reduce((total, x) => total + x, 0);
        const logs = of.map((x, j) => x - (largest[j] as number) - Math.log(sum[j] as number));
        return logs.reduce((total, x) => total + x, 0) / logs.length + Math.log(theta.shape[0]);
      }),
    dispose() {
      for (const step of steps.values()) step.dispose();
    },
  };
}

type Given = Record<keyof Considered, tf.Tensor2D>;

/** The smallest float32 that is finite: what is impossible has -Infinity, which cannot be subtracted from itself. */
const lowest = -3.4e38;

function overParticles(likelihood: LogLikelihood, { theta, at, outcome }: Given): Params {
  const scores = likelihood(theta, at, outcome);
  const largest = tf.maximum(tf.max(scores, 0), lowest);
  return {
    own: jointScores(scores),
    largest,
    sum: tf.sum(tf.exp(tf.sub(scores, largest)), 0),
  };
}

/** Log of a probability that adds nothing to any sum, and the least one that a logarithm is taken of. */
const [impossible, least] = [-80, 1e-30];

function overOutcomes(likelihood: LogLikelihood, { theta, at, outcome }: Given): Params {
  const logs = tf.maximum(likelihood(theta, at, outcome), impossible);
  const mean = tf.mean(tf.exp(logs), 0);
  return { own: tf.sub(tf.mean(tf.mul(tf.exp(logs), logs), 0), tf.mul(mean, tf.log(tf.maximum(mean, least)))) };
}
