/** What an outcome of some kind is: how it is drawn, how probable it is, what it can be; and how a simulator is made of it. */
import * as tf from "@tensorflow/tfjs-core";
import { check } from "../../basics/errors.js";
import { withoutGaps } from "../../basics/withoutGaps.js";
import type { FiniteOutcomes, LogCumulative, OutcomeKind, Prior, Simulator, Trials, Tried } from "../../contracts/simulator.js";
import type { DesignSpace } from "../../contracts/space.js";
import type { Key, Noise } from "../../contracts/values.js";
import { column } from "../../engine/tensors.js";
import { split } from "../../numbers/keys.js";
import { measurementsOf } from "../../numbers/measurements.js";
import { forOwnDesigns, paired } from "../likelihoods.js";

/**
 * A number, or a function of theta [n, p] and of the places [1 or n, q] that are measured, element by element: [n, q], or what spreads to it.
 * Where a measurement has several numbers the places are [1 or n, q times as many], side by side.
 */
export type Parameter = number | ((theta: tf.Tensor2D, at: tf.Tensor2D) => tf.Tensor);

/**
 * The law of one outcome, its parameters functions of theta and of the place. Everything works element by element, so one law serves all columns,
 * which are independent of each other given theta.
 */
export interface Law {
  readonly kind: OutcomeKind;
  readonly low?: number;
  readonly high?: number;
  /** The gradient that fits: through the draw ("pathwise"), by counting all values ("enumerate"), or by the likelihood's own ("score"). */
  readonly gradient: "pathwise" | "enumerate" | "score";
  /** Every value that it can have, in ascending order, where they are few. */
  readonly values?: readonly number[];
  /** All that is random in n experiments of q outcomes: first axes [n, q]. */
  noise(key: Key, n: number, q: number): Noise;
  parameters(theta: tf.Tensor2D, at: tf.Tensor2D): tf.Tensor[];
  /** @param parameters [n, q] each @param noise as drawn, of as many columns @returns [n, q] */
  draw(parameters: readonly tf.Tensor2D[], noise: Noise): tf.Tensor2D;
  /** Log density, or log probability, element by element, nats; parameters and outcome spread to one shape. */
  log(parameters: readonly tf.Tensor2D[], outcome: tf.Tensor2D): tf.Tensor2D;
  /** The same of every outcome [m, q] under all parameters [n, q], added over the columns: [n, m]; only where that is faster than pair by pair. */
  scores?(parameters: readonly tf.Tensor2D[], outcome: tf.Tensor2D): tf.Tensor2D;
  /** Where its path jumps at limits: the log probability of the side of them on which it lies, element by element; the draw's own path is that of what stays there. */
  sides?(parameters: readonly tf.Tensor2D[], outcome: tf.Tensor2D): tf.Tensor2D;
  /** Where how often something is tried is chosen with the place: which parameters are what. */
  readonly trials?: (parameters: readonly tf.Tensor[]) => {
    readonly count: tf.Tensor;
    readonly logYes: tf.Tensor;
    readonly logNo: tf.Tensor;
  };
  /** Log probabilities that it lies below or above a limit, element by element; at a limit that it can be, both count it. */
  cumulative?(parameters: readonly tf.Tensor2D[], limit: tf.Tensor2D): LogCumulative;
}

/** What a law is told beside theta and design: as for `observed`. */
export interface Observed {
  readonly prior: Prior;
  readonly designs: DesignSpace;
  /** One a measurement; without it y1, y2, .. */
  readonly names?: readonly string[];
  readonly unit?: string;
}

export type ObservedParts = Pick<
  Simulator,
  "outcome" | "draw" | "simulate" | "measure" | "logLikelihood" | "logSides" | "trials" | "logCumulative" | "gradient" | "finite"
>;

/**
 * All that a simulator needs to be told of its outcome, from the law of one measurement: the parts beside name, prior and designs.
 * @returns `{ outcome, draw, simulate, measure, logLikelihood, gradient, .. }`, to be spread into a simulator
 */
