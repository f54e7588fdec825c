/** What stands for the likelihood where there is none: trained at exactly the designs that were measured. */
import * as tf from "@tensorflow/tfjs-core";
import { fixed } from "../../../policies/fixed.js";
import { check } from "../../basics/errors.js";
import { asPart, toldAs } from "../../basics/steps.js";
import type { Critic } from "../../contracts/bounds.js";
import type { MadeExperiment } from "../../contracts/data.js";
import type { Policy } from "../../contracts/policy.js";
import type { PosteriorDensity } from "../../contracts/posterior.js";
import type { Simulator } from "../../contracts/simulator.js";
import type { Key, Params, Progress } from "../../contracts/values.js";
import { unpackTensor } from "../../engine/tensors.js";
import { estimators, preferred } from "../../estimators/index.js";
import { criticInputs } from "../../experiment/criticInputs.js";
import { trainFreshCritic } from "../../information/evaluation/freshCritic.js";
import { openDensity, trainFreshDensity } from "../../information/evaluation/freshDensity.js";
import { withoutPrior } from "../../information/evaluation/posteriorFit.js";
import { fold } from "../../numbers/keys.js";
import { evaluationDefaults } from "../../options/defaults.js";
import type { PortableCritic, PortableDensity } from "../../records/types.js";
import { criticNamed, densityNamed } from "../critic.js";
import type { Models } from "./models.js";
import type { Seen } from "./seen.js";

export interface Learning {
  readonly steps: number;
  readonly batch: number;
  readonly density: string;
  readonly critic: string;
}

/** Designs that a critic is trained for each. */
const mostDesigns = 8;

/** What a density of theta alone is trained as: its prior need not have a density. */
export const posteriorFit = withoutPrior(estimators[preferred.below]);

/** Where experiments measure. */
export interface Measuring {
  readonly policy: Policy;
  readonly params: Params;
}

/** A model of p(theta | outcome), for experiments of this policy. */
export async function* trainedDensity(
  simulator: Simulator,
  { policy, params }: Measuring,
  { steps, batch, density: name }: Pick<Learning, "steps" | "batch" | "density">,
  key: Key,
  signal?: AbortSignal,
): AsyncGenerator<Progress, PortableDensity> {
  const task = { simulator, policy, params, options: evaluationDefaults, key };
  const model = { estimator: posteriorFit, density: densityNamed(name), options: { steps, batch } };
  const phase = "training the density of the parameters";
  const { record, dispose } = yield* toldAs(trainFreshDensity(task, model, signal), (step) => ({ ...step, phase }));
  if (!record) throw new Error("a posterior's fit has a posterior");
  try {
    return record();
  } finally {
    dispose();
  }
}

/** The density at what was seen. The caller disposes of it. @param decided whether a policy decided where to measure */
export function densityAt(
  simulator: Simulator,
  record: PortableDensity,
  { design, outcome }: MadeExperiment,
  decided = false,
): PosteriorDensity & { dispose(): void } {
  const model = { estimator: posteriorFit, density: densityNamed(record.options.density) };
  const { posterior, dispose } = openDensity(simulator, model, record, decided);
  const rows = (values: readonly number[]) =>
    tf.tensor2d(decided ? [values as number[], values as number[]] : [values as number[]]);
  const [at, seen] = tf.tidy(() => [rows(design), rows(outcome)]);
  const { logDensity, sample } = posterior(at, seen);
  return {
    logDensity,
    sample,
    dispose() {
      tf.dispose([at, seen]);
      dispose();
    },
  };
}

/** The density for the one experiment that was made: the one that is known, or one that is trained now. */
export async function* learnedDensity(
  made: MadeExperiment,
  simulator: Simulator,
  training: Learning,
  { models, key, signal }: Work,
): AsyncGenerator<Progress, PosteriorDensity & { dispose(): void }> {
  const { design } = made;
  const known = models.find(design, "density");
  if (known?.density) return densityAt(simulator, known.density, made, known.design === undefined);
  const density = yield* trainedDensity(simulator, { policy: fixed(design), params: {} }, training, key, signal);
  models.keep({ design, measurements: design.length, training: lengthOf(training), density });
  return densityAt(simulator, density, made);
}

export interface Work {
  readonly models: Models;
  readonly key: Key;
  readonly signal?: AbortSignal | undefined;
}

const lengthOf = ({ steps, batch }: Learning) => ({ steps, batch });

/**
 * Scores of critics, one for each design that was measured: each is log p(outcome | theta) up to what the outcome alone decides, so that those of
 * several experiments add up.
 */
export async function* learnedScores(
  experiments: readonly MadeExperiment[],
  of: (coordinates: number) => Simulator,
  training: Learning,
  { models, key, signal }: Work,
): AsyncGenerator<Progress, Seen> {
  const groups = sameDesign(experiments);
  const missing = groups.filter(([one]) => !models.find((one as MadeExperiment).design, "critic"));
  check(
    missing.length <= mostDesigns,
    `without a likelihood a critic is trained for each design, and ${missing.length} designs were measured: ${mostDesigns} at most can be inferred from together`,
  );
  const terms: Seen[] = [];
  for (const [g, group] of groups.entries()) {
    const { design } = group[0] as MadeExperiment;
    const simulator = of(design.length);
    const known = models.find(design, "critic");
    if (known?.critic) {
      const decided = known.design === undefined;
      // An experiment whose design was decided on the way stands there twice: designs of several rows are part of what networks read.
      const scores = scorer(
        simulator,
        criticNamed(known.critic.options.critic),
        known.critic,
        decided ? [...group, ...group] : group,
      );
      terms.push(decided ? (theta) => tf.div(scores(theta), 2) : scores);
      continue;
    }
    const learning = trainedCritic(simulator, design, training, fold(key, g), signal);
    const critic = yield* asPart(learning, g / groups.length, (g + 1) / groups.length);
    models.keep({ design, measurements: design.length, training: lengthOf(training), critic });
    terms.push(scorer(simulator, criticNamed(training.critic), critic, group));
  }
  return (theta) => terms.map((term) => term(theta)).reduce((sum, term) => tf.add(sum, term));
}

async function* trainedCritic(
  simulator: Simulator,
  design: readonly number[],
  { steps, batch, critic: name }: Learning,
  key: Key,
  signal?: AbortSignal,
): AsyncGenerator<Progress, PortableCritic> {
  const options = { ...evaluationDefaults, criticSteps: steps, criticBatch: batch, critic: name };
  const task = { simulator, policy: fixed(design), params: {}, options, key, critic: criticNamed(name) };
  const phase = "training a critic for the design";
  const trained = yield* toldAs(trainFreshCritic(task, signal), (step) => ({ ...step, phase }));
  const record = trained.record();
  trained.scores.dispose();
  trained.dispose();
  return record;
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
