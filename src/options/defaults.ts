/** Training options that are good in general; a simulator may recommend better ones for itself. Found by experiment, see docs/defaults.md. */
import { check } from "../basics/errors.js";
import { pick } from "../basics/names.js";
import type { Estimator } from "../contracts/bounds.js";
import type { EvaluationOptions, TrainingOptions } from "../contracts/options.js";
import type { Simulator, SimulatorFamily } from "../contracts/simulator.js";
import { defaultMembers } from "./members.js";

export const trainingDefaults: TrainingOptions = {
  estimator: defaultMembers.estimator,
  critic: defaultMembers.critic,
  density: defaultMembers.density,
  steps: 2000,
  batch: 256,
  restarts: 2,
  hidden: [64, 64],
  features: 16,
  auxiliary: "shared",
  criticRate: 3e-3,
  designRate: 0.2,
  criticSteps: 1,
  warmup: 300,
  clipNorm: 1,
  validateEvery: 100,
  patience: 0,
};

/** With a known likelihood there is no critic to wait for, and large early design steps find better basins. */
const likelihoodDefaults: Partial<TrainingOptions> = { steps: 600, restarts: 3, designRate: 0.5, warmup: 0 };

/**
 * Without a path from design to outcome the known likelihood's gradient is so noisy that large steps carry a design to the edges of its space
 * in ten of them, where it stays (docs/defaults.md).
 */
const scoreDefaults: Partial<TrainingOptions> = { designRate: 0.1 };

export const evaluationDefaults: EvaluationOptions = {
  samples: 5000,
  contrasts: 20_000,
  criticSteps: 2000,
  criticBatch: 256,
};

/** General defaults, then those of known likelihoods and of gradients by the score function, what the simulator recommends, the preset, and what the user asked for. */
export function resolveTraining(
  family: SimulatorFamily,
  estimator: Estimator,
  preset: string | undefined,
  asked: Partial<TrainingOptions>,
  gradient?: Simulator["gradient"],
): TrainingOptions {
  const counted = gradient === "enumerate" && estimator.from === "scores" && estimator.ofOutcome !== undefined;
  const noisy = gradient === undefined || gradient === "pathwise" || counted ? {} : scoreDefaults;
  const kind = isLearned(estimator) ? {} : { ...likelihoodDefaults, ...noisy };
  const usual = { ...trainingDefaults, ...kind, ...family.recommended?.(estimator), ...presetOf(family, preset) };
  return withMoves({ ...usual, ...asked, estimator: estimator.name }, asked);
}

/**
 * A critic's head start takes at most half of the steps where none is asked for: the design never moved in 200 steps with the 300 that are usual.
 * @throws InputError where one is asked for that leaves no step
 */
function withMoves(options: TrainingOptions, asked: Partial<TrainingOptions>): TrainingOptions {
  const { warmup, steps } = options;
  if (asked.warmup === undefined) return { ...options, warmup: Math.min(warmup, Math.floor(steps / 2)) };
  check(
    warmup === 0 || warmup < steps,
    `--warmup ${warmup} leaves none of ${steps} steps for the design, which would stay where it begins: lower it, or raise --steps`,
  );
  return options;
}

/** Whether something is learned beside the design: a critic, a density, or an auxiliary beside a known likelihood. */
const isLearned = (estimator: Estimator): boolean =>
  estimator.scores !== "likelihood" || (estimator.from === "scores" && estimator.auxiliary !== "none");

/** The options that a preset of the simulator stands for; none without a name. @throws InputError naming the nearest one */
export function presetOf({ name, presets = {} }: SimulatorFamily, preset: string | undefined): Partial<TrainingOptions> {
  return preset === undefined ? {} : pick(presets, preset, `preset of ${name}`);
}

/**
 * Steps of what stands for a likelihood: with 2,000 a flow's marginals are 0.07 off in total variation on the linear model, with 8,000 0.035
 * (docs/posteriors.md). Where each of several designs has a critic of its own they must do with fewer.
 */
export const learningSteps = { one: 8000, several: 2000 } as const;

/** What suits policies that decide after every outcome: networks, which need small steps and many of them. */
const adaptiveDefaults: Partial<TrainingOptions> = { steps: 3000, criticRate: 3e-3, designRate: 2e-3, warmup: 300 };

/** With a known likelihood there is no critic that needs a head start: a tenth of a policy's steps moved nothing. */
const waitsForNothing: Partial<TrainingOptions> = { warmup: 0 };

/** What a static design and an adaptive policy cannot have in common. */
const own = ["steps", "criticRate", "designRate", "warmup"] as const satisfies readonly (keyof TrainingOptions)[];

/**
 * Options for a policy, and for the static design that it starts from. What is asked for is the policy's; the static design has the same
 * critic, batch and estimator, and its own defaults for the rest. `restarts` is the other way round: a policy is trained once, from the
 * best of so many static designs.
 */
export function resolveAdaptive(
  family: SimulatorFamily,
  estimator: Estimator,
  preset: string | undefined,
  asked: Partial<TrainingOptions>,
  gradient?: Simulator["gradient"],
): { readonly adaptive: TrainingOptions; readonly fixed: TrainingOptions } {
  const usual = resolveTraining(family, estimator, preset, {}, gradient);
  const shared = Object.fromEntries(Object.entries(asked).filter(([name]) => !(own as readonly string[]).includes(name)));
  const policy = { ...usual, ...adaptiveDefaults, ...(isLearned(estimator) ? {} : waitsForNothing) };
  return { adaptive: withMoves({ ...policy, ...asked }, asked), fixed: { ...usual, ...shared } };
}
