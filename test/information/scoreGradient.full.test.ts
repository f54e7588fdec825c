/** Gradients where no path leads from design to outcome, on simulators that have a path to compare with. */
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { adaptivePolicies } from "../../policies/index.js";
import { random } from "../../policies/random.js";
import { staticDesign } from "../../policies/static.js";
import { simulators } from "../../simulators/index.js";
import type { Estimator } from "../../src/contracts/bounds.js";
import type { Policy } from "../../src/contracts/policy.js";
import type { Draw, Simulator } from "../../src/contracts/simulator.js";
import type { Params, SeenScaling } from "../../src/contracts/values.js";
import { type CompiledStep, compileStep } from "../../src/engine/compile/index.js";
import { tidied } from "../../src/engine/tensors.js";
import { estimators } from "../../src/estimators/index.js";
import { pilotScaling } from "../../src/experiment/draws.js";
import { lookOf } from "../../src/experiment/history.js";
import { buildObjective } from "../../src/information/objective.js";
import { buildScoreGradient } from "../../src/information/training/scoreGradient.js";
import { isDesign } from "../../src/information/training/state.js";
import { type StepTask, stepInputs, trainingStep } from "../../src/information/training/step.js";
import { createSimulator } from "../../src/modelling/defineSimulator.js";
import { fold, key, split } from "../../src/numbers/keys.js";
import { withCritic } from "../../src/runs/critic.js";
import { moments } from "../support/statistics.js";

// A seed whose critic gives the design a slope well above the noise of 2,000 batches; with others the gap is as small, and says less.
const k = split(key(22), "pilot", "critic", "baseline", "policy", "start", "batch", "trial");
const [n, horizon] = [48, 2];
const smooth = createSimulator(simulators.pharmacokinetic, horizon);
const blind: Simulator = { ...smooth, gradient: "score" };
const draw = (at: number): Draw => (smooth.draw as NonNullable<Simulator["draw"]>)(fold(k.batch, at), n);

/** The same training by the path and by the score function, and the parameters that both start from. */
function prepared(estimator: Estimator, adaptive: boolean) {
  const scaling = pilotScaling(smooth, random, {}, draw(0), k.pilot, true);
  const options = { critic: "gaussian", hidden: [8], features: 4, auxiliary: "shared" as const };
  const objective = buildObjective(smooth, estimator, withCritic(options), scaling);
  const look = lookOf(smooth, scaling.measurement as SeenScaling);
  const made = adaptive ? adaptivePolicies.recurrent.create({ horizon, look, hidden: [6] }) : undefined;
  const start = smooth.designs.equallySpaced();
  const policy: Policy = made ?? staticDesign;
  const score = buildScoreGradient({ simulator: blind, estimator, policy, scaling });
  const variables: Params = {
    ...(made ? made.init(k.policy, smooth.designs, start) : staticDesign.init(smooth.designs, start)),
    ...objective.init(k.critic),
    ...score.init(k.baseline),
  };
  const byScore: StepTask = { simulator: blind, policy, objective, score };
  const byPath: StepTask = { simulator: smooth, policy, objective };
  return { byScore, byPath, variables: attentive(variables) };
}

/** Policies begin nearly static; this one does not. */
const attentive = ({ "design/output": output, ...others }: Params): Params =>
  output ? { ...others, "design/output": tf.mul(output, 10) } : others;

const inputsOf = (task: StepTask, at: number): Params =>
  stepInputs(task, { draw: draw(at), key: fold(k.trial, at), progress: 0, exploring: true });

type Arrays = Readonly<Record<string, Float32Array>>;

const product = (a: Arrays, b: Arrays): number =>
  Object.entries(a).reduce((sum, [name, x]) => x.reduce((s, v, i) => s + v * ((b[name] as Float32Array)[i] as number), sum), 0);

const plus = (a: Arrays, b: Arrays, by: number): Record<string, Float32Array> =>
  Object.fromEntries(
    Object.entries(a).map(([name, x]) => [name, x.map((v, i) => v + by * ((b[name] as Float32Array)[i] as number))]),
  );

