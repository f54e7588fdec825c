/** Beliefs where draws from the prior with weights are not enough: by a posterior of the registry. */
import * as tf from "@tensorflow/tfjs-core";
import { InputError } from "../basics/errors.js";
import { drained } from "../basics/steps.js";
import type { PosteriorMethod, PosteriorSample, PosteriorTask } from "../contracts/posterior.js";
import type { Draw, Prior, Simulator } from "../contracts/simulator.js";
import type { Key } from "../contracts/values.js";
import { tidied } from "../engine/tensors.js";
import { outcomeFeature } from "../experiment/features.js";
import { likelihoodOf } from "../modelling/likelihoods.js";
import { fixedKey } from "../numbers/keys.js";
import { strangeness, strangeToLearned } from "../numbers/strangeness.js";
import { weightedSummary } from "../numbers/weightedDraws.js";
import { type History, isLost, type Observation } from "../portable/policy.js";
import type { Belief } from "./belief.js";
import { chosenPosterior } from "./chosen.js";

/** The same beliefs whenever a file is opened. */
const key: Key = fixedKey("surerBeliefs");

const draws = 4000;

/** With so many effective draws the ends of an interval of 90 % are known to a tenth of a standard deviation. */
const enough = 1000;

export interface Surer {
  /** @param quick what weights say @returns it, or what is surer */
  instead(quick: Belief, history: History["observations"]): Promise<Belief>;
  dispose(): void;
}

/** With a likelihood: the best posterior that can be had. @param prefixes the simulator of the first 1, 2, .. measurements */
export function byPosterior(prefixes: readonly Simulator[]): Surer {
  return {
    async instead(quick, history) {
      const observations = history.filter((one): one is Observation => !isLost(one));
      if (quick.ess >= enough || quick.ess === 0) return quick; // 0: nothing explains it, or it cannot be told
      const logs = prefixes.slice(0, observations.length).map((prefix, i) => logLikelihood(prefix, observations.slice(0, i + 1)));
      const { prior } = prefixes[0] as Simulator;
      const task: PosteriorTask = { prior, logLikelihood: logs.at(-1) as (typeof logs)[0], logLikelihoods: logs };
      return asBelief(chosenPosterior(task).method, task).catch((error: unknown) => {
        if (error instanceof InputError) return quick;
        throw error;
      });
    },
    dispose() {},
  };
}

function logLikelihood(prefix: Simulator, observations: readonly Observation[]): NonNullable<PosteriorTask["logLikelihood"]> {
  const [design, outcome] = (["design", "outcome"] as const).map((part) => observations.map((one) => one[part][0] as number));
  const known = likelihoodOf(prefix) as NonNullable<ReturnType<typeof likelihoodOf>>;
  return (theta) => tf.reshape(known(theta, tf.tensor2d([design as number[]]), tf.tensor2d([outcome as number[]])), [-1]);
}

interface Simulated {
  /** The whole experiment's. */
  readonly simulator: Simulator;
  /** Of which it can be told whether what was seen is like any. */
  readonly few: Draw | undefined;
  simulate(): Promise<Draw>;
}

/** Without a likelihood: the simulations most like what was seen, where critics know no such experiment. Simulated once, when they are needed. */
export function likeSimulations({ simulator, few, simulate }: Simulated): Surer {
  let many: Draw | undefined;
  return {
    async instead(quick, history) {
      const measured = history.flatMap((one, step) => (isLost(one) ? [] : [{ ...one, step }]));
      const seen = seenOf(simulator, measured);
      const isStrange = few !== undefined && strangeness(featuresOf(simulator, few, measured), seen).p < strangeToLearned;
      const isKnown = quick.parameters.length > 0 && !isStrange;
      if (isKnown || !simulator.measure) return quick;
      many ??= await simulate();
      const { prior } = simulator;
      const theta = { columns: prior.names.length, values: many.theta.dataSync() };
      const task: PosteriorTask = { prior, simulations: { theta, features: featuresOf(simulator, many, measured), seen } };
      const belief = await asBelief(chosenPosterior(task).method, task);
      const why = isStrange
        ? "the outcomes are unlike nearly all that the critic was trained on"
        : (quick.warnings ?? []).join("; ").replace(": no intervals", "");
      const instead = `${why}: believed are the simulations most like them, of ${many.theta.shape[0].toLocaleString("en-US")} at the places that were measured; these beliefs are rough`;
      return { ...belief, warnings: [instead, ...(belief.warnings ?? [])] };
    },
    dispose: () => tf.dispose([many?.theta, many?.noise]),
  };
}

type Measured = Observation & { readonly step: number };

/** Of simulated experiments, measured where these were: [n, measurements]. */
function featuresOf(simulator: Simulator, { theta, noise }: Draw, measured: readonly Measured[]) {
  const measure = simulator.measure as NonNullable<Simulator["measure"]>;
  const values = tidied(() => {
    const outcomes = measured.map(({ design, step }) => measure.call(simulator, theta, tf.tensor2d([[...design]]), noise, step));
    return Float32Array.from(outcomeFeature(simulator, tf.concat(outcomes, 1) as tf.Tensor2D).dataSync());
  });
  return { columns: values.length / theta.shape[0], values };
}

const seenOf = (simulator: Simulator, measured: readonly Measured[]): Float32Array =>
  tidied(() =>
    Float32Array.from(outcomeFeature(simulator, tf.tensor2d([measured.flatMap(({ outcome }) => outcome)])).dataSync()),
  );

async function asBelief(method: PosteriorMethod, task: PosteriorTask): Promise<Belief> {
  return summed(await drained(method.draw(task, key, draws)), task.prior, method.name);
}

function summed({ theta, ess, warnings }: PosteriorSample, { names, units }: Prior, by: string): Belief {
  const p = names.length;
  const n = theta.length / p;
  const equal = new Float64Array(n).fill(1 / n);
  return {
    ess: Math.min(...ess),
    by,
    parameters: names.map((name, j) => {
      const values = Float64Array.from({ length: n }, (_, i) => theta[i * p + j] as number);
      return { name, unit: units[j] as string, ...weightedSummary(values, equal) };
    }),
    ...(warnings.length > 0 ? { warnings } : {}),
  };
}
