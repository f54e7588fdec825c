/**
 * How much to give and when to take blood, decided together: one measurement has two numbers, and three outcomes come from one sample.
 *   floe train doseAndTime.ts --horizon 3
 */
import { box, column, columns, defineSimulator, mixed, priors, random, repeated, split, tf } from "floe";

const { independent, logNormal } = priors;

const prior = independent({
  ke: { ...logNormal(Math.log(0.2), 0.4), unit: "1/h" },
  V: { ...logNormal(Math.log(15), 0.3), unit: "L" },
  slope: logNormal(Math.log(0.8), 0.3),
});

/** Standard deviations of the errors of the three assays, as shares and in their units. */
const [share, floor] = [0.08, 0.15];

/** theta [n, 3], place [1 or n, 2]: mg, h; to [n, 3]: drug, its metabolite, effect. */
function assays(theta: tf.Tensor2D, place: tf.Tensor2D): tf.Tensor2D {
  const [ke, volume, slope] = [column(theta, 0), column(theta, 1), column(theta, 2)] as const;
  const [dose, hours] = [column(place, 0), column(place, 1)] as const;
  const drug = tf.mul(tf.div(dose, volume), tf.exp(tf.neg(tf.mul(ke, hours))));
  const metabolite = tf.mul(tf.div(dose, volume), tf.sub(1, tf.exp(tf.neg(tf.mul(ke, hours)))));
  const effect = tf.div(tf.mul(10, tf.mul(slope, drug)), tf.add(5, drug)); // it saturates: more is not better for ever
  return columns(drug as tf.Tensor2D, metabolite as tf.Tensor2D, effect as tf.Tensor2D);
}

export default defineSimulator({
  name: "doseAndTime",
  summary: "drug, metabolite and effect after a dose, from one sample each",
  use: "an example of measurements of two numbers with three outcomes",
  settings: {},
  defaultDesigns: 3,
  create(designs) {
    const one = mixed([
      box({ low: 5, high: 500, dim: 1, names: ["dose"], unit: "mg", scale: "log" }),
      box({ low: 0.25, high: 24, dim: 1, names: ["time"], unit: "h" }),
    ]);
    const names = ["drug", "metabolite", "effect"];
    const seen = (clean: tf.Tensor2D, z: tf.Tensor2D) => tf.add(clean, tf.mul(z, tf.add(floor, tf.mul(share, clean))));
    const at = (design: tf.Tensor2D, i: number) => tf.slice(design, [0, 2 * i], [-1, 2]);
    const measure = (theta: tf.Tensor2D, place: tf.Tensor2D, noise: { readonly [name: string]: tf.Tensor }, step: number) =>
      seen(assays(theta, place), tf.slice(noise.z as tf.Tensor2D, [0, 3 * step], [-1, 3])) as tf.Tensor2D;
    return {
      name: "doseAndTime",
      summary: "drug, metabolite and effect after a dose",
      settings: {},
      prior,
      designs: repeated(one, designs),
      outcome: {
        names: Array.from({ length: designs }, (_, i) => names.map((name) => `${name}${i + 1}`)).flat(),
        unit: "",
        units: Array.from({ length: designs }, () => ["mg/L", "mg/L", "points"]).flat(),
        kind: "continuous",
      },
      draw(key, n) {
        const k = split(key, "prior", "errors");
        return { theta: prior.sample(k.prior, n), noise: { z: random.normal(k.errors, [n, 3 * designs]) } };
      },
      simulate: (theta, design, noise) =>
        tf.concat(
          Array.from({ length: designs }, (_, i) => measure(theta, at(design, i), noise, i)),
          1,
        ),
      measure,
    };
  },
});
