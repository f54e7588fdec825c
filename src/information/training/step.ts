/** One step of joint ascent: a pure function of parameters and drawn inputs, compiled once, then Adam on each group. */
import * as tf from "@tensorflow/tfjs-core";
import type { Policy } from "../../contracts/policy.js";
import type { Draw, Simulator } from "../../contracts/simulator.js";
import type { Key, Params } from "../../contracts/values.js";
import { followNorm } from "../../engine/adam.js";
import { type CompiledStep, compileStep, type Update } from "../../engine/compile/index.js";
import { tidied } from "../../engine/tensors.js";
import { policyContext, type Rollout, rollout } from "../../experiment/rollout.js";
import type { Objective } from "../reading.js";
import type { ScoreGradient } from "./scoreGradient.js";
import { groupsOf, memoryName, type TrainCounters, type TrainState, tensorsOf } from "./state.js";

export interface StepTask {
  readonly simulator: Simulator;
  readonly policy: Policy;
  readonly objective: Objective;
  /** Where there is no path from design to outcome and the policy is trained. */
  readonly score?: ScoreGradient;
  /** Parameters that are read and not trained, e.g. those of a policy that is evaluated. */
  readonly fixedParams?: Params;
}

export interface StepGiven {
  readonly draw: Draw;
  readonly key: Key;
  /** Share of the training that is done, for spaces that harden. */
  readonly progress: number;
  /** Whether the policy tries out other designs than it means. */
  readonly exploring?: boolean;
}

/** Everything that changes from step to step, as tensors by name. */
export function stepInputs({ simulator, policy, score }: StepTask, { draw, key, progress, exploring }: StepGiven): Params {
  const n = draw.theta.shape[0];
  // What is tried out is really carried out: a choice is hard.
  const { noise, sharpness } = policyContext(policy, simulator.designs, key, n, score?.explores ? 1 : progress);
  const trial = score?.explores ? score.trial(exploring ? { key, progress } : undefined, n) : {};
  return {
    theta: draw.theta,
    sharpness,
    ...within("noise/", draw.noise),
    ...within("policy/", noise),
    ...within("trial/", trial),
  };
}

const within = (prefix: string, tensors: Params): Params =>
  Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [prefix + name, tensor]));

const from = (prefix: string, tensors: Params): Params =>
  Object.fromEntries(
    Object.entries(tensors).flatMap(([name, tensor]) => (name.startsWith(prefix) ? [[name.slice(prefix.length), tensor]] : [])),
  );

/** The contributions of one batch, [n] nats. Pure. */
export function contributionsOf(task: StepTask, params: Params, inputs: Params): tf.Tensor1D {
  return task.objective.contributions(params, rolled(task, params, inputs));
}

/** The experiments of one batch. */
export function rolled({ simulator, policy }: StepTask, params: Params, inputs: Params): Rollout {
  const theta = inputs.theta as tf.Tensor2D;
  const { move } = from("trial/", inputs);
  const context = {
    space: simulator.designs,
    n: theta.shape[0],
    noise: from("policy/", inputs),
    sharpness: inputs.sharpness as tf.Scalar,
    ...(move ? { trial: move as tf.Tensor2D } : {}),
  };
  return rollout(simulator, policy, params, { theta, noise: noiseOf(inputs) }, context);
}

/** What the simulator drew for this batch. */
export const noiseOf = (inputs: Params): Params => from("noise/", inputs);

/** The output of a training step that is differentiated: the bound itself, or what stands in its place. */
export const climbedOutput = ({ score, objective }: StepTask): "surrogate" | "bound" =>
  score || objective.climbsAnother ? "surrogate" : "bound";

