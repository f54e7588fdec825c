/** A critic trained for one policy only, to read off how much its outcomes tell about theta. */
import * as tf from "@tensorflow/tfjs-core";
import type { EvaluationOptions, TrainingOptions } from "../../contracts/options.js";
import type { Progress } from "../../contracts/values.js";
import { packTensor, tidied, unpackTensor } from "../../engine/tensors.js";
import { estimators, preferred } from "../../estimators/index.js";
import { pilotScaling, validationDraw } from "../../experiment/draws.js";
import { openSource } from "../../experiment/source.js";
import { split } from "../../numbers/keys.js";
import { trainingDefaults } from "../../options/defaults.js";
import type { PortableCritic } from "../../records/types.js";
import { buildObjective } from "../objective.js";
import { initState, type TrainState, tensorsOf } from "../training/state.js";
import { train } from "../training/train.js";
import { compileScores, type PairScores } from "./pairScores.js";
import type { EvaluationTask, ResolvedTask } from "./task.js";

export interface FreshCritic {
  /** To be disposed of first. */
  readonly scores: PairScores;
  record(): PortableCritic;
  dispose(): void;
}

const pilotSize = 2000;

/** What an evaluation's critic is trained by. */
export const evaluating = estimators[preferred.evaluating];

export async function* trainFreshCritic(task: ResolvedTask, signal?: AbortSignal): AsyncGenerator<Progress, FreshCritic> {
  const { simulator, policy, params } = task;
  const k = split(task.key, "source", "pilot", "pilotDesigns", "init", "train", "validation");
  const options = criticTraining(task.options);
  const source = openSource(simulator, k.source, options.steps, signal);
  try {
    await source.at(0);
    const scaling = tidied(() => pilotScaling(simulator, policy, params, source.draw(k.pilot, pilotSize), k.pilotDesigns, true));
    const objective = buildObjective(simulator, evaluating, { ...options, critic: task.critic }, scaling);
    const state = initState(objective.init(k.init));
    if (task.warm) warmStart(state, task.warm);
    const validation = await validationDraw(simulator, k.validation, 4 * options.batch, signal);
    try {
      const training = { simulator, policy, fixedParams: params, objective, options, key: k.train, source, validation };
      const steps = train(training, state, signal);
      for await (const told of steps) {
        const bound = told.kind === "pause" ? {} : { bound: told.bound, se: told.se };
        yield { phase: "training a fresh critic", fraction: (0.7 * told.step) / options.steps, ...bound };
      }
    } finally {
      tf.dispose([validation.theta, validation.noise]);
    }
    const trained = tensorsOf(state);
    const { hidden, features, auxiliary } = options;
    return {
      scores: compileScores(objective.scores, trained),
      record: () => ({
        options: { critic: task.critic.name, hidden, features, auxiliary },
        scaling,
        parameters: Object.fromEntries(Object.entries(trained).map(([name, tensor]) => [name, packTensor(tensor)])),
      }),
      dispose: () => tf.dispose(trained),
    };
  } finally {
    source.close();
  }
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
  ...(critic === undefined ? {} : { critic }),
});

const criticDefaults = { estimator: evaluating.name, hidden: [128, 128], features: 32, warmup: 0 };
