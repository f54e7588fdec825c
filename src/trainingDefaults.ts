/** Training options that are good in general; a simulator may recommend better ones for itself. Found by experiment, see docs/defaults.md. */
import { pick } from "./names.js";
import type { EvaluationOptions, SimulatorFamily, TrainingOptions } from "./types.js";

export const trainingDefaults: TrainingOptions = {
  estimator: "flo",
  critic: "separable",
  steps: 3000,
  batch: 256,
  restarts: 2,
  hidden: [128, 128],
  features: 64,
  auxiliary: "shared",
  criticRate: 1e-3,
  designRate: 2e-2,
  criticSteps: 1,
  warmup: 200,
  clipNorm: 1,
  validateEvery: 100,
  patience: 0,
};

export const evaluationDefaults: EvaluationOptions = {
  samples: 5000,
  contrasts: 20_000,
  criticSteps: 4000,
  criticBatch: 256,
};

/** General defaults, then what the simulator recommends for this estimator, then the preset, then what the user asked for. */
export function resolveTraining(
  family: SimulatorFamily,
  estimator: string,
  preset: string | undefined,
  asked: Partial<TrainingOptions>,
): TrainingOptions {
  return { ...trainingDefaults, ...family.recommended?.(estimator), ...presetOf(family, preset), ...asked, estimator };
}

/** The options that a preset of the simulator stands for; none without a name. @throws InputError naming the nearest one */
export function presetOf({ name, presets = {} }: SimulatorFamily, preset: string | undefined): Partial<TrainingOptions> {
  return preset === undefined ? {} : pick(presets, preset, `preset of ${name}`);
}