export function observed(law: Law, { prior, designs, names, unit = "" }: Observed): ObservedParts {
  const q = measurementsOf(designs);
  const { kind, low, high, gradient } = law;
  const range = withoutGaps({ low, high });
  return {
    outcome: { names: names ?? Array.from({ length: q }, (_, i) => `y${i + 1}`), unit, kind, ...range },
    gradient,
    draw(key, n) {
      const k = split(key, "theta", "outcome");
      return tf.tidy(() => ({ theta: prior.sample(k.theta, n), noise: law.noise(k.outcome, n, q) }));
    },
    simulate: (theta, design, noise) => law.draw(parametersAt(law, theta, design, q), noise),
    measure: (theta, at, noise, step) => law.draw(parametersAt(law, theta, at, 1), ofStep(noise, step)),
    logLikelihood: forOwnDesigns(
      (theta, design, outcome) => scoresOf(law, theta, design, outcome),
      (theta, design, outcome) => ownScores(law, theta, design, outcome),
    ),
    ...(law.sides
      ? {
          logSides: (theta, design, outcome) =>
            tf.sum((law.sides as NonNullable<typeof law.sides>)(parametersAt(law, theta, design, q), outcome), 1),
        }
      : {}),
    ...(law.trials ? { trials: trialsOf(law, law.trials, q) } : {}),
    ...(law.cumulative
      ? {
          logCumulative: (theta, design, limit) =>
            (law.cumulative as NonNullable<typeof law.cumulative>)(parametersAt(law, theta, design, q), limit),
        }
      : {}),
    ...(law.values ? { finite: finiteOf(law, law.values, q) } : {}),
  };
}

function trialsOf(law: Law, of: NonNullable<Law["trials"]>, q: number): Trials {
  return {
    all(theta, design) {
      const m = design.shape[0];
      const pairByPair = () => {
        const [each, at] = paired(theta, design, design);
        return parametersAt(law, each, at, q).map((x): tf.Tensor2D => tf.reshape(x, [-1, m * q]));
      };
      const { count, logYes, logNo } = of(parametersEverywhere(law, theta, design, q) ?? pairByPair());
      const wide = (x: tf.Tensor): tf.Tensor3D => tf.reshape(tf.add(x, tf.zeros([1, m * q])), [-1, m, q]);
      return { count: tf.squeeze(tf.slice(wide(count), [0, 0, 0], [1, -1, -1]), [0]), logYes: wide(logYes), logNo: wide(logNo) };
    },
    pairs: (theta, design) => of(parametersAt(law, theta, design, q)) as Tried<tf.Tensor2D>,
  };
}

/** Every parameter as [n, q]. */
export function parametersAt(law: Law, theta: tf.Tensor2D, at: tf.Tensor2D, q: number): tf.Tensor2D[] {
  const whole = tf.zeros([theta.shape[0], q]);
  return law.parameters(theta, at).map((x) => {
    const wide = x.shape[1] ?? 1;
    check(
      wide === 1 || wide === q,
      `likelihoods: a parameter is one number for each of ${q} measurements, and came as [${x.shape.join(", ")}]. Where a measurement has several numbers, ` +
        "the function's second argument holds those of all measurements side by side, [n, measurements x width]: make one number of each",
    );
    return tf.add(x, whole) as tf.Tensor2D;
  });
}

/**
 * The same at the places of all designs [m, ..] side by side, [n, m q], which spares what depends on theta alone, a whole epidemic say, m - 1 of m times.
 * @returns [n or 1, m q or 1]; undefined where a function does not work element by element: it has constants of its own for each measurement
 */
function parametersEverywhere(law: Law, theta: tf.Tensor2D, design: tf.Tensor2D, q: number): tf.Tensor2D[] | undefined {
  const all = design.shape[0] * q;
  let found: tf.Tensor[];
  try {
    found = law.parameters(theta, tf.reshape(design, [1, -1]));
  } catch {
    return undefined;
  }
  return found.every((x) => [1, all].includes(x.shape[1] ?? 1)) ? (found as tf.Tensor2D[]) : undefined;
}

/** One column of noise whose columns may hold several numbers each. */
function ofStep(noise: Noise, step: number): Noise {
  return Object.fromEntries(
    Object.entries(noise).map(([name, x]) => {
      const rest = x.shape.slice(2);
      return [name, tf.slice(x, [0, step, ...rest.map(() => 0)], [-1, 1, ...rest.map(() => -1)])];
    }),
  );
}

