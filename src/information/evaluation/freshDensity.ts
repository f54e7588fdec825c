/** Models of densities trained for one policy only, and the bound that they give on draws that they never saw. */
import * as tf from "@tensorflow/tfjs-core";
import { toldAs } from "../../basics/steps.js";
import type { DensityModel, FromDensity } from "../../contracts/bounds.js";
import type { TrainingOptions } from "../../contracts/options.js";
import type { PosteriorDensity } from "../../contracts/posterior.js";
import type { Simulator } from "../../contracts/simulator.js";
import type { Params, Progress } from "../../contracts/values.js";
import { type CompiledStep, compileStep } from "../../engine/compile/index.js";
import { packTensor, partOf, tidied, unpackTensor } from "../../engine/tensors.js";
import type { Rollout } from "../../experiment/rollout.js";
import { normals } from "../../numbers/distributions.js";
import { trainingDefaults } from "../../options/defaults.js";
import type { PortableDensity } from "../../records/types.js";
import { densityObjective } from "../densities.js";
import { densityVariables, type Variable } from "../densityVariables.js";
import type { EvaluationTask } from "./task.js";
import { trainFresh } from "./trainFresh.js";

export interface FreshDensity {
  /** What each experiment contributes to the bound, [n] nats. */
  contributions(experiments: Rollout): Float64Array;
  /** The model of theta given one experiment, where the estimator has one; good until this is disposed of. */
  posterior?(design: tf.Tensor2D, outcome: tf.Tensor2D): PosteriorDensity;
  /** The model of theta as plain data, where there is one. */
  record?(): PortableDensity;
  dispose(): void;
}

export interface DensityTraining {
  readonly estimator: FromDensity;
  readonly density: DensityModel;
  readonly options: Partial<TrainingOptions>;
}

/** How the models are trained: one sees all its outcomes, so that a density needs longer than a critic of as many steps. */
export const densityTraining = { hidden: [64, 64], warmup: 0, steps: 2000, batch: 256 } satisfies Partial<TrainingOptions>;

export async function* trainFreshDensity(
  task: EvaluationTask,
  { estimator, density, options: asked }: DensityTraining,
  signal?: AbortSignal,
): AsyncGenerator<Progress, FreshDensity> {
  const { simulator } = task;
  const options: TrainingOptions = { ...trainingDefaults, ...densityTraining, ...asked, estimator: estimator.name };
  const seen = { hidden: options.hidden, model: density, designsFollow: task.policy.kind === "adaptive" };
  const training = trainFresh(
    task,
    {
      options,
      ownTheta: true,
      objective: (scaling) => densityObjective(simulator, estimator, seen, scaling),
      init: (objective, key, pilot) => objective.init(key, pilot()),
    },
    signal,
  );
  const phase = `training densities for ${estimator.name}`;
  const { objective, scaling, params } = yield* toldAs(training, ({ step }) => ({ phase, fraction: step / options.steps }));
  const variable = densityVariables(simulator, estimator, scaling, seen.designsFollow).posterior;
  return {
    ...compiled(objective.contributions, params, scaling.designSeen),
    ...(variable
      ? {
          posterior: posteriorOf(density, variable, partOf("posterior/", params)),
          record: () => ({
            options: { density: density.name, hidden: options.hidden },
            scaling,
            parameters: Object.fromEntries(
              Object.entries(partOf("posterior/", params)).map(([name, tensor]) => [name, packTensor(tensor)]),
            ),
          }),
        }
      : {}),
  };
}

/** What was recorded, opened again: the same draws. @param designsFollow whether a policy decided where to measure */
export function openDensity(
  simulator: Simulator,
  { estimator, density }: Omit<DensityTraining, "options">,
  { scaling, parameters }: PortableDensity,
  designsFollow: boolean,
): Required<Pick<FreshDensity, "posterior" | "dispose">> {
  const variable = densityVariables(simulator, estimator, scaling, designsFollow).posterior;
  if (!variable) throw new Error("what was recorded is a density of theta");
  const params = tf.tidy(
    () =>
      Object.fromEntries(Object.entries(parameters).map(([name, packed]) => [name, unpackTensor(packed)])) as tf.NamedTensorMap,
  );
  return { posterior: posteriorOf(density, variable, params), dispose: () => tf.dispose(params) };
}

/** @param params the model's own */
function posteriorOf(density: DensityModel, variable: Variable, params: Params): NonNullable<FreshDensity["posterior"]> {
  const { back, sizes } = variable;
  if (!back) throw new Error("a density of theta can be drawn from");
  return (design, outcome) => {
    // One experiment stands there twice: designs of several rows are part of what the model reads.
    const seen = (theta: tf.Tensor2D): Rollout => ({ theta, design, outcome });
    const given = (theta: tf.Tensor2D) => tf.slice(variable.given(seen(theta)), [0, 0], [1, -1]) as tf.Tensor2D;
    return {
      logDensity(theta) {
        const log = density.logDensity(params, variable.value(seen(theta)), given(theta));
        return tf.add(log, variable.logVolume(seen(theta)));
      },
      sample(key, n) {
        const numbers = density.noise(sizes.value);
        const noise = tf.tensor2d(normals(key, n * numbers), [n, numbers]);
        return back(density.sample(params, noise, given(tf.zeros([1, sizes.value]))));
      },
    };
  };
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
