/** Training steps, compiled and eagerly, side by side. */
import * as tf from "@tensorflow/tfjs-core";
import { expect } from "vitest";
import { random } from "../../../policies/random.js";
import { staticDesign } from "../../../policies/static.js";
import { simulators } from "../../../simulators/index.js";
import type { Estimator } from "../../../src/contracts/bounds.js";
import type { FixedPolicy } from "../../../src/contracts/policy.js";
import type { Simulator } from "../../../src/contracts/simulator.js";
import type { Params } from "../../../src/contracts/values.js";
import { compileStep } from "../../../src/engine/compile/index.js";
import { tidied } from "../../../src/engine/tensors.js";
import { estimators, preferred } from "../../../src/estimators/index.js";
import { isTrainable, lacking } from "../../../src/estimators/sorts.js";
import { pilotScaling, sliceDraw, validationDraw } from "../../../src/experiment/draws.js";
import { ownScaling } from "../../../src/experiment/features.js";
import { buildObjective } from "../../../src/information/objective.js";
import { hasPath } from "../../../src/information/training/gradient.js";
import { groupsOf } from "../../../src/information/training/state.js";
import { climbedOutput, remember, stepInputs, trainingStep } from "../../../src/information/training/step.js";
import { createSimulator } from "../../../src/modelling/defineSimulator.js";
import { fold, key, split } from "../../../src/numbers/keys.js";
import { withCritic } from "../../../src/runs/critic.js";

const k = split(key(11), "draw", "pilot", "init", "start", "policy");

/**
 * Adam divides a gradient by its own size: a weight on which a bound does not depend (InfoNCE's offset) would be moved by the rounding
 * of its zero gradient, differently wherever sums are taken in another order. This epsilon is far above such rounding.
 */
const epsilon = 1e-3;
const batch = 48;
const drawn = batch * 20;

const settings: Record<string, Record<string, string>> = { sir: { preset: "surveillance" } };
export const all: [string, Simulator][] = Object.entries(simulators)
  .map(([name, family]): [string, Simulator] => [name, createSimulator(family, 3, settings[name] ?? {})])
  .filter(([, simulator]) => hasPath(simulator));
const trainable = Object.values<Estimator>(estimators).filter(isTrainable);
const cases = all.flatMap(([name, simulator]) =>
  trainable
    .filter((estimator) => !lacking(estimator, simulator))
    .map((estimator): Case => [name, estimator.name, simulator, estimator]),
);

type Case = [simulator: string, estimator: string, Simulator, Estimator];

const [[first]] = cases as [Case];
const usual: readonly string[] = Object.values(preferred);

/** Every estimator on one simulator, and every simulator with what is maximised where nothing is asked for. */
const isOfFew = ([simulator, estimator]: Case): boolean => simulator === first || usual.includes(estimator);

export const [few, others] = [cases.filter(isOfFew), cases.filter((one) => !isOfFew(one))];

/** What a training has besides. */
interface Also {
  readonly critic?: string;
  readonly density?: string;
}

/** @param steps of each, with the same numbers */
export async function compare(simulator: Simulator, estimator: Estimator, steps: number): Promise<void> {
  const found = await both(simulator, estimator, {}, staticDesign, steps);
  if (tf.getBackend() !== "cpu") expect(found.about).toMatch(compiledHere());
  expectEqual(found);
}

export async function both(simulator: Simulator, estimator: Estimator, also: Also, policy: FixedPolicy, steps: number) {
  const draw = await validationDraw(simulator, k.draw, drawn);
  const piloted = pilotScaling(simulator, random, {}, draw, k.pilot, policy !== staticDesign);
  const scaling = { ...piloted, ownTheta: tidied(() => ownScaling(simulator, draw.theta)) };
  const options = { critic: "gaussian", ...also, hidden: [16, 16], features: 8, auxiliary: "shared" as const };
  const objective = buildObjective(simulator, estimator, withCritic(options), scaling);
  const task = { simulator, policy, objective };
  const params: Params = { ...objective.init(k.init), ...policy.init(simulator.designs, simulator.designs.random(k.start)) };
  const inputsAt = (t: number): Params => {
    const part = sliceDraw(draw, (t * batch) % drawn, batch);
    return stepInputs(task, { draw: part, key: fold(k.policy, t), progress: t / steps });
  };
  const groups = groupsOf(Object.keys(params));
  const made = (eager: boolean) =>
    tidied(() =>
      compileStep((v, i) => trainingStep(task, v, i), {
        variables: params,
        inputs: inputsAt(0),
        optimizer: {
          objective: climbedOutput(task),
          groups: Object.fromEntries(Object.entries(groups).map(([group, { names }]) => [group, names])),
          adam: Object.fromEntries(Object.keys(groups).map((group) => [group, { epsilon }])),
        },
        eager,
      }),
    );
  const [compiled, eager] = [made(false), made(true)];
  let bounds: [number, number] = [0, 0];
  for (let t = 0; t < steps; t++) {
    const run = (step: typeof compiled): number => {
      const outputs = tidied(() => step.run(inputsAt(t)));
      remember(step, outputs);
      step.apply(Object.fromEntries(Object.keys(groups).map((group) => [group, { t: t + 1, rate: 1e-3, scale: 1 }])));
      return outputs.bound?.[0] as number;
    };
    bounds = [run(compiled), run(eager)];
  }
  const weights = { compiled: compiled.pull(), eager: eager.pull() };
  compiled.dispose();
  eager.dispose();
  return { how: compiled.how, about: compiled.about, bounds, weights };
}

function relative(a: Float32Array, b: Float32Array): number {
  const norm = (x: Float32Array) => Math.sqrt(x.reduce((sum, v) => sum + v * v, 0));
  return norm(a.map((v, i) => v - (b[i] as number))) / Math.max(norm(b), 1e-2);
}

export function expectEqual({ bounds, weights }: Awaited<ReturnType<typeof both>>): void {
  const [compiled, eager] = bounds;
  expect(Math.abs(compiled - eager)).toBeLessThan(1e-4 * Math.max(1, Math.abs(eager)));
  const gaps = Object.entries(weights.eager).map(([name, { value }]) => [
    name,
    relative((weights.compiled[name] as { value: Float32Array }).value, value),
  ]);
  expect(gaps.filter(([, gap]) => !((gap as number) < 1e-4))).toEqual([]);
}

/** The line model's own kernel exists in plain code only, so TensorFlow's graph refuses it. */
export const compiledHere = () => (tf.getBackend() === "tensorflow" ? /^compiled|FloeDifferenceScores/ : /^compiled/);
