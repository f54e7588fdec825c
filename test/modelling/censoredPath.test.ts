/** The gradient of a mean over censored numbers: along the path between the limits and by the likelihood of the sides, against quadrature. */
import * as tf from "@tensorflow/tfjs-core";
import { erf } from "mathjs";
import { expect, test } from "vitest";
import { errorOfMean, mean } from "../../src/basics/statistics.js";
import { rowsOf, tidied, withoutGradient } from "../../src/engine/tensors.js";
import { censored, normal } from "../../src/modelling/laws/index.js";
import type { Law } from "../../src/modelling/laws/law.js";
import { key } from "../../src/numbers/keys.js";

const [mu, sd] = [0.4, 0.8];
const limits = [{ below: -0.3, above: 1.1 }, { below: -0.3 }, { above: 1.1 }] as const;

/** What is earned: smooth between the limits, and another thing at them. */
const atEnds = [2, -1] as const;
const between = (x: number) => Math.sin(2 * x) + x;

const cumulative = (x: number, m: number, s: number) => (1 + erf((x - m) / s / Math.SQRT2)) / 2;

/** The mean of what is earned, by the midpoint rule. */
function exact(m: number, s: number, { below = -9, above = 9 }: { below?: number; above?: number }): number {
  const steps = 20_000;
  const width = (above - below) / steps;
  let sum = atEnds[0] * cumulative(below, m, s) + atEnds[1] * (1 - cumulative(above, m, s));
  for (let i = 0; i < steps; i++) {
    const x = below + (i + 0.5) * width;
    sum += (between(x) * width * Math.exp(-(((x - m) / s) ** 2) / 2)) / s / Math.sqrt(2 * Math.PI);
  }
  return sum;
}

test.each(limits)("mean and standard deviation are moved as quadrature says, limits %o", (limit) => {
  const law = censored(normal({ mean: 0, sd: 1 }), limit) as Law & Required<Pick<Law, "sides">>;
  const n = 60_000;
  const drawn = tidied(() => {
    const noise = law.noise(key(8), n, 1);
    const gradient = tf.grads((m, s) => {
      const given = [m, s] as tf.Tensor2D[];
      const y = law.draw(given, noise);
      const is = (side: 1 | -1, end: number | undefined) =>
        withoutGradient(() =>
          end === undefined ? tf.zerosLike(y) : tf.cast(tf.lessEqual(tf.mul(side, y), side * end + 1e-6), "float32"),
        );
      const [low, high] = [is(1, "below" in limit ? limit.below : undefined), is(-1, "above" in limit ? limit.above : undefined)];
      const inside = tf.sub(tf.sub(1, low), high);
      const earned = tf.addN([tf.mul(inside, tf.add(tf.sin(tf.mul(2, y)), y)), tf.mul(atEnds[0], low), tf.mul(atEnds[1], high)]);
      return tf.add(
        earned,
        tf.mul(
          withoutGradient(() => tf.add(earned, 0)),
          law.sides(given, y),
        ),
      );
    });
    const whole = (x: number) => tf.fill([n, 1], x) as tf.Tensor2D;
    return gradient([whole(mu), whole(sd)]).map((x) => rowsOf(x as tf.Tensor2D).map(([value]) => value as number));
  });
  const h = 1e-4;
  const wanted = [
    (exact(mu + h, sd, limit) - exact(mu - h, sd, limit)) / (2 * h),
    (exact(mu, sd + h, limit) - exact(mu, sd - h, limit)) / (2 * h),
  ];
  for (const [i, values] of drawn.entries())
    expect(Math.abs(mean(values) - (wanted[i] as number))).toBeLessThan(4 * errorOfMean(values));
});

test("sides are probabilities that add up to 1", () => {
  const law = censored(normal({ mean: mu, sd }), limits[0]) as Law & Required<Pick<Law, "sides">>;
  const logs = tidied(() => {
    const given = [tf.fill([3, 1], mu), tf.fill([3, 1], sd)] as tf.Tensor2D[];
    return Array.from(law.sides(given, tf.tensor2d([[-0.3], [0.2], [1.1]])).dataSync());
  });
  const low = cumulative(-0.3, mu, sd);
  const high = 1 - cumulative(1.1, mu, sd);
  [low, 1 - low - high, high].forEach((p, i) => {
    expect(Math.exp(logs[i] as number)).toBeCloseTo(p, 4);
  });
});
