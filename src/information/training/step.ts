/** One step of joint ascent: a pure function of parameters and drawn inputs, compiled once. */
import * as tf from "@tensorflow/tfjs-core";
import type { Exploration } from "../../contracts/optimizer.js";
import type { Policy } from "../../contracts/policy.js";
import type { Draw, Simulator } from "../../contracts/simulator.js";
import type { Key, Params } from "../../contracts/values.js";
import { compileAscent } from "../../engine/ascent/index.js";
import type { CompiledStep } from "../../engine/compile/index.js";
import { partOf, tidied, within } from "../../engine/tensors.js";
import { type NearContrasts, policyContext, type Rollout, rollout } from "../../experiment/rollout.js";
import { fold, split } from "../../numbers/keys.js";
import type { Objective } from "../reading.js";
import type { Enumeration } from "./counting.js";
import { groupsOf, memoryName, type TrainState } from "./state.js";

export interface StepTask {
  readonly simulator: Simulator;
  readonly policy: Policy;
  readonly objective: Objective;
  /** Where there is no path from design to outcome and the policy is trained. */
  readonly score?: Exploration;
  /** In its place where outcomes are few. */
  readonly enumeration?: Enumeration;
  /** Parameters that are read and not trained, e.g. those of a policy that is evaluated. */
  readonly fixedParams?: Params;
  /** The same policy's parameters in shorter experiments, which every step climbs too: the mean over all of them. */
  readonly shorter?: readonly StepTask[];
}

export interface StepGiven {
  readonly draw: Draw;
  readonly key: Key;
  /** Share of the training that is done, for spaces that harden. */
  readonly progress: number;
  /** Whether the policy tries out other designs than it means. */
  readonly exploring?: boolean;
  /** Of each shorter experiment. */
  readonly shorter?: readonly Draw[];
}

const shorterName = (i: number): string => `shorter${i}/`;

/** Everything that changes from step to step, as tensors by name. */
export function stepInputs({ shorter = [], ...task }: StepTask, { shorter: draws = [], ...given }: StepGiven): Params {
  const more = shorter.map((one, i) => {
    const own = { ...given, draw: draws[i] as Draw, key: fold(given.key, i) };
    return within(shorterName(i), inputsOfOne(one, own));
  });
  return Object.assign(inputsOfOne(task, given), ...more);
}

function inputsOfOne({ simulator, policy, score, enumeration }: StepTask, { draw, key, progress, exploring }: StepGiven): Params {
  const n = draw.theta.shape[0];
  const k = split(key, "policy", "trial", "contrasts", "near");
  const tries = score?.explores ? score : enumeration;
  // What is tried out is really carried out: a choice is hard.
  const { noise, sharpness } = policyContext(policy, simulator.designs, k.policy, n, tries?.trial ? 1 : progress);
  const trial = tries?.trial?.(exploring ? { key: k.trial, progress } : undefined, n) ?? {};
  const more = Math.max(0, (enumeration?.contrasts ?? 0) - n);
  const near = enumeration?.near?.(k.near, draw.theta);
  return {
    theta: draw.theta,
    ...(near ? within("near/", { ...near }) : {}),
    ...(more > 0 ? { contrasts: simulator.prior.sample(k.contrasts, more) } : {}),
    sharpness,
    ...within("noise/", draw.noise),
    ...within("policy/", noise),
    ...within("trial/", trial),
  };
}

/** The contributions of one batch, [n] nats. Pure. */
export function contributionsOf(task: StepTask, params: Params, inputs: Params): tf.Tensor1D {
  return task.objective.contributions(params, rolled(task, params, inputs));
}

/** The experiments of one batch. */
export function rolled({ simulator, policy, score }: StepTask, params: Params, inputs: Params): Rollout {
  const theta = inputs.theta as tf.Tensor2D;
  const trial = partOf("trial/", inputs);
  const move = score?.move?.(params, trial) ?? trial.move;
  const context = {
    space: simulator.designs,
    n: theta.shape[0],
    noise: partOf("policy/", inputs),
    sharpness: inputs.sharpness as tf.Scalar,
    ...(move ? { trial: move as tf.Tensor2D } : {}),
  };
  const { contrasts } = inputs as { readonly contrasts?: tf.Tensor2D };
  const near = partOf("near/", inputs) as Partial<NearContrasts>;
  const experiments = rollout(simulator, policy, params, { theta, noise: noiseOf(inputs) }, context);
  return { ...experiments, ...(contrasts ? { contrasts } : {}), ...(near.theta ? { near: near as NearContrasts } : {}) };
}

