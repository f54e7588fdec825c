/** When to count the infected: a stochastic epidemic with unknown rates of infection and recovery. */
import * as tf from "@tensorflow/tfjs-core";
import { increasingTimes } from "../designs/index.js";
import type { Curve, Outcome, Prior, Simulator } from "../src/contracts/simulator.js";
import { column, rowsOf } from "../src/engine/tensors.js";
import { defineSimulator } from "../src/modelling/defineSimulator.js";
import { independent, logNormal, truncatedNormal } from "../src/modelling/priors.js";
import { poissonQuantile } from "../src/numbers/poissonQuantile.js";
import { pathBank, simulateBank } from "./sir/bank.js";
import { gridIntervals, gridPoints, type Model } from "./sir/block.js";
import { modelOf, presetDefaults, type Settings, settings } from "./sir/presets.js";
import type { RatePrior } from "./sir/ratePrior.js";
import { readPath } from "./sir/read.js";
import { survivingRates } from "./sir/survivors.js";

/** Share of the infected that a Poisson observation reports on average. */
const reported = 0.95;

/**
 * Half the window of the difference that stands for dI/dt, days: see readPath. Against finite differences of a bound, 0.5 is off by
 * about 1 % and 2 by about 10 %, while the noise of the gradient, which comes from which paths are drawn, is the same for both.
 */
const halfWidth = 0.5;

function marginal({ kind, centre, sd }: RatePrior, j: 0 | 1) {
  return { ...(kind === "logNormal" ? logNormal(centre[j], sd[j]) : truncatedNormal(centre[j], sd[j], 0)), unit: "1/day" };
}

/**
 * The prior in effect. With the filter it is that of the epidemics kept, for which there is no density; its draws then cost a
 * simulation each, so whoever has a bank takes theta from there.
 */
function priorOf(model: Model): Prior {
  const nominal = independent({ beta: marginal(model.prior, 0), gamma: marginal(model.prior, 1) });
  if (model.leastMean === 0) return nominal;
  const { names, units, support } = nominal;
  return {
    names,
    units,
    ...(support ? { support } : {}),
    sample: (key, n) => tf.tensor2d(survivingRates(model, key, n), [n, 2]),
  };
}

function curves(model: Model): Curve {
  const every = 2;
  const places = Array.from({ length: gridIntervals / every + 1 }, (_, i) => i * every);
  return {
    xTitle: "time (days)",
    yTitle: "infected (people)",
    xs: places.map((g) => (g / gridIntervals) * model.days),
    async paths(key, count) {
      const { paths } = await simulateBank(model, key, count);
      return Array.from({ length: count }, (_, i) => places.map((g) => paths[i * gridPoints + g] as number));
    },
    of: ({ noise: { path } }) => rowsOf(path as tf.Tensor2D).map((row) => places.map((g) => row[g] as number)),
    // The path is the course itself; a count is then its median.
    quiet: ({ path, z, tail, ...others }) => ({
      ...others,
      path: path as tf.Tensor,
      ...(z && tail ? { z: tf.zerosLike(z), tail: tf.fill(tail.shape, 0.5) } : {}),
    }),
  };
}

/** The number infected is a diffusion, so it need not be whole; a Poisson count has no end, but practically one. */
function observed({ population }: Model, poisson: boolean): Omit<Outcome, "names"> {
  if (!poisson) return { unit: "people", kind: "continuous", low: 0, high: population };
  const most = reported * population;
  return { unit: "reported cases", kind: "count", high: Math.ceil(most + 9 * Math.sqrt(most) + 30) };
}

function create(designs: number, given: Settings): Simulator {
  const model = modelOf(given);
  const { days, observation } = given;
  const poisson = observation === "poisson";
  return {
    name: "sir",
    summary: sir.summary,
    settings: { ...given },
    prior: priorOf(model),
    designs: increasingTimes({
      low: 0,
      high: 0.9999 * days,
      dim: designs,
      unit: "days",
      spread: [0.01 * days, 0.99 * days],
    }),
    outcome: { names: Array.from({ length: designs }, (_, i) => `y${i + 1}`), ...observed(model, poisson) },
    bank: pathBank(model, { size: 20_000, refreshEvery: 500, noiseDim: poisson ? designs : 0 }),
    simulate(_theta, design, { path, z, tail }) {
      const infected = readPath(path as tf.Tensor2D, design, days, Math.min(halfWidth, days / 40));
      return poisson ? poissonQuantile(tf.mul(reported, infected), z as tf.Tensor2D, tail as tf.Tensor2D) : infected;
    },
    measure(_theta, at, { path, z, tail }, step) {
      const infected = readPath(path as tf.Tensor2D, at, days, Math.min(halfWidth, days / 40));
      if (!poisson) return infected;
      return poissonQuantile(tf.mul(reported, infected), column(z as tf.Tensor2D, step), column(tail as tf.Tensor2D, step));
    },
    // The root makes the noise of a count the same at every count; 3/8 (Anscombe 1948) keeps its slope finite where none are infected.
    features: { theta: (theta) => tf.log(theta), outcome: { kind: "sqrt", scale: 1, shift: 3 / 8 } },
    curve: curves(model),
  };
}

export const sir = defineSimulator({
  name: "sir",
  summary: "number infected at chosen times in a stochastic epidemic (SIR) with unknown rates of infection and recovery",
  use: "no likelihood; timing observations of a process that is expensive or impossible to model in closed form",
  reference: "FLO appendix L.3, equations S54 and S55; preset surveillance: Ivanova et al. 2021, arXiv:2111.02329",
  settings,
  defaultsFor: presetDefaults,
  defaultDesigns: 5,
  create,
  recommended: () => ({ designRate: 0.2, steps: 3000 }),
  presets: { paper: { estimator: "flo", batch: 64, hidden: [64, 64] } },
});
