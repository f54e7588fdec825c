/**
 * What is believed about theta in the middle of an experiment: draws from the prior, weighted by how well each explains what was seen.
 * With a likelihood the weights are exact. Without, a critic that was trained for so many measurements gives them: at the optimum of
 * InfoNCE its score is log p(outcomes | theta) up to a constant of the outcomes (Oord et al. 2018, arXiv:1807.03748, section 2.3).
 */

import * as tf from "@tensorflow/tfjs-core";
import { check, InputError, messageOf } from "../basics/errors.js";
import { pick } from "../basics/names.js";
import type { Critic } from "../contracts/bounds.js";
import type { Draw, Simulator, SimulatorFamily } from "../contracts/simulator.js";
import type { PackedTensor, Params } from "../contracts/values.js";
import { tidied, unpackTensor } from "../engine/tensors.js";
import { criticInputs } from "../experiment/criticInputs.js";
import { validationDraw } from "../experiment/draws.js";
import { createSimulator } from "../modelling/defineSimulator.js";
import { likelihoodOf } from "../modelling/likelihoods.js";
import { fixedKey, split } from "../numbers/keys.js";
import { inPieces, outcomesOfOne, widthOf } from "../numbers/measurements.js";
import { normalisedWeights } from "../numbers/weightedDraws.js";
import { outcomeRange } from "../portable/outcome.js";
import { type History, isLost, isPending, loadPolicy, type Observation, type PortablePolicy } from "../portable/policy.js";
import { rangeOf } from "../portable/space.js";
import type { BeliefsFile, PortableCritic } from "../records/types.js";
import { asAdvised } from "./asAdvised.js";
import { type Belief, nothing, summary } from "./belief.js";
import { carriedOver, type Shift } from "./carriedOver.js";
import { byPosterior, likeSimulations } from "./surer.js";

export type { Belief } from "./belief.js";

/** Beliefs are the same whenever the file is opened. */
const keys = split(fixedKey("beliefs"), "priorDraws", "experiments", "many");

export interface Beliefs {
  /** @returns undefined where no critic was trained for so many measurements, or nothing was learned yet */
  after(observations: History["observations"]): Belief | undefined;
  /**
   * The same, by a costlier posterior where weights on draws from the prior are not enough: where few of them are left, and where a critic has
   * seen nothing like this experiment.
   */
  surely(observations: History["observations"]): Promise<Belief | undefined>;
  /** Frees the draws. */
  dispose(): void;
}

/** Draws from the prior where a likelihood weighs them: a thousand effective ones are left of them by 5 nats. */
const priorDraws = 200_000;

/** Simulated experiments that tell what a measurement off the advice would have been there. */
const experimentCount = 4000;

/** The experiments that `openBeliefs` needs for measurements off the advice: none where a likelihood takes measurements wherever they were. */
export async function simulatedExperiments(family: SimulatorFamily, file: BeliefsFile): Promise<Draw | undefined> {
  if (!file?.learned) return undefined;
  return validationDraw(createSimulator(family, file.horizon, file.settings), keys.experiments, experimentCount);
}

/** As many as can be waited for once in a session: paths that are simulated ahead cost more. */
const [manyPaths, manyDraws] = [20_000, 100_000];

function manyExperiments(family: SimulatorFamily, file: BeliefsFile): Promise<Draw> {
  const simulator = createSimulator(family, file.horizon, file.settings);
  return validationDraw(simulator, keys.many, simulator.bank ? manyPaths : manyDraws);
}

/**
 * @param family the simulator that `file` names @param policy whose experiments the critics have seen
 * @param critics the registry: the file names members of it
 * @param experiments they are disposed of with the beliefs. Without them critics know no place but the advised ones
 * @throws InputError for a file that is damaged or belongs to another policy
 */
export function openBeliefs(
  family: SimulatorFamily,
  file: BeliefsFile,
  policy: PortablePolicy,
  critics: Critics,
  experiments?: Draw,
): Beliefs {
  check(file?.kind === "beliefs", "this is no file of beliefs: floe train writes beliefs.json into its run folder");
  const { simulator: name, horizon } = policy.data;
  const prefixes = Array.from({ length: horizon }, (_, i) => createSimulator(family, i + 1, file.settings));
  check(
    !prefixes[0]?.outcome.passive,
    `in ${name} reports come without being chosen, and beliefs in a session do not read them: leave out --beliefs. floe infer --data SESSION does`,
  );
  check(
    prefixes[0]?.name === name && file.horizon === horizon,
    `these beliefs are about ${file.horizon} measurements of ${prefixes[0]?.name}, and the policy is about ${horizon} of ${name}`,
  );
  const { prior } = prefixes[0] as Simulator;
  const { thetas, weigh } = orDamaged(() => opened(prefixes, file, critics));
  const { outcomeKinds: _, outcomeLow: _low, outcomeHigh: _high, ...anyOutcome } = policy.data;
  const free = loadPolicy(anyOutcome);
  const believed = (scores: Scorer) => (observations: readonly Observation[]) =>
    tidied(() => summary(thetas, scores(thetas, observations), prior));
  const simulate = () => manyExperiments(family, file);
  const surer = file.learned
    ? likeSimulations({ simulator: prefixes.at(-1) as Simulator, few: experiments, simulate })
    : byPosterior(prefixes);
  const after: Beliefs["after"] = (history) => {
    const { observations, problem } = learnedFrom(policy, history);
    const scores = weigh[observations.length - 1];
    if (!scores) return undefined;
    if (problem) return nothing(problem);
    if (!file.learned) return believed(scores)(observations);
    const carry = (shifts: readonly Shift[], near: readonly Observation[]) => {
      if (!experiments) return undefined;
      const weights = normalisedWeights(tidied(() => scores(experiments.theta, near).dataSync()));
      const whole = prefixes.at(-1) as Simulator;
      return weights && shifts.map((shift) => carriedOver(whole, experiments, weights, shift));
    };
    return asAdvised({ policy: free, observations, believed: believed(scores), carry });
  };
  return {
    after,
    async surely(history) {
      const quick = after(history);
      return quick && (await surer.instead(quick, history));
    },
    dispose() {
      surer.dispose();
      tf.dispose([thetas, experiments?.theta, experiments?.noise]);
    },
  };
}

