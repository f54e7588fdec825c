/** Models of densities trained for one policy only, and the bound that they give on draws that they never saw. */
import * as tf from "@tensorflow/tfjs-core";
import type { DensityModel, FromDensity } from "../../contracts/bounds.js";
import type { TrainingOptions } from "../../contracts/options.js";
import type { Params, Progress } from "../../contracts/values.js";
import { type CompiledStep, compileStep } from "../../engine/compile/index.js";
import { tidied } from "../../engine/tensors.js";
import { pilotScaling, validationDraw } from "../../experiment/draws.js";
import { ownScaling } from "../../experiment/features.js";
import { policyContext, type Rollout, rollout } from "../../experiment/rollout.js";
import { openSource } from "../../experiment/source.js";
import { split } from "../../numbers/keys.js";
import { trainingDefaults } from "../../options/defaults.js";
import { densityObjective } from "../densities.js";
import { initState, tensorsOf } from "../training/state.js";
import { train } from "../training/train.js";
import type { EvaluationTask } from "./task.js";

export interface FreshDensity {
  /** What each experiment contributes to the bound, [n] nats. */
  contributions(experiments: Rollout): Float64Array;
  dispose(): void;
}

export interface DensityTraining {
  readonly estimator: FromDensity;
  readonly density: DensityModel;
  readonly options: Partial<TrainingOptions>;
}

const pilotSize = 2000;

/** How the models are trained: one sees all its outcomes, so that a density needs longer than a critic of as many steps. */
export const densityTraining = { hidden: [64, 64], warmup: 0, steps: 2000, batch: 256 } satisfies Partial<TrainingOptions>;

/** @param done the share of a command that was done before, and that this is */
export async function* trainFreshDensity(
  task: EvaluationTask,
  { estimator, density, options: asked }: DensityTraining,
  done: { readonly from: number; readonly share: number },
  signal?: AbortSignal,
): AsyncGenerator<Progress, FreshDensity> {
  const { simulator, policy, params } = task;
  const k = split(task.key, "source", "pilot", "scaling", "start", "init", "train", "validation");
  const options: TrainingOptions = { ...trainingDefaults, ...densityTraining, ...asked, estimator: estimator.name };
  const source = openSource(simulator, k.source, options.steps, signal);
  try {
    await source.at(0);
    const pilot = source.draw(k.pilot, pilotSize);
    const scaling = tidied(() => ({
      ...pilotScaling(simulator, policy, params, pilot, k.scaling, true),
      ownTheta: ownScaling(simulator, pilot.theta),
    }));
    const seen = { hidden: options.hidden, model: density, designsFollow: policy.kind === "adaptive" };
    const objective = densityObjective(simulator, estimator, seen, scaling);
    const start = () => rollout(simulator, policy, params, pilot, policyContext(policy, simulator.designs, k.start, pilotSize));
    const state = initState(tf.tidy(() => objective.init(k.init, start()) as Record<string, tf.Tensor>));
    tf.dispose([pilot.theta, pilot.noise]);
    const validation = await validationDraw(simulator, k.validation, 4 * options.batch, signal);
    try {
      const training = { simulator, policy, fixedParams: params, objective, options, key: k.train, source, validation };
      for await (const told of train(training, state, signal)) {
        yield {
          phase: `training densities for ${estimator.name}`,
          fraction: done.from + (done.share * told.step) / options.steps,
        };
      }
    } finally {
      tf.dispose([validation.theta, validation.noise]);
    }
    return compiled(objective.contributions, tensorsOf(state), scaling.designSeen);
  } finally {
    source.close();
  }
}

/** At most so many experiments at once: their likelihoods are made of all pairs. */
const blockSize = 500;

/** @param designSeen whether the models were given designs: then every experiment has its own, also where a group of them shares one */
function compiled(
  contributions: (params: Params, rollout: Rollout) => tf.Tensor1D,
  params: Params,
  designSeen: boolean,
): FreshDensity {
  const steps = new Map<string, CompiledStep>();
  const run = (inputs: Rollout): Float32Array => {
    const { theta, design, outcome } = inputs;
    const shapes = [theta.shape, design.shape, outcome.shape].join(" ");
    let step = steps.get(shapes);
    if (!step) {
      step = compileStep((vars, given) => ({ all: contributions(vars, given as unknown as Rollout) }), {
        variables: params,
        inputs: { theta, design, outcome },
      });
      steps.set(shapes, step);
    }
    return step.run({ theta, design, outcome }).all as Float32Array;
  };
  return {
    contributions(experiments) {
      // One experiment alone stands there twice: what is made of pairs, and rows of designs, can be told from a common design so.
      const alone = experiments.theta.shape[0] === 1;
      const twice = (x: tf.Tensor2D): tf.Tensor2D => (alone ? tf.tile(x, [2, 1]) : x);
      const [theta, outcome] = [twice(experiments.theta), twice(experiments.outcome)];
      const n = theta.shape[0];
      const common = experiments.design.shape[0] === 1;
      const design: tf.Tensor2D = common && designSeen ? tf.tile(experiments.design, [n, 1]) : experiments.design;
      const all = new Float64Array(n);
      for (let from = 0; from < n; from += blockSize) {
        const rows = (x: tf.Tensor2D): tf.Tensor2D => tf.slice(x, [from, 0], [Math.min(blockSize, n - from), -1]);
        tidied(() =>
          all.set(
            run({ theta: rows(theta), design: design.shape[0] === 1 ? design : rows(design), outcome: rows(outcome) }),
            from,
          ),
        );
      }
      return alone ? all.subarray(0, 1) : all;
    },
    dispose() {
      for (const step of steps.values()) step.dispose();
      tf.dispose(params);
    },
  };
}
