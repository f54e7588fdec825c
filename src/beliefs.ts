/**
 * What is believed about theta in the middle of an experiment: draws from the prior, weighted by how well each explains what was seen.
 * With a likelihood the weights are exact. Without, a critic that was trained for so many measurements gives them: at the optimum of
 * InfoNCE its score is log p(outcomes | theta) up to a constant of the outcomes (Oord et al. 2018, arXiv:1807.03748, section 2.3).
 */
import * as tf from "@tensorflow/tfjs-core";
import { createSimulator } from "./defineSimulator.js";
import { check, InputError, messageOf } from "./errors.js";
import { estimators } from "./estimators/index.js";
import { likelihoodOf } from "./likelihoods.js";
import { buildObjective } from "./objective.js";
import { key } from "./random.js";
import type { Observation, PortablePolicy } from "./runtime/index.js";
import { tidied, unpackTensor } from "./tensor.js";
import type { BeliefsFile, PackedTensor, Params, PortableCritic, Simulator, SimulatorFamily } from "./types.js";
import { effectiveSize, normalisedWeights, type WeightedSummary, weightedSummary } from "./weightedDraws.js";

export interface Belief {
  /** Effective sample size: so many draws from the posterior would say as much. */
  readonly ess: number;
  /** None where so few draws are left that their spread would say nothing. */
  readonly parameters: readonly ({ readonly name: string; readonly unit: string } & WeightedSummary)[];
  /** Why these numbers are rough, in words; absent where they are not. */
  readonly warnings?: readonly string[];
}

export interface Beliefs {
  /** @returns undefined where no critic was trained for so many measurements, or there are none yet */
  after(observations: readonly Observation[]): Belief | undefined;
  /** Frees the draws. */
  dispose(): void;
}

/** Draws from the prior where a likelihood weighs them: a thousand effective ones are left of them by 5 nats. */
const priorDraws = 200_000;
const fewDraws = 50;
/** With fewer, an interval of 90 % would rest on its two ends, or on a single draw. */
const leastDraws = 10;
/** Share of the range of a measurement's place: what is nearer to the advice is as good as there. */
const offAdvice = 0.01;

/**
 * @param family the simulator that `file` names @param policy whose experiments the critics have seen
 * @throws InputError for a file that is damaged or belongs to another policy
 */
export function openBeliefs(family: SimulatorFamily, file: BeliefsFile, policy: PortablePolicy): Beliefs {
  check(file?.kind === "beliefs", "this is no file of beliefs: floe train writes beliefs.json into its run folder");
  const { simulator: name, horizon } = policy.data;
  const prefixes = Array.from({ length: horizon }, (_, i) => createSimulator(family, i + 1, file.settings));
  check(
    prefixes[0]?.name === name && file.horizon === horizon,
    `these beliefs are about ${file.horizon} measurements of ${prefixes[0]?.name}, and the policy is about ${horizon} of ${name}`,
  );
  const { prior } = prefixes[0] as Simulator;
  const { thetas, weigh } = inWords(() => opened(prefixes, file));
  return {
    after(observations) {
      const scores = weigh[observations.length - 1];
      if (!scores) return undefined;
      const { near, warnings } = file.learned ? nearAdvice(policy, observations) : { near: observations, warnings: [] };
      return tidied(() => summary(thetas, scores(thetas, near), prior, warnings));
    },
    dispose: () => thetas.dispose(),
  };
}

/** Damage shows before the experiment begins, not in the middle of it. */
function opened(
  prefixes: readonly Simulator[],
  file: BeliefsFile,
): { thetas: tf.Tensor2D; weigh: readonly (Scorer | undefined)[] } {
  const weigh = prefixes.map((prefix, i) => scorer(prefix, file.learned?.critics[i]));
  const thetas = tf.tidy(() => {
    const draws = drawsOf(prefixes[0] as Simulator, file);
    const two = tf.slice(draws, [0, 0], [2, -1]);
    for (const [i, scores] of weigh.entries()) scores?.(two, Array(i + 1).fill({ design: [1], outcome: [1] })).dataSync();
    return draws;
  });
  return { thetas, weigh };
}

/** Log weights [n] of thetas [n, p]. */
type Scorer = (thetas: tf.Tensor2D, observations: readonly Observation[]) => tf.Tensor;