/** One batch: contributions, the bound that is their mean, what is differentiated where that is another, and what is to be remembered. Pure. */
export function trainingStep(task: StepTask, params: Params, inputs: Params): Params {
  const { score, objective } = task;
  const rollout = rolled(task, params, inputs);
  const credited = score && objective.credited(params, rollout);
  const { contributions, maximised, memory } = credited ?? objective.read(params, rollout);
  const bound = tf.mean(contributions);
  const climbed = objective.climbsAnother ? tf.mean(maximised) : bound;
  const surrogate = credited ? tf.add(climbed, score.surrogate(params, rollout, credited, from("trial/", inputs))) : climbed;
  return { bound, contributions, ...(surrogate === bound ? {} : { surrogate }), ...memory };
}

/** Puts what a step's outputs say is to be remembered in the place of what was remembered before it. */
export function remember(step: CompiledStep, outputs: Readonly<Record<string, Float32Array>>): void {
  const remembered = Object.entries(outputs).filter(([name]) => name.startsWith(memoryName));
  if (remembered.length > 0) step.push(Object.fromEntries(remembered.map(([name, value]) => [name, { value }])));
}

/**
 * With Adam's usual 0.999 one outlier among the gradients of a coordinate that hardly moves carries it thirty times the rate away, because the
 * second moment forgets the outlier a hundred times more slowly than the first one follows it (docs/defaults.md).
 */
const designAdam = { beta2: 0.95 };

/** @param example inputs of the shapes that every step has */
export function compileTraining(task: StepTask, state: TrainState, example: Params): CompiledStep {
  const step = tidied(() =>
    compileStep((params, inputs) => trainingStep(task, params, inputs), {
      variables: { ...tensorsOf(state), ...task.fixedParams },
      inputs: example,
      optimizer: {
        objective: climbedOutput(task),
        groups: groupsOf(Object.keys(state.parameters)),
        adam: { design: designAdam },
      },
    }),
  );
  step.push(Object.fromEntries(Object.entries(state.parameters).map(([name, { slots }]) => [name, slots])));
  return step;
}

/** Brings what was trained back into the state. */
export function pullInto(state: TrainState, step: CompiledStep): void {
  const pulled = step.pull();
  for (const [name, { value, slots }] of Object.entries(state.parameters)) {
    const now = pulled[name] as NonNullable<(typeof pulled)[string]>;
    value.set(now.value);
    slots.m.set(now.m);
    slots.v.set(now.v);
  }
}

export interface Rates {
  /** 0 leaves the group as it is. */
  readonly design: number;
  readonly critic: number;
  /** Largest norm of a group's gradient, as a multiple of its usual one. */
  readonly clipNorm: number;
}

/**
 * Moves both groups uphill along the gradients of the step's last run, each clipped by its own norm.
 * @returns false, with nothing changed, when the bound or a gradient is not finite
 */
export function ascend(step: CompiledStep, counters: TrainCounters, bound: number, rates: Rates): boolean {
  const norms = step.norms();
  if (![bound, ...Object.values(norms)].every(Number.isFinite)) return false;
  const usual = followNorms(counters.usualNorms, norms);
  const update = (group: string, rate: number, t: number): Update => {
    const [norm, limit] = [norms[group] as number, rates.clipNorm * (usual[group] as number)];
    return { t, rate, scale: norm > limit ? limit / norm : 1 };
  };
  if (rates.critic > 0) counters.criticUpdates++;
  if (rates.design > 0) counters.designUpdates++;
  const { criticUpdates, designUpdates } = counters;
  step.apply({
    ...(rates.critic > 0 ? { critic: update("critic", rates.critic, criticUpdates) } : {}),
    ...(rates.critic > 0 && "baseline" in norms ? { baseline: update("baseline", rates.critic, criticUpdates) } : {}),
    ...(rates.design > 0 ? { design: update("design", rates.design, designUpdates) } : {}),
  });
  return true;
}

/** The usual norm of each group, updated in place. */
function followNorms(usual: TrainCounters["usualNorms"], norms: Record<string, number>): Record<string, number> {
  const follow = ([group, norm]: [string, number]): [string, number] => {
    const followed = followNorm(usual[group] ?? null, norm);
    usual[group] = followed;
    return [group, Math.exp(followed)];
  };
  return Object.fromEntries(Object.entries(norms).map(follow));
}
