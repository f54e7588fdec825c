/** One step of joint ascent: a pure function of parameters and drawn inputs, compiled once, then Adam on each group. */
import * as tf from "@tensorflow/tfjs-core";
import { type CompiledStep, compileStep, type Update } from "./compile/index.js";
import { policyContext, rollout } from "./experiment.js";
import type { Objective } from "./objective.js";
import { tidied } from "./tensor.js";
import { isDesign, type TrainCounters, type TrainState, tensorsOf } from "./trainState.js";
import type { Draw, Key, Params, Policy, Simulator } from "./types.js";

export interface StepTask {
  readonly simulator: Simulator;
  readonly policy: Policy;
  readonly objective: Objective;
  /** Parameters that are read and not trained, e.g. those of a policy that is evaluated. */
  readonly fixedParams?: Params;
}

export interface StepGiven {
  readonly draw: Draw;
  readonly key: Key;
  /** Share of the training that is done, for spaces that harden. */
  readonly progress: number;
}

/** Everything that changes from step to step, as tensors by name. */
export function stepInputs({ simulator, policy }: StepTask, { draw, key, progress }: StepGiven): Params {
  const { noise, sharpness } = policyContext(policy, simulator.designs, key, draw.theta.shape[0], progress);
  return { theta: draw.theta, sharpness, ...within("noise/", draw.noise), ...within("policy/", noise) };
}

const within = (prefix: string, tensors: Params): Params =>
  Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [prefix + name, tensor]));

const from = (prefix: string, tensors: Params): Params =>
  Object.fromEntries(
    Object.entries(tensors).flatMap(([name, tensor]) => (name.startsWith(prefix) ? [[name.slice(prefix.length), tensor]] : [])),
  );

/** The contributions of one batch, [n] nats. Pure. */
export function contributionsOf({ simulator, policy, objective }: StepTask, params: Params, inputs: Params): tf.Tensor1D {
  const theta = inputs.theta as tf.Tensor2D;
  const context = {
    space: simulator.designs,
    n: theta.shape[0],
    noise: from("policy/", inputs),
    sharpness: inputs.sharpness as tf.Scalar,
  };
  return objective.contributions(params, rollout(simulator, policy, params, { theta, noise: from("noise/", inputs) }, context));
}

/**
 * With Adam's usual 0.999 one outlier among the gradients of a coordinate that hardly moves carries it thirty times the rate away, because the
 * second moment forgets the outlier a hundred times more slowly than the first one follows it (docs/defaults.md).
 */
const designAdam = { beta2: 0.95 };

/** @param example inputs of the shapes that every step has */
export function compileTraining(task: StepTask, state: TrainState, example: Params): CompiledStep {
  const names = Object.keys(state.parameters);
  const step = tidied(() =>
    compileStep(
      (params, inputs) => {
        const contributions = contributionsOf(task, params, inputs);
        return { bound: tf.mean(contributions), contributions };
      },
      {
        variables: { ...tensorsOf(state), ...task.fixedParams },
        inputs: example,
        optimizer: {
          objective: "bound",
          groups: { design: names.filter(isDesign), critic: names.filter((name) => !isDesign(name)) },
          adam: { design: designAdam },
        },
      },
    ),
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

type Group = "design" | "critic";

/**
 * Moves both groups uphill along the gradients of the step's last run, each clipped by its own norm.
 * @returns false, with nothing changed, when the bound or a gradient is not finite
 */
export function ascend(step: CompiledStep, counters: TrainCounters, bound: number, rates: Rates): boolean {
  const norms = step.norms() as Record<Group, number>;
  if (![bound, norms.design, norms.critic].every(Number.isFinite)) return false;
  const usual = followNorms(counters.usualNorms, norms);
  const update = (group: Group, t: number): Update => {
    const limit = rates.clipNorm * usual[group];
    return { t, rate: rates[group], scale: norms[group] > limit ? limit / norms[group] : 1 };
  };
  step.apply({
    ...(rates.critic > 0 ? { critic: update("critic", ++counters.criticUpdates) } : {}),
    ...(rates.design > 0 ? { design: update("design", ++counters.designUpdates) } : {}),
  });
  return true;
}

/** Norms' logarithms are averaged over about this many steps. */
const normMemory = 100;

/**
 * The usual norm of each group: a running geometric mean, updated in place. Bounds that average exponentials (FLO, NWJ, TUBA)
 * have heavy-tailed gradients: measured against the usual norm, rare large ones can be cut without a limit in absolute units.
 */
function followNorms(usual: TrainCounters["usualNorms"], norms: Record<Group, number>): Record<Group, number> {
  const follow = (group: Group): number => {
    const now = Math.log(Math.max(norms[group], Number.MIN_VALUE));
    const before = usual[group];
    usual[group] = before === null ? now : before + (now - before) / normMemory;
    return Math.exp(usual[group]);
  };
  return { design: follow("design"), critic: follow("critic") };
}