function scorer(prefix: Simulator, critic: PortableCritic | null | undefined): Scorer | undefined {
  const logLikelihood = likelihoodOf(prefix);
  if (logLikelihood)
    return (thetas, observations) => tf.reshape(logLikelihood(thetas, ...rowsOf(observations, 1)), [thetas.shape[0]]);
  if (!critic) return undefined;
  const objective = buildObjective(prefix, estimators.infoNce, critic.options, critic.scaling);
  return (thetas, observations) => {
    const params: Params = Object.fromEntries(
      Object.entries(critic.parameters).map(([name, packed]) => [name, unpacked(packed)]),
    );
    // The experiment twice: designs of several rows are part of what the critic reads.
    const scores = objective.scores(params, thetas, ...rowsOf(observations, 2));
    return tf.slice(scores, [0, 0], [-1, 1]);
  };
}

/** Designs [n, t] and outcomes [n, t], all rows alike. */
function rowsOf(observations: readonly Observation[], n: number): [tf.Tensor2D, tf.Tensor2D] {
  const rows = (part: keyof Observation) =>
    tf.tensor2d(Array.from({ length: n }, () => observations.map((one) => one[part][0] as number)));
  return [rows("design"), rows("outcome")];
}

function drawsOf({ prior, logLikelihood }: Simulator, { learned }: BeliefsFile): tf.Tensor2D {
  if (logLikelihood) return prior.sample(key(0), priorDraws);
  check(learned !== undefined, "the file of beliefs is damaged: without a likelihood it needs critics");
  return unpacked(learned.thetas) as tf.Tensor2D;
}

function unpacked(packed: PackedTensor): tf.Tensor {
  const tensor = unpackTensor(packed);
  check(tensor.dataSync().every(Number.isFinite), "the file of beliefs is damaged: it holds what is no number");
  return tensor;
}

function inWords<T>(open: () => T): T {
  try {
    return open();
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError(`the file of beliefs is damaged, or of another simulator: ${messageOf(error)}`);
  }
}

function summary(
  thetas: tf.Tensor2D,
  logs: tf.Tensor,
  { names, units }: Simulator["prior"],
  warnings: readonly string[],
): Belief {
  const weights = normalisedWeights(logs.dataSync());
  if (!weights) return { ess: 0, parameters: [], warnings: [...warnings, "no draw from the prior explains what was seen"] };
  const ess = effectiveSize(weights);
  if (ess < leastDraws) {
    const tooFew = `the draws from the prior are too few for this history (effective sample size ${ess.toFixed(0)}): no intervals`;
    return { ess, parameters: [], warnings: [...warnings, tooFew] };
  }
  const parameters = names.map((name, j) => {
    const values = tf.slice(thetas, [0, j], [-1, 1]).dataSync();
    return { name, unit: units[j] as string, ...weightedSummary(values, weights) };
  });
  const few = `only ${ess.toFixed(0)} effective draws: these beliefs are rough`;
  const all = [...warnings, ...(ess < fewDraws ? [few] : [])];
  return { ess, parameters, ...(all.length > 0 ? { warnings: all } : {}) };
}

/**
 * A critic knows the experiments that its policy makes, and no others: places that are as good as the advised ones are taken for them, and
 * all others are told.
 */
function nearAdvice(
  policy: PortablePolicy,
  observations: readonly Observation[],
): { near: readonly Observation[]; warnings: string[] } {
  const { space } = policy.data;
  const session = policy.start();
  const elsewhere: number[] = [];
  const near = observations.map((observation, i) => {
    const [low, high] = space.kind === "box" ? [space.low[i] as number, space.high[i] as number] : [space.low, space.high];
    const [advised, done] = [session.next()?.design[0] ?? Number.NaN, observation.design[0] as number];
    session.observe(observation);
    if (Math.abs(done - advised) <= offAdvice * (high - low)) return { ...observation, design: [advised] };
    elsewhere.push(i + 1);
    return observation;
  });
  if (elsewhere.length === 0) return { near, warnings: [] };
  const last = elsewhere.at(-1) as number;
  const which =
    elsewhere.length === 1
      ? `measurement ${last} was not where it was advised`
      : `measurements ${elsewhere.slice(0, -1).join(", ")} and ${last} were not where they were advised`;
  return { near, warnings: [`${which}: the critic has seen no such experiments, so these beliefs are rough`] };
}
