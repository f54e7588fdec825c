/** How far what is trained is from quadrature, averaged over outcomes: linear model, ten places, skewed noise. */
import * as tf from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { fixed } from "../../policies/fixed.js";
import { linear } from "../../simulators/linear.js";
import { drained } from "../../src/basics/steps.js";
import type { PosteriorTask } from "../../src/contracts/posterior.js";
import { tidied } from "../../src/engine/tensors.js";
import { createSimulator } from "../../src/modelling/defineSimulator.js";
import { key, split } from "../../src/numbers/keys.js";
import { posteriors } from "../../src/posteriors/index.js";
import { experimentsOf } from "../../src/runs/calibrate/experiments.js";
import { type Calibrated, sources } from "../../src/runs/calibrate/sources.js";
import { simulatorsOf } from "../../src/runs/infer/seen.js";
import { moments as momentsOf } from "../support/statistics.js";

const places = [-10, -8, -5, -3, -1, 1, 3, 5, 8, 10];
const outcomes = 200;
/** Points a side of a lattice over so many standard deviations to each side of the exact mean. */
const [side, reach] = [81, 6];

type LogDensity = (theta: tf.Tensor2D) => tf.Tensor1D;

const simulator = createSimulator(linear, places.length);
const policy = fixed(places);
const { logDensity: prior } = simulator.prior as { logDensity: LogDensity };

/** Shares of a lattice's rows and of its columns; `of` is all that there is, where the lattice may not hold it. */
function marginals(weights: readonly number[], of: number): [number[], number[]] {
  const sums = [new Array<number>(side).fill(0), new Array<number>(side).fill(0)] as [number[], number[]];
  for (const [at, weight] of weights.entries()) {
    const [i, j] = [Math.floor(at / side), at % side];
    sums[0][i] = (sums[0][i] as number) + weight / of;
    sums[1][j] = (sums[1][j] as number) + weight / of;
  }
  return sums;
}

const sum = (all: readonly number[]): number => all.reduce((total, x) => total + x, 0);

/** Mean total variation of intercept and slope. */
async function distances(from: "density" | "scores", steps: number): Promise<[number, number]> {
  const k = split(key(0), "experiments", from, "exact");
  const experiments = await experimentsOf(simulator, { policy, params: {} }, k.experiments, outcomes);
  const of = simulatorsOf({ create: (n) => createSimulator(linear, n) });
  const training = { steps, batch: 256, density: "flow", critic: "gaussian" };
  const calibrated: Calibrated = { simulator, of, prior: simulator.prior, policy, params: {}, training };
  const known = await drained(sources.likelihood(calibrated, k.exact));
  const learned = await drained(sources[from](calibrated, k[from]));
  const found: [number[], number[]] = [[], []];
  for (let o = 0; o < outcomes; o++) {
    const made = experiments.made(o);
    const [exact, own] = [known.task(made), learned.task(made)];
    const { moments } = await drained(posteriors.grid.draw(exact, k.exact, 100));
    const [a, b] = moments as [{ mean: number; sd: number }, { mean: number; sd: number }];
    const at = ({ mean, sd }: typeof a, i: number) => mean + ((2 * i) / (side - 1) - 1) * reach * sd;
    const rows = Array.from({ length: side ** 2 }, (_, i) => [at(a, Math.floor(i / side)), at(b, i % side)]);
    const area = (((2 * reach) / (side - 1)) ** 2 * a.sd * b.sd) as number;
    const weightsOf = (log: LogDensity): number[] => {
      const values = tidied(() => Array.from(log(tf.tensor2d(rows)).dataSync()));
      const most = Math.max(...values);
      return values.map((value) => Math.exp(value - most));
    };
    const withPrior =
      (log: LogDensity): LogDensity =>
      (theta) =>
        tf.add(prior(theta), log(theta));
    const right = weightsOf(withPrior((exact as Required<PosteriorTask>).logLikelihood));
    const { density, scores } = own;
    const theirs = density
      ? tidied(() => Array.from(density.logDensity(tf.tensor2d(rows)).dataSync())).map((value) => Math.exp(value) * area)
      : weightsOf(withPrior(scores as LogDensity));
    const [p, q] = [marginals(right, sum(right)), marginals(theirs, density ? 1 : sum(theirs))];
    for (const j of [0, 1] as const) {
      const beyond = Math.abs(1 - sum(q[j])); // what a density has outside of the lattice
      found[j].push(0.5 * (sum(p[j].map((x, i) => Math.abs(x - (q[j][i] as number)))) + beyond));
    }
    exact.dispose();
    own.dispose();
  }
  learned.dispose();
  return found.map((all) => momentsOf(all).mean) as [number, number];
}

test.each([
  ["density", 8000, 0.05],
  ["scores", 2000, 0.1],
] as const)(
  "by %s after %d steps: marginals within %d of quadrature",
  async (from, steps, most) => {
    for (const distance of await distances(from, steps)) expect(distance).toBeLessThan(most);
  },
  900_000,
);
