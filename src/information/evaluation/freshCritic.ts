/** A critic trained for one policy only, to read off how much its outcomes tell about theta. */
import * as tf from "@tensorflow/tfjs-core";
import { estimators } from "../../estimators/index.js";
import type { EvaluationTask } from "./evaluate.js";
import { policyContext, rollout } from "../../experiment/rollout.js";
import { seenScaling } from "../../experiment/history.js";
import { buildObjective } from "../objective.js";
import { compileScores, type PairScores } from "./pairScores.js";
import { fold, split } from "../../numbers/keys.js";
import { outcomeFeatures, scalingOf, thetaFeatures } from "../../experiment/features.js";
import { openSource } from "../../experiment/source.js";
import { packTensor, tidied, unpackTensor } from "../../engine/tensors.js";
import { train } from "../training/train.js";
import { trainingDefaults } from "../../options/defaults.js";
import { initState, type TrainState, tensorsOf } from "../training/state.js";
import type {
  Draw,
  EvaluationOptions,
  FeatureScaling,
  Key,
  Params,
  Policy,
  PortableCritic,
  Progress,
  Simulator,
  TrainingOptions,
} from "../../contracts/index.js";

export interface FreshCritic {
  /** To be disposed of first. */
  readonly scores: PairScores;
  record(): PortableCritic;
  dispose(): void;
}

const pilotSize = 2000;

/** Column scalings of the features under a policy. @param designSeen whether designs that differ between rows are features too */
export function pilotScaling(
  simulator: Simulator,
  policy: Policy,
  params: Params,
  draw: Draw,
  key: Key,
  designSeen: boolean,
): FeatureScaling {
  return tidied(() => {
    const n = draw.theta.shape[0];
    const context = policyContext(policy, simulator.designs, key, n, 0);
    const { theta, design, outcome } = rollout(simulator, policy, params, draw, context);
    const seen = designSeen && design.shape[0] > 1;
    return {
      theta: scalingOf(thetaFeatures(simulator, theta)),
      outcome: scalingOf(outcomeFeatures(simulator, seen ? design : tf.slice(design, [0, 0], [1, -1]), outcome)),
      designSeen: seen,
      ...(simulator.measure ? { measurement: seenScaling(simulator, design, outcome) } : {}),
    };
  });
}

/** Trains by InfoNCE: of the bounds it has the least variance, and its cap is lifted afterwards by more contrasts. */
export async function* trainFreshCritic(task: EvaluationTask, signal?: AbortSignal): AsyncGenerator<Progress, FreshCritic> {
  const { simulator, policy, params } = task;
  const k = split(task.key, "source", "pilot", "init", "train", "validation", "validationBank");
  const options = criticTraining(task.options);
  const source = openSource(simulator, k.source, options.steps, signal);
  try {
    await source.at(0);
    const scaling = tidied(() => pilotScaling(simulator, policy, params, source.draw(k.pilot, pilotSize), k.pilot, true));
    const objective = buildObjective(simulator, estimators.infoNce, options, scaling);
    const state = initState(objective.init(k.init));
    if (task.warm) warmStart(state, task.warm);
    const validation = await validationDraw(simulator, k.validationBank, 4 * options.batch, signal);
    try {
      const training = { simulator, policy, fixedParams: params, objective, options, key: k.train, source, validation };
      const steps = train(training, state, signal);
      for await (const told of steps) {
        const bound = "paused" in told ? {} : { bound: told.bound, se: told.se };
        yield { phase: "training a fresh critic", fraction: (0.7 * told.step) / options.steps, ...bound };
      }
    } finally {
      tf.dispose([validation.theta, validation.noise]);
    }
    const trained = tensorsOf(state);
    const { critic, hidden, features, auxiliary } = options;
    return {
      scores: compileScores(objective.scores, trained),
      record: () => ({
        options: { critic, hidden, features, auxiliary },
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

const criticDefaults = { estimator: "infoNce", hidden: [128, 128], features: 32, warmup: 0 };

/** Draws that no training step sees. */
export async function validationDraw(simulator: Simulator, key: Key, n: number, signal?: AbortSignal): Promise<Draw> {
  if (!simulator.bank) return (simulator.draw as NonNullable<Simulator["draw"]>)(fold(key, 0), n);
  return simulator.bank.slice(await simulator.bank.simulate(key, n, signal), 0, n);
}