/** Damage shows before the experiment begins, not in the middle of it. */
function opened(
  prefixes: readonly Simulator[],
  file: BeliefsFile,
  critics: Critics,
): { thetas: tf.Tensor2D; weigh: readonly (Scorer | undefined)[] } {
  const weigh = prefixes.map((prefix, i) => scorer(prefix, critics, file.learned?.critics[i]));
  const thetas = tf.tidy(() => {
    const draws = drawsOf(prefixes[0] as Simulator, file);
    const two = tf.slice(draws, [0, 0], [2, -1]);
    for (const [i, scores] of weigh.entries())
      scores?.(two, Array(i + 1).fill(anyMeasurement(prefixes[0] as Simulator))).dataSync();
    return draws;
  });
  return { thetas, weigh };
}

type Critics = Readonly<Record<string, Critic>>;

/** Log weights [n] of thetas [n, p]. */
type Scorer = (thetas: tf.Tensor2D, observations: readonly Observation[]) => tf.Tensor;

function scorer(prefix: Simulator, critics: Critics, trained: PortableCritic | null | undefined): Scorer | undefined {
  const logLikelihood = likelihoodOf(prefix);
  if (logLikelihood)
    return (thetas, observations) => tf.reshape(logLikelihood(thetas, ...rowsOf(observations, 1)), [thetas.shape[0]]);
  if (!trained) return undefined;
  const critic = pick<Critic>(critics, trained.options.critic, "critic");
  const inputs = criticInputs(prefix, critic, trained.scaling);
  return (thetas, observations) => {
    const params: Params = Object.fromEntries(
      Object.entries(trained.parameters).map(([name, packed]) => [name, unpacked(packed)]),
    );
    // The experiment twice: designs of several rows are part of what the critic reads.
    const [design, outcome] = rowsOf(observations, 2);
    const { scores } = critic.scores(params, ...inputs.of({ theta: thetas, design, outcome }));
    return tf.slice(scores, [0, 0], [-1, 1]);
  };
}

/** With as many numbers as each has. */
function anyMeasurement(simulator: Simulator): Observation {
  const [width, outcomes] = [widthOf(simulator.designs), outcomesOfOne(simulator) ?? 1];
  return { design: Array(width).fill(1), outcome: Array(outcomes).fill(1) };
}

/** Designs and outcomes of n experiments, measurement beside measurement, all rows alike. */
function rowsOf(observations: readonly Observation[], n: number): [tf.Tensor2D, tf.Tensor2D] {
  const rows = (part: keyof Observation) =>
    tf.tensor2d(Array.from({ length: n }, () => observations.flatMap((one) => one[part])));
  return [rows("design"), rows("outcome")];
}

function drawsOf({ prior, logLikelihood }: Simulator, { learned }: BeliefsFile): tf.Tensor2D {
  if (logLikelihood) return prior.sample(keys.priorDraws, priorDraws);
  check(learned !== undefined, "the file of beliefs is damaged: without a likelihood it needs critics");
  return unpacked(learned.thetas) as tf.Tensor2D;
}

function unpacked(packed: PackedTensor): tf.Tensor {
  const tensor = unpackTensor(packed);
  check(tensor.dataSync().every(Number.isFinite), "the file of beliefs is damaged: it holds what is no number");
  return tensor;
}

function orDamaged<T>(open: () => T): T {
  try {
    return open();
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError(`the file of beliefs is damaged, or of another simulator: ${messageOf(error)}`);
  }
}

/** What was measured without what was lost, which says nothing; and why that cannot be done, where measurements are not alike. */
function learnedFrom(
  { data }: PortablePolicy,
  history: History["observations"],
): { observations: readonly Observation[]; problem?: string } {
  const observations = history.filter((one): one is Observation => !isLost(one));
  const lost = history.findIndex(isLost);
  const same = (all: readonly unknown[]) => all.every((one) => JSON.stringify(one) === JSON.stringify(all[0]));
  const { space, horizon, designNames, outcomeNames } = data;
  const all = <T>(names: readonly string[], of: (i: number) => T) =>
    inPieces(
      names.map((_, i) => of(i)),
      names.length / horizon,
    );
  const [places, outcomes] = [all(designNames, (i) => rangeOf(space, i)), all(outcomeNames, (i) => outcomeRange(data, i) ?? {})];
  const ranges = Array.from({ length: horizon }, (_, step) => [outcomes[step], places[step]]);
  const isAlike = same(ranges);
  if (isAlike || lost < 0 || lost >= observations.length) return { observations };
  return {
    observations,
    problem: `measurement ${lost + 1} ${isPending(history[lost] as History["observations"][number]) ? "is not in yet" : "was lost"}, and those after it are of another kind, so they do not move up into its place`,
  };
}
