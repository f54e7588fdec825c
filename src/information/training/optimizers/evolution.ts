/**
 * A separable natural evolution strategy over the bound (SNES: Schaul, Glasmachers and Schmidhuber 2011, GECCO, algorithm 2) with antithetic pairs
 * (Salimans et al. 2017, arXiv:1703.03864). A batch is a population of designs, normal around the present one with a spread of its own for each coordinate; each has
 * a few experiments, whose mean credit is its fitness, read off a critic that sees every design. Only the order of the fitnesses counts, so that one
 * lucky design moves no more than any other winner. Mean and spread follow the population's utilities, by Adam in the place of fixed rates.
 */
import * as tf from "@tensorflow/tfjs-core";
import type { Exploration, ExplorationTask, Optimizer } from "../../../contracts/optimizer.js";
import type { Params } from "../../../contracts/values.js";
import { withoutGradient } from "../../../engine/tensors.js";
import { normal } from "../../../numbers/distributions.js";
import { fold } from "../../../numbers/keys.js";
import { membership } from "../membership.js";

/** Experiments of a design: with fewer its fitness is luck, with more there are few designs. */
const each = 8;

/** Spread in raw units, in which a sigmoid's range is some 6 wide: at first, and how far it may go. */
const spread = { first: 1, least: 0.1, most: 2 } as const;

/** A step of Adam's moves the logarithm of the spread so much less than the design. */
const slowness = 0.1;

const name = "design/spread";

function build({ simulator }: ExplorationTask): Exploration {
  const { rawDim, inert } = simulator.designs;
  const free = Float32Array.from({ length: rawDim }, (_, i) => (inert?.[i] ? 0 : 1));
  const spreadOf = (params: Params): tf.Tensor => {
    const logarithm = tf.add(Math.log(spread.first), tf.mul(slowness, params[name] as tf.Tensor));
    return tf.exp(tf.clipByValue(logarithm, Math.log(spread.least), Math.log(spread.most)));
  };
  return {
    explores: true,
    init: () => ({ [name]: tf.zeros([1, rawDim]) }),
    trial(given, n) {
      const pairs = Math.max(1, Math.floor(n / (2 * each)));
      const belongs = membership(n, 2 * pairs);
      if (!given) return { move: tf.zeros([n, rawDim]), belongs, member: tf.zeros([2 * pairs, rawDim]) };
      const half = tf.mul(normal(fold(given.key, 1), [pairs, rawDim]), tf.tensor1d(free)) as tf.Tensor2D;
      const member = tf.concat([half, tf.neg(half)], 0) as tf.Tensor2D;
      return { move: tf.matMul(belongs, member, true, false), belongs, member };
    },
    move: (params, { move }) => withoutGradient(() => tf.mul(move as tf.Tensor2D, spreadOf(params)) as tf.Tensor2D),
    surrogate(params, { meant = [] }, { credits }, { belongs, member }) {
      const utility = withoutGradient(() => utilities(fitness(credits, belongs as tf.Tensor2D)));
      const weighted = (x: tf.Tensor) => withoutGradient(() => tf.matMul(utility, x as tf.Tensor2D, true, false));
      const towards = weighted(member as tf.Tensor2D); // [1, rawDim]
      const wider = weighted(tf.sub(tf.square(member as tf.Tensor2D), 1));
      const mean = tf.sum(tf.mul(towards, meant[0] as tf.Tensor2D));
      return tf.add(mean, tf.sum(tf.mul(wider, params[name] as tf.Tensor))) as tf.Scalar;
    },
  };
}

/** Mean credit of each member's experiments, [members, 1]. */
function fitness(credits: tf.Tensor1D, belongs: tf.Tensor2D): tf.Tensor2D {
  const sums = tf.matMul(belongs, tf.reshape(credits, [-1, 1]) as tf.Tensor2D);
  return tf.div(sums, tf.sum(belongs, 1, true)) as tf.Tensor2D;
}

/** By rank only, between -1/2 for the worst and 1/2 for the best, over the number of members: [members, 1]. */
function utilities(fitness: tf.Tensor2D): tf.Tensor2D {
  const m = fitness.shape[0];
  const beaten = tf.sum(tf.cast(tf.less(tf.transpose(fitness), fitness), "float32"), 1, true);
  return tf.div(tf.sub(tf.div(beaten, Math.max(1, m - 1)), 0.5), m) as tf.Tensor2D;
}

export const evolution: Optimizer = {
  name: "evolution",
  summary: "a population of designs around the present one, ranked by the bound (natural evolution strategy, antithetic pairs)",
  use: "static designs whose gain has cliffs, or several hills: only ranks count, and trials begin wide",
  reference: "Schaul, Glasmachers and Schmidhuber 2011, GECCO 13:845; Salimans et al. 2017, arXiv:1703.03864",
  trains: ["numbers"],
  build,
};