const meanOf = (x: readonly number[]): number => x.reduce((sum, v) => sum + v, 0) / x.length;

function compiled(
  task: StepTask,
  inputs: () => Params,
  variables: Params,
  groups: Record<string, string[]>,
  objective: string,
): CompiledStep {
  const step = (params: Params, given: Params) => trainingStep(task, params, given);
  return tidied(() => compileStep(step, { variables, inputs: inputs(), optimizer: { objective, groups } }));
}

const cases = [
  ...(["infoNce", "flo", "nwj", "tuba", "pce"] as const).map((name) => [name, "a design", false] as const),
  ...(["flo", "nwj", "pce"] as const).map((name) => [name, "a policy", true] as const),
];
const [learning, looking, batches, h] = [150, 100, 2000, 0.01];

/** Both gradients along the one direction in which the path's is largest on other draws, batch by batch, and the bound's slope. */
function compared(name: (typeof cases)[number][0], adaptive: boolean) {
  const { byScore, byPath, variables } = tidied(() => {
    const all = prepared(estimators[name], adaptive);
    for (const tensor of Object.values(all.variables)) tf.keep(tensor);
    return all;
  });
  const names = Object.keys(variables);
  const design = names.filter(isDesign);
  const critic = names.filter((of) => of.startsWith("critic/") || of.startsWith("auxiliary/"));
  const inputs = () => inputsOf(byScore, 0); // the same trials for both
  const score = compiled(byScore, inputs, variables, { design }, "surrogate");
  const path = compiled(byPath, inputs, variables, { design, critic }, "bound");
  if (tf.getBackend() !== "cpu") expect(score.about).toMatch(/^compiled/);
  const run = (step: CompiledStep, at: number) => tidied(() => step.run(inputsOf(byScore, at))).bound?.[0] as number;
  const designOf = (gradients: Arrays) => Object.fromEntries(design.map((of) => [of, gradients[of] as Float32Array]));
  for (let t = 1; t <= learning; t++) {
    run(path, 20_000 + t);
    path.apply({ critic: { t, rate: 0.003, scale: 1 } });
  }
  score.push(Object.fromEntries(Object.entries(path.read(critic)).map(([of, value]) => [of, { value }])));
  let direction = path.read(design);
  direction = plus(direction, direction, -1);
  for (let at = 0; at < looking; at++) {
    run(path, 10_000 + at);
    direction = plus(direction, designOf(path.gradients()), 1);
  }
  const length = Math.sqrt(product(direction, direction));
  direction = plus(direction, direction, 1 / length - 1);
  const [scores, paths]: [number[], number[]] = [[], []];
  for (let at = 0; at < batches; at++) {
    const [a, b] = [run(score, at), run(path, at)];
    expect(Math.abs(a - b)).toBeLessThan(1e-4); // the same batch with the same trials
    scores.push(product(designOf(score.gradients()), direction));
    paths.push(product(designOf(path.gradients()), direction));
  }
  const values = path.read(design);
  const [up, down] = [h, -h].map((by) => {
    path.push(Object.fromEntries(Object.entries(plus(values, direction, by)).map(([of, value]) => [of, { value }])));
    return Array.from({ length: batches }, (_, at) => run(path, at));
  }) as [number[], number[]];
  for (const step of [score, path]) step.dispose();
  tf.dispose(variables);
  return { scores, paths, slope: (meanOf(up) - meanOf(down)) / (2 * h) };
}

describe.each(cases)("%s, %s", (name, _, adaptive) => {
  test("the score function's gradient is on average that of the path, and the central difference of the bound", () => {
    const { scores, paths, slope } = compared(name, adaptive);
    const along = meanOf(paths);
    const gap = moments(scores.map((s, i) => s - (paths[i] as number)));
    const se = Math.sqrt(gap.variance / batches);
    expect(se).toBeLessThan(0.2 * along); // else the next line would say nothing
    expect(Math.abs(gap.mean)).toBeLessThan(3 * se);
    expect(Math.abs(slope - along)).toBeLessThan(0.03 * along);
  });
});
