/** Measurements of several numbers against what quadrature says. */
import * as tf from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { box, mixed, repeated } from "../../designs/index.js";
import { drained } from "../../src/basics/steps.js";
import type { Simulator, SimulatorFamily } from "../../src/contracts/simulator.js";
import { column, piece } from "../../src/engine/tensors.js";
import { defineSimulator } from "../../src/modelling/defineSimulator.js";
import { forOwnDesigns, paired } from "../../src/modelling/likelihoods.js";
import { independent, normal } from "../../src/modelling/priors.js";
import { normal as normals } from "../../src/numbers/distributions.js";
import { split } from "../../src/numbers/keys.js";
import { designExperiment } from "../../src/runs/designExperiment.js";

const backend = tf.getBackend() === "tensorflow" ? "native" : "wasm";

/** What is left of a dose, y = dose·exp(-k·t) with an error of a tenth of the dose and a floor: log k ~ N(log 0.3, 0.5²). */
const [logRate, rateSd, floor, share] = [Math.log(0.3), 0.5, 0.4, 0.1];

const doseAndTime: SimulatorFamily = defineSimulator({
  name: "doseAndTimeTest",
  summary: "what is left of a dose",
  use: "a gain that quadrature knows",
  settings: {},
  defaultDesigns: 1,
  create(designs): Simulator {
    const prior = independent({ logK: normal(logRate, rateSd) });
    const one = mixed([
      box({ low: 0.1, high: 20, dim: 1, names: ["dose"], unit: "mg", scale: "log" }),
      box({ low: 0, high: 24, dim: 1, names: ["t"], unit: "h" }),
    ]);
    const mean = (theta: tf.Tensor2D, at: tf.Tensor2D) =>
      tf.mul(column(at, 0), tf.exp(tf.neg(tf.mul(tf.exp(theta), column(at, 1))))) as tf.Tensor2D;
    // Large doses are read less well, and are bad for whoever takes them: the error grows with the square beyond 8 mg.
    const sd = (at: tf.Tensor2D) =>
      tf.add(floor, tf.mul(share, tf.add(column(at, 0), tf.square(tf.relu(tf.sub(column(at, 0), 8)))))) as tf.Tensor2D;
    const measure: NonNullable<Simulator["measure"]> = (theta, at, { z }, step) =>
      tf.add(mean(theta, at), tf.mul(sd(at), column(z as tf.Tensor2D, step)));
    return {
      name: "doseAndTimeTest",
      summary: "what is left of a dose",
      settings: {},
      prior,
      designs: repeated(one, designs),
      outcome: { names: Array.from({ length: designs }, (_, i) => `left${i + 1}`), unit: "mg" },
      draw(key, n) {
        const k = split(key, "prior", "error");
        return { theta: prior.sample(k.prior, n), noise: { z: normals(k.error, [n, designs]) } };
      },
      simulate: (theta, design, noise) =>
        tf.concat(Array.from({ length: designs }, (_, i) => measure(theta, piece(design, i, 2), noise, i)), 1), // biome-ignore format: one thing
      measure,
      logLikelihood: forOwnDesigns((theta, design, outcome) => {
        const own = tf.tile(design, [design.shape[0] === 1 ? outcome.shape[0] : 1, 1]) as tf.Tensor2D;
        const [each, all, seen] = paired(theta, own, outcome);
        const terms = Array.from({ length: designs }, (_, i) => {
          const at = piece(all, i, 2);
          const apart = tf.div(tf.sub(column(seen, i), mean(each, at)), sd(at));
          return tf.sub(tf.mul(-0.5, tf.square(apart)), tf.log(tf.mul(Math.sqrt(2 * Math.PI), sd(at))));
        });
        return tf.reshape(tf.addN(terms), [theta.shape[0], outcome.shape[0]]);
      }),
    };
  },
});

/** I(k; y) of one measurement: H(y) - H(y given k), by sums over k and y. */
function exactGain(dose: number, t: number): number {
  const ks = Array.from({ length: 161 }, (_, i) => -4 + i / 20);
  const raw = ks.map((z) => Math.exp(-0.5 * z * z));
  const total = raw.reduce((a, b) => a + b);
  const sd = floor + share * (dose + Math.max(0, dose - 8) ** 2);
  const means = ks.map((z) => dose * Math.exp(-Math.exp(logRate + rateSd * z) * t));
  const step = sd / 12;
  let h = 0;
  for (let y = -6 * sd; y < dose + 6 * sd; y += step) {
    const p =
      means.reduce((sum, mu, i) => sum + ((raw[i] as number) / total) * Math.exp(-0.5 * ((y - mu) / sd) ** 2), 0) /
      (sd * Math.sqrt(2 * Math.PI));
    if (p > 1e-300) h -= p * Math.log(p) * step;
  }
  return h - 0.5 * Math.log(2 * Math.PI * Math.E * sd * sd);
}

test("a dose and a time, chosen together, are the best of a grid of both, to 2 %", async () => {
  const doses = Array.from({ length: 24 }, (_, i) => 0.1 * 200 ** (i / 23));
  const times = Array.from({ length: 30 }, (_, i) => (i + 0.5) * 0.8);
  const most = Math.max(...doses.flatMap((dose) => times.map((t) => exactGain(dose, t))));
  expect(most).toBeGreaterThan(0.3);
  const { design, gain } = await drained(
    designExperiment({
      simulator: doseAndTime,
      seed: 2,
      backend,
      training: { steps: 400, batch: 128, restarts: 2 },
      evaluation: { samples: 2000, contrasts: 2000 },
    }),
  );
  const [dose, t] = design as [number, number];
  const found = exactGain(dose, t);
  expect(found).toBeGreaterThan(0.98 * most);
  expect(Math.abs((gain.lower?.value ?? 0) - found)).toBeLessThan(4 * (gain.lower?.se ?? 0) + 0.01);
});
