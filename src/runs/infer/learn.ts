/** What stands for the likelihood where there is none: trained at exactly the designs that were measured. */
import * as tf from "@tensorflow/tfjs-core";
import { fixed } from "../../../policies/fixed.js";
import { check } from "../../basics/errors.js";
import type { Critic } from "../../contracts/bounds.js";
import type { MadeExperiment } from "../../contracts/data.js";
import type { PosteriorDensity } from "../../contracts/posterior.js";
import type { Simulator } from "../../contracts/simulator.js";
import type { Key, Progress } from "../../contracts/values.js";
import { unpackTensor } from "../../engine/tensors.js";
import { estimators, preferred } from "../../estimators/index.js";
import { criticInputs } from "../../experiment/criticInputs.js";
import { trainFreshCritic } from "../../information/evaluation/freshCritic.js";
import { trainFreshDensity } from "../../information/evaluation/freshDensity.js";
import { withoutPrior } from "../../information/evaluation/posteriorFit.js";
import { fold } from "../../numbers/keys.js";
import { evaluationDefaults } from "../../options/defaults.js";
import type { PortableCritic } from "../../records/types.js";
import { criticNamed, densityNamed } from "../critic.js";
import type { Seen } from "./seen.js";

export interface Learning {
  readonly steps: number;
  readonly batch: number;
  readonly density: string;
  readonly critic: string;
}

/** Designs that a critic is trained for each. */
const mostDesigns = 8;

/** A model of p(theta | outcome) for the one experiment that was made. The caller disposes of it. */
export async function* learnedDensity(
  { design, outcome }: MadeExperiment,
  simulator: Simulator,
  { steps, batch, density: name }: Learning,
  key: Key,
  signal?: AbortSignal,
): AsyncGenerator<Progress, PosteriorDensity & { dispose(): void }> {
  const task = { simulator, policy: fixed(design), params: {}, options: evaluationDefaults, key };
  const model = { estimator: withoutPrior(estimators[preferred.below]), density: densityNamed(name), options: { steps, batch } };
  const training = trainFreshDensity(task, model, { from: 0, share: 1 }, signal);
  let next = await training.next();
  for (; !next.done; next = await training.next()) yield { ...next.value, phase: "training the density of the parameters" };
  const trained = next.value;
  const { posterior } = trained;
  if (!posterior) throw new Error("a posterior's fit has a posterior");
  const [at, seen] = tf.tidy(() => [tf.tensor2d([design as number[]]), tf.tensor2d([outcome as number[]])]);
  const { logDensity, sample } = posterior(at, seen);
  return {
    logDensity,
    sample,
    dispose() {
      tf.dispose([at, seen]);
      trained.dispose();
    },
  };
}

/**
 * Scores of critics, one for each design that was measured: each is log p(outcome | theta) up to what the outcome alone decides, so that those of
 * several experiments add up.
 */
export async function* learnedScores(
  experiments: readonly MadeExperiment[],
  of: (coordinates: number) => Simulator,
  { steps, batch, critic: name }: Learning,
  key: Key,
  signal?: AbortSignal,
): AsyncGenerator<Progress, Seen> {
  const groups = sameDesign(experiments);
  check(
    groups.length <= mostDesigns,
    `without a likelihood a critic is trained for each design, and ${groups.length} designs were measured: ${mostDesigns} at most can be inferred from together`,
  );
  const critic = criticNamed(name);
  const terms: Seen[] = [];
  for (const [g, group] of groups.entries()) {
    const { design } = group[0] as MadeExperiment;
    const simulator = of(design.length);
    const options = { ...evaluationDefaults, criticSteps: steps, criticBatch: batch, critic: name };
    const task = { simulator, policy: fixed(design), params: {}, options, key: fold(key, g), critic };
    const training = trainFreshCritic(task, signal);
    let next = await training.next();
    for (; !next.done; next = await training.next())
      yield {
        ...next.value,
        phase: "training a critic for the design",
        fraction: (g + Math.min(1, next.value.fraction / 0.7)) / groups.length,
      };
    const record = next.value.record();
    next.value.scores.dispose();
    next.value.dispose();
    terms.push(scorer(simulator, critic, record, group));
  }
  return (theta) => terms.map((term) => term(theta)).reduce((sum, term) => tf.add(sum, term));
}

function sameDesign(experiments: readonly MadeExperiment[]): MadeExperiment[][] {
  const groups = new Map<string, MadeExperiment[]>();
  for (const one of experiments) groups.set(one.design.join(" "), [...(groups.get(one.design.join(" ")) ?? []), one]);
  return [...groups.values()];
}

/** Scores of one critic for all that was measured at its design: sums over experiments, [n] of theta [n, p]. */
export function scorer(
  simulator: Simulator,
  critic: Critic,
  { scaling, parameters }: PortableCritic,
  group: readonly MadeExperiment[],
): Seen {
  const inputs = criticInputs(simulator, critic, scaling);
  return (theta) => {
    const params = Object.fromEntries(Object.entries(parameters).map(([name, packed]) => [name, unpackTensor(packed)]));
    const design = tf.tensor2d([group[0]?.design as number[]]);
    const outcome = tf.tensor2d(group.map((one) => one.outcome as number[]));
    const { scores } = critic.scores(params, ...inputs.of({ theta, design, outcome }));
    return tf.sum(scores, 1) as tf.Tensor1D;
  };
}
