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
 * The law of a binomial whose count is a function of the place, at most `most`. Between two whole numbers it is a mixture of both their laws, in proportion
 * to how near they are, so that a design that is moved has a gradient, and at whole numbers it is theirs exactly.
 * With n the whole number above and g what is missing to it, the mixture is Bin(y; n, p) (1 - g + g (n - y) / (n (1 - p))).
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
  const log: Law["log"] = ([yes, no, chosen], y) => {
    const n = withoutGradient(() => tf.ceil(chosen as tf.Tensor));
    const missing = tf.sub(n, chosen as tf.Tensor);
    const fewer = tf.mul(tf.div(tf.relu(tf.sub(n, y)), tf.maximum(n, 1)), tf.exp(tf.minimum(tf.neg(no as tf.Tensor), 80)));
    const mixed = tf.log(tf.maximum(tf.add(1, tf.mul(missing, tf.sub(fewer, 1))), 1e-30));
    return tf.add(ofWhole(yes as tf.Tensor, no as tf.Tensor, n, y), mixed) as tf.Tensor2D;
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
      const [above, one] = [tf.ceil(chosen), tf.reshape(u as tf.Tensor, [n * q, 1])];
      // one number says which of both whole numbers it is, and what is left of it how many
      const missing = tf.sub(above, chosen);
      const fewer = tf.cast(tf.less(one, missing), "float32");
      const rest = tf.add(
        tf.mul(fewer, tf.div(one, tf.maximum(missing, 1e-30))),
        tf.mul(tf.sub(1, fewer), tf.div(tf.sub(one, missing), tf.sub(1, missing))),
      );
      const masses = ofWhole(yes, no, tf.sub(above, fewer), tf.tensor2d([values]));
      return tf.reshape(inverted(tf.expandDims(masses, 1), rest), [n, q]) as tf.Tensor2D;
    },
    log,
  };
}
