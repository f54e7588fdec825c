/** How many say yes, of a number that is chosen with the place: prey that are put before a predator, people who are asked. */
import * as tf from "@tensorflow/tfjs-core";
import { check } from "../../basics/errors.js";
import { withoutGradient } from "../../engine/tensors.js";
import { uniform } from "../../numbers/distributions.js";
import { logFactorial } from "../../numbers/special.js";
import { type Chance, checkChance, logChances, mostValues } from "./binomial.js";
import { inverted, type Law, type Parameter, valuesOf } from "./law.js";

/** Log probability of each one that is too many: a number, because -Infinity has no gradient, and a finite one times 0 is 0. */
const impossible = -1e4;

/**
 * The law of a binomial whose count is a function of the place, at most `most`; between two whole numbers it is that of the nearer one. A mixture of both would
 * have a gradient, but one that leads nowhere: nobody would know of how many an outcome is, so that whole numbers are better than all between them. The
 * likelihood's gradient is that of the chances; what one trial more tells is known by itself (`trials`).
 * @param options `count`: how many there are; `most`: at most so many; `probability` or `logit` of a yes
 */
export function binomialOf(options: Chance & { readonly count: Exclude<Parameter, number>; readonly most: number }): Law {
  const { count, most } = options;
  check(Number.isSafeInteger(most) && most > 0, `likelihoods.binomialOf: most must be a positive whole number, got ${most}`);
  check(
    typeof count === "function",
    "likelihoods.binomialOf: count must be a function of theta and the design; where it is a number, use binomial",
  );
  checkChance("binomialOf", options);
  const values = Array.from({ length: most + 1 }, (_, k) => k);
  const factorials = values.map(logFactorial);
  const logFactorials = (k: tf.Tensor): tf.Tensor =>
    tf.gather(tf.tensor1d(factorials), tf.cast(tf.clipByValue(k, 0, most), "int32"));
  /** Log probability of y of a whole number n, element by element. */
  const ofWhole = (yes: tf.Tensor, no: tf.Tensor, n: tf.Tensor, y: tf.Tensor): tf.Tensor => {
    const left = tf.sub(n, y);
    const ways = withoutGradient(() => tf.sub(tf.sub(logFactorials(n), logFactorials(y)), logFactorials(left)));
    const mass = tf.add(tf.add(tf.mul(y, yes), tf.mul(tf.relu(left), no)), ways);
    return tf.add(mass, tf.mul(impossible, tf.relu(tf.neg(left))));
  };
  return {
    kind: "count",
    low: 0,
    high: most,
    gradient: values.length <= mostValues ? "enumerate" : "score",
    ...(values.length <= mostValues ? { values } : {}),
    noise: (key, n, q) => ({ u: uniform(key, [n, q]) }),
    parameters: (theta, at) => [...logChances(options, theta, at), tf.clipByValue(valuesOf(count, theta, at), 0, most)],
    draw(parameters, { u }) {
      const [n, q] = (u as tf.Tensor).shape as [number, number];
      const [yes, no, chosen] = parameters.map((x) => tf.reshape(x, [n * q, 1])) as [tf.Tensor, tf.Tensor, tf.Tensor];
      const masses = ofWhole(yes, no, whole(chosen), tf.tensor2d([values]));
      const one = tf.reshape(u as tf.Tensor, [n * q, 1]);
      return tf.reshape(inverted(tf.expandDims(masses, 1), one), [n, q]) as tf.Tensor2D;
    },
    log: ([yes, no, chosen], y) => ofWhole(yes as tf.Tensor, no as tf.Tensor, whole(chosen as tf.Tensor), y) as tf.Tensor2D,
    trials: ([logYes, logNo, count]) => ({ logYes, logNo, count }) as { [name in "logYes" | "logNo" | "count"]: tf.Tensor },
  };
}

/** Numbers that are counted on. */
const whole = (x: tf.Tensor): tf.Tensor => withoutGradient(() => tf.round(x));