/** What the simulator drew for this batch. */
export const noiseOf = (inputs: Params): Params => partOf("noise/", inputs);

/** The output of a training step that is differentiated: the bound itself, or what stands in its place. */
export const climbedOutput = ({ score, enumeration, objective, shorter = [] }: StepTask): "surrogate" | "bound" =>
  score ||
  objective.climbsAnother ||
  (enumeration && enumeration.how !== "together") ||
  shorter.some((one) => climbedOutput(one) === "surrogate")
    ? "surrogate"
    : "bound";

/** One batch: contributions, the bound that is their mean, what is differentiated where that is another, what is read out beside it, and what is to be remembered. Pure. */
export function trainingStep(task: StepTask, params: Params, inputs: Params): Params {
  const { shorter = [], ...longest } = task;
  const first = stepOfOne(longest, params, inputs);
  if (shorter.length === 0) return first;
  return meanOf([first, ...shorter.map((one, i) => stepOfOne(one, params, partOf(shorterName(i), inputs)))]);
}

/** Of steps with as many experiments each, all independent: the j-th contribution is the mean of the j-th ones, so that their spread tells the error of the mean. */
function meanOf(steps: readonly Params[]): Params {
  const mean = (of: (step: Params) => tf.Tensor): tf.Tensor => tf.div(tf.addN(steps.map(of)), steps.length);
  const climbsAnother = steps.some(({ surrogate }) => surrogate);
  return {
    bound: mean(({ bound }) => bound as tf.Tensor),
    contributions: mean(({ contributions }) => contributions as tf.Tensor),
    ...(climbsAnother ? { surrogate: mean(({ surrogate, bound }) => (surrogate ?? bound) as tf.Tensor) } : {}),
  };
}

function stepOfOne(task: StepTask, params: Params, inputs: Params): Params {
  const { score, enumeration, objective } = task;
  const rollout = rolled(task, params, inputs);
  if (enumeration) return countedStep(enumeration, objective, params, rollout);
  const credited = score && objective.credited(params, rollout);
  const { contributions, maximised, memory, readOut, joint } = credited ?? objective.read(params, rollout);
  const bound = tf.mean(contributions);
  const climbed = objective.climbsAnother ? tf.mean(maximised) : bound;
  const trial = partOf("trial/", inputs);
  const surrogate = credited ? tf.add(climbed, score.surrogate(params, rollout, credited, trial)) : climbed;
  return {
    bound,
    contributions,
    ...(surrogate === bound ? {} : { surrogate }),
    ...(readOut ? { readOut } : {}),
    ...(joint ? { joint: tf.mean(joint) } : {}),
    ...memory,
    ...(credited ? score.remembered?.(params, credited, trial) : {}),
  };
}

/** The same where outcomes are counted out. */
function countedStep(enumeration: Enumeration, objective: Objective, params: Params, rollout: Rollout): Params {
  const { how } = enumeration;
  const contributions = how === "one at a time" ? objective.contributions(params, rollout) : enumeration.bound(rollout);
  const bound = tf.mean(contributions);
  if (how === "together") return { bound, contributions };
  const counted = enumeration.surrogate(rollout);
  return { bound, contributions, surrogate: how === "thetas" ? counted : tf.add(bound, counted) };
}

/** Puts what a step's outputs say is to be remembered in the place of what was remembered before it. */
export function remember(step: CompiledStep, outputs: Readonly<Record<string, Float32Array>>): void {
  const remembered = Object.entries(outputs).filter(([name]) => name.startsWith(memoryName));
  if (remembered.length > 0) step.push(Object.fromEntries(remembered.map(([name, value]) => [name, { value }])));
}

/** @param example inputs of the shapes that every step has */
export function compileTraining(task: StepTask, state: TrainState, example: Params): CompiledStep {
  return tidied(() =>
    compileAscent((params, inputs) => trainingStep(task, params, inputs), state, {
      inputs: example,
      objective: climbedOutput(task),
      groups: groupsOf(Object.keys(state.parameters)),
      ...(task.fixedParams ? { fixed: task.fixedParams } : {}),
    }),
  );
}
