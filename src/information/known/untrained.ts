/** Walks on which nothing is trained: the best scores there are, or the rows themselves. */
import * as tf from "@tensorflow/tfjs-core";
import type { FromSamples, FromScores } from "../../contracts/bounds.js";
import type { Checkpoint } from "../../contracts/values.js";
import { countStep, initParameters, unpack } from "../../engine/ascent/index.js";
import { tidied } from "../../engine/tensors.js";
import { bestTerms } from "../../estimators/best.js";
import { standardisedOf } from "../../numbers/columnScales.js";
import { readers } from "../objective.js";
import type { KnownDensities, KnownPairs, KnownSlope } from "./task.js";
import { arrayName, fresh, type Walk } from "./walk.js";

/** What the estimator remembers is all that there is to train. */
export function atBest(pairs: KnownPairs, estimator: FromScores, saved: Checkpoint | undefined): Walk {
  let terms: ReturnType<typeof bestTerms> | undefined;
  const { memory, read } = readers(estimator, () => terms as ReturnType<typeof bestTerms>);
  const like = { counters: fresh(), parameters: tidied(() => initParameters(memory())) };
  const state = saved ? unpack(saved, like, arrayName) : like;
  return {
    state,
    step(k, level, n) {
      const { logLikelihood, logMarginal } = pairs.densities(pairs.draw(k, n, level), level);
      terms = bestTerms(estimator, { logLikelihood: tf.tensor2d(logLikelihood, [n, n]), logMarginal: tf.tensor1d(logMarginal) });
      const before = Object.fromEntries(
        Object.entries(state.parameters).map(([name, { value, shape }]) => [name, tf.tensor(value.slice(), [...shape])]),
      );
      const { contributions, memory: after, joint, readOut } = read(before, {});
      for (const [name, tensor] of Object.entries(after)) state.parameters[name]?.value.set(tensor.dataSync());
      countStep(state.counters, true);
      const number = (x: tf.Tensor) => tf.mean(x).dataSync()[0] as number;
      return {
        value: number(contributions),
        ...(joint ? { first: number(joint) } : {}),
        ...(readOut ? { readOut: number(readOut) } : {}),
      };
    },
    pull: () => {},
    dispose: () => {},
  };
}

/** Each step an estimate of its own rows, each column on the scale of its own spread. */
export function fromRows({ columns, draw, seen }: KnownPairs, estimator: FromSamples, saved: Checkpoint | undefined): Walk {
  const like = { counters: fresh(), parameters: {} };
  const state = saved ? unpack(saved, like, arrayName) : like;
  return {
    state,
    step(k, level, n) {
      const { x, y } = draw(k, n, level);
      const rows = {
        x: standardisedOf({ columns: columns.x, values: x }),
        y: standardisedOf({ columns: columns.y, values: seen?.(y) ?? y }),
      };
      countStep(state.counters, true);
      return { value: estimator.estimate(rows.x, rows.y).value };
    },
    pull: () => {},
    dispose: () => {},
  };
}

/**
 * The slope of a bound along what makes y, its critic held at the best for where that is: by the chain rule, over the densities that the
 * critic is made from.
 */
export function gradientAtBest(pairs: KnownPairs, slope: KnownSlope, estimator: FromScores, saved: Checkpoint | undefined): Walk {
  const { memory } = estimator;
  if (memory) throw new Error(`${estimator.name} remembers batches, and its gradient is of several`);
  let terms: ReturnType<typeof bestTerms> | undefined;
  const { read } = readers(estimator, () => terms as ReturnType<typeof bestTerms>);
  const like = { counters: fresh(), parameters: {} };
  const state = saved ? unpack(saved, like, arrayName) : like;
  const boundOf = (logLikelihood: tf.Tensor, logMarginal: tf.Tensor): tf.Tensor => {
    terms = bestTerms(estimator, { logLikelihood: logLikelihood as tf.Tensor2D, logMarginal: logMarginal as tf.Tensor1D });
    const unused = tf.mul(0, tf.add(tf.sum(logLikelihood), tf.sum(logMarginal))); // not all bounds read both
    return tf.add(tf.mean(read({}, {}).contributions), unused);
  };
  return {
    state,
    step(k, level, n) {
      const rows = pairs.draw(k, n, level);
      const [at, moved] = [pairs.densities(rows, level), slope.of(rows, level)];
      const shaped = ({ logLikelihood, logMarginal }: KnownDensities) =>
        [tf.tensor2d(logLikelihood, [n, n]), tf.tensor1d(logMarginal)] as tf.Tensor[];
      const gradients = tf.grads(boundOf)(shaped(at));
      countStep(state.counters, true);
      const along = shaped(moved).map((by, i) => tf.sum(tf.mul(by, gradients[i] as tf.Tensor)));
      return { value: tf.addN(along).dataSync()[0] as number };
    },
    pull: () => {},
    dispose: () => {},
  };
}
