/** A critic trained for one policy only, to read off how much its outcomes tell about theta. */
import * as tf from "@tensorflow/tfjs-core";
import { toldAs } from "../../basics/steps.js";
import { withoutGaps } from "../../basics/withoutGaps.js";
import type { EvaluationOptions, TrainingOptions } from "../../contracts/options.js";
import type { Progress } from "../../contracts/values.js";
import { packTensor, tidied, unpackTensor } from "../../engine/tensors.js";
import { estimators, preferred } from "../../estimators/index.js";
import { trainingDefaults } from "../../options/defaults.js";
import type { PortableCritic } from "../../records/types.js";
import { buildObjective } from "../objective.js";
import type { TrainState } from "../training/state.js";
import { compileScores, type PairScores } from "./pairScores.js";
import type { EvaluationTask, ResolvedTask } from "./task.js";
import { trainFresh } from "./trainFresh.js";

export interface FreshCritic {
  /** To be disposed of first. */
  readonly scores: PairScores;
  record(): PortableCritic;
  dispose(): void;
}

/** What an evaluation's critic is trained by. */
export const evaluating = estimators[preferred.evaluating];

export async function* trainFreshCritic(task: ResolvedTask, signal?: AbortSignal): AsyncGenerator<Progress, FreshCritic> {
  const options = criticTraining(task.options);
  const { warm } = task;
  const training = trainFresh(
    task,
    {
      options,
      ownTheta: false,
      objective: (scaling) => buildObjective(task.simulator, evaluating, { ...options, critic: task.critic }, scaling),
      init: (objective, key) => objective.init(key),
      ...(warm ? { warm: (state: TrainState) => warmStart(state, warm) } : {}),
    },
    signal,
  );
  const { objective, scaling, params } = yield* toldAs(training, (told) => {
    const bound = told.kind === "pause" ? {} : { bound: told.bound, se: told.se };
    return { phase: "training a fresh critic", fraction: told.step / options.steps, ...bound };
  });
  const { hidden, features, auxiliary } = options;
  return {
    scores: compileScores(objective.scores, params),
    record: () => ({
      options: { critic: task.critic.name, hidden, features, auxiliary },
      scaling,
      parameters: Object.fromEntries(Object.entries(params).map(([name, tensor]) => [name, packTensor(tensor)])),
    }),
    dispose: () => tf.dispose(params),
  };
}

/** Takes over what a critic of more measurements has learned: all parameters, and of those that read its inputs the rows of the inputs that are left. */
function warmStart({ parameters }: TrainState, { critic, inputs }: NonNullable<EvaluationTask["warm"]>): void {
  for (const [name, { shape, value }] of Object.entries(parameters)) {
    const packed = critic.parameters[name];
    if (!packed) continue;
    const from = tidied(() => unpackTensor(packed).dataSync());
    if (from.length === value.length) value.set(from);
    else if (shape[0] === inputs.length) {
      const width = value.length / inputs.length;
      for (const [i, row] of inputs.entries()) value.set(from.subarray(row * width, (row + 1) * width), i * width);
    }
  }
}

/** How the critic is trained. */
export const criticTraining = ({ criticSteps, criticBatch, critic }: EvaluationOptions): TrainingOptions => ({
  ...trainingDefaults,
  ...criticDefaults,
  steps: criticSteps,
  batch: criticBatch,
  ...withoutGaps({ critic }),
});

const criticDefaults = { estimator: evaluating.name, hidden: [128, 128], features: 32, warmup: 0 };