/** @returns every outcome [m, q] under every theta [n, p], [n, m] nats; a design for all or a row for each outcome */
export function scoresOf(law: Law, theta: tf.Tensor2D, design: tf.Tensor2D, outcome: tf.Tensor2D): tf.Tensor2D {
  const [m, q] = outcome.shape;
  if (design.shape[0] > 1) {
    const everywhere = parametersEverywhere(law, theta, design, q);
    if (everywhere) {
      // What is no function of theta, a number of people who are asked say, stays one row: what belongs to it is computed once.
      const each = tf.add(law.log(everywhere, tf.reshape(outcome, [1, m * q])), tf.zeros([theta.shape[0], 1]));
      return tf.sum(tf.reshape(each, [theta.shape[0], m, q]), 2) as tf.Tensor2D;
    }
    const [each, at, seen] = paired(theta, design, outcome);
    return tf.reshape(ownScores(law, each, at, seen), [theta.shape[0], m]);
  }
  const parameters = parametersAt(law, theta, design, q);
  if (law.scores) return law.scores(parameters, outcome);
  const seen = tf.transpose(outcome); // [q, m]
  const parts = Array.from({ length: q }, (_, t) =>
    law.log(
      parameters.map((x) => column(x, t)),
      tf.slice(seen, [t, 0], [1, -1]),
    ),
  );
  return tf.addN(parts) as tf.Tensor2D;
}

/** @returns each outcome [k, q] under the theta [k, p] in its row, [k] nats */
export const ownScores = (law: Law, theta: tf.Tensor2D, at: tf.Tensor2D, outcome: tf.Tensor2D): tf.Tensor1D =>
  tf.sum(law.log(parametersAt(law, theta, at, outcome.shape[1]), outcome), 1);

function finiteOf(law: Law, values: readonly number[], q: number): FiniteOutcomes {
  return {
    values: Array.from({ length: q }, () => values),
    logMass(theta, design) {
      const parameters = parametersAt(law, theta, design, q);
      const row = tf.tensor2d([[...values]]);
      return Array.from({ length: q }, (_, t) =>
        law.log(
          parameters.map((x) => column(x, t)),
          row,
        ),
      );
    },
  };
}

/** A parameter's values. */
export const valuesOf = (parameter: Parameter, theta: tf.Tensor2D, at: tf.Tensor2D): tf.Tensor =>
  typeof parameter === "number" ? tf.tensor2d([[parameter]]) : parameter(theta, at);

/**
 * Which of the values of these masses, [.., K] nats, uniform numbers [..] mean: how many of the ends between them lie below the number. The
 * running sum is taken in blocks of about √K, by products with ones in a triangle: every backend compiles them.
 */
export function inverted(logMass: tf.Tensor, u: tf.Tensor): tf.Tensor2D {
  const values = logMass.shape.at(-1) as number;
  const size = Math.ceil(Math.sqrt(values));
  const blocks = Math.ceil(values / size);
  const mass = tf.exp(tf.reshape(logMass, [-1, values])) as tf.Tensor2D;
  const whole = tf.reshape(tf.pad(mass, [[0, 0], [0, size * blocks - values]]), [-1, size]) as tf.Tensor2D; // biome-ignore format: short
  const inside = tf.reshape(tf.matMul(whole, triangle(size, 0)), [-1, blocks, size]);
  const before = tf.matMul(tf.reshape(tf.sum(whole, 1), [-1, blocks]) as tf.Tensor2D, triangle(blocks, 1));
  const upTo = tf.add(inside, tf.expandDims(before, 2));
  const below = tf.cast(tf.less(upTo, tf.reshape(u, [-1, 1, 1])), "float32");
  return tf.reshape(tf.minimum(tf.sum(below, [1, 2]), values - 1), u.shape as [number, number]);
}

/** [j, k]: 1 where j + gap <= k. */
function triangle(size: number, gap: number): tf.Tensor2D {
  return tf.tensor2d(
    Float32Array.from({ length: size * size }, (_, i) => (Math.floor(i / size) + gap <= i % size ? 1 : 0)),
    [size, size],
  );
}
