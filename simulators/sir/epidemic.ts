/** What epidemics have in common, whatever their compartments: the infected are counted at chosen times, exactly or by a Poisson count. */
import * as tf from "@tensorflow/tfjs-core";
import { increasingTimes } from "../../designs/index.js";
import type { Outcome, Prior, Simulator } from "../../src/contracts/simulator.js";
import type { Noise } from "../../src/contracts/values.js";
import { column } from "../../src/engine/tensors.js";
import type { SdeSpec } from "../../src/modelling/dynamics/equations.js";
import { type SdeOptions, solveSde } from "../../src/modelling/dynamics/solveSde.js";
import { normals } from "../../src/numbers/distributions.js";
import { poissonQuantile } from "../../src/numbers/poissonQuantile.js";
import { normalTail } from "../../src/numbers/special.js";
import { checkStart, type Settings } from "./presets.js";

/** Share of the infected that a Poisson observation reports on average. */
const reported = 0.95;

/**
 * Half the window of the difference that stands for dI/dt, days: see readPath. Against finite differences of a bound, 0.5 is off by
 * about 1 % and 2 by about 10 %, while the noise of the gradient, which comes from which paths are drawn, is the same for both.
 */
const halfWidth = 0.5;

/** What an epidemic is, beside its settings. */
export interface Epidemic {
  readonly name: string;
  readonly summary: string;
  readonly prior: Prior;
  readonly equations: Pick<SdeSpec, "where" | "equations" | "start" | "within" | "over">;
}

/** Its paths. The equations call the population N and those infected on day 0 I0; the infected are I. */
export function pathsOfEpidemic({ name, prior, equations }: Omit<Epidemic, "summary">, given: Settings): SdeOptions {
  checkStart(name, given);
  return {
    name,
    prior,
    constants: { N: given.population, I0: given.infected },
    ...equations,
    record: ["I"],
    ...(given.filter ? { keep: "mean(I) >= 1" } : {}),
    horizon: given.days,
    dt: given.dt,
  };
}

/** The number infected is a diffusion, so it need not be whole; a Poisson count has no end, but practically one. */
function observed({ population }: Settings, poisson: boolean): Omit<Outcome, "names"> {
  if (!poisson) return { unit: "people", kind: "continuous", low: 0, high: population };
  const most = reported * population;
  return { unit: "reported cases", kind: "count", high: Math.ceil(most + 9 * Math.sqrt(most) + 30) };
}

export function createEpidemic(epidemic: Epidemic, designs: number, given: Settings): Simulator {
  const { days, observation } = given;
  const poisson = observation === "poisson";
  const solved = solveSde(pathsOfEpidemic(epidemic, given));
  const infected = (noise: Noise, times: tf.Tensor2D) => solved.read(noise, times, { halfWidth: Math.min(halfWidth, days / 40) });
  const curve = solved.curve({ xTitle: "time (days)", yTitle: "infected (people)" });
  return {
    name: epidemic.name,
    summary: epidemic.summary,
    settings: { ...given },
    prior: solved.prior,
    designs: increasingTimes({
      low: 0,
      high: 0.9999 * days,
      dim: designs,
      unit: "days",
      spread: [0.01 * days, 0.99 * days],
    }),
    outcome: { names: Array.from({ length: designs }, (_, i) => `y${i + 1}`), ...observed(given, poisson) },
    bank: solved.bank({
      dropped: "had a mean of fewer than 1 infected",
      // The normals of a count, and their upper tail probabilities, which keep digits that 1 - tail would lose.
      ...(poisson ? { noise: (key, n) => withTails(normals(key, n * designs)) } : {}),
    }),
    simulate(_theta, design, noise) {
      const mean = infected(noise, design);
      return poisson ? poissonQuantile(tf.mul(reported, mean), noise.z as tf.Tensor2D, noise.tail as tf.Tensor2D) : mean;
    },
    measure(_theta, at, noise, step) {
      const mean = infected(noise, at);
      if (!poisson) return mean;
      const [z, tail] = [column(noise.z as tf.Tensor2D, step), column(noise.tail as tf.Tensor2D, step)];
      return poissonQuantile(tf.mul(reported, mean), z, tail);
    },
    // The root makes the noise of a count the same at every count; 3/8 (Anscombe 1948) keeps its slope finite where none are infected.
    features: { theta: (theta) => tf.log(theta), outcome: { kind: "sqrt", scale: 1, shift: 3 / 8 } },
    curve: {
      ...curve,
      // The path is the course itself; a count is then its median.
      quiet: ({ z, tail, ...others }) => ({
        ...others,
        ...(z && tail ? { z: tf.zerosLike(z), tail: tf.fill(tail.shape, 0.5) } : {}),
      }),
    },
  };
}

const withTails = (z: Float32Array) => ({ z, tail: Float32Array.from(z, normalTail) });
