/** Ways to move a design that nothing can be differentiated by: their formulas by a second road. */
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";
import { random } from "../../policies/random.js";
import { staticDesign } from "../../policies/static.js";
import { simulators } from "../../simulators/index.js";
import type { Exploration, Optimizer, Tried } from "../../src/contracts/optimizer.js";
import type { Draw, Simulator } from "../../src/contracts/simulator.js";
import type { Params } from "../../src/contracts/values.js";
import { startBackend } from "../../src/engine/backend.js";
import { rowsOf, tidied } from "../../src/engine/tensors.js";
import { estimators } from "../../src/estimators/index.js";
import { pilotScaling } from "../../src/experiment/draws.js";
import { checkOptimizer } from "../../src/information/training/gradient.js";
import { optimizers } from "../../src/information/training/optimizers/index.js";
import { createSimulator } from "../../src/modelling/defineSimulator.js";
import { withParts } from "../../src/modelling/failures.js";
import { key, split } from "../../src/numbers/keys.js";

const k = split(key(5), "draw", "pilot", "init", "trial");
const open = createSimulator(simulators.pharmacokinetic, 3);
const simulator = withParts(open, { gradient: "score" }, ["logLikelihood", "logCumulative"]);
const n = 48;
const draw = (count: number): Draw => (simulator.draw as NonNullable<Simulator["draw"]>)(k.draw, count);

beforeAll(() => startBackend("cpu"));

function built(optimizer: Optimizer): Exploration {
  const scaling = tidied(() => pilotScaling(simulator, random, {}, draw(200), k.pilot, true));
  return optimizer.build({ simulator, estimator: estimators.flo, policy: staticDesign, scaling });
}

/** A batch at designs of its own, with any credits. */
function batch(exploration: Exploration, params: Params): { tried: Tried; credits: tf.Tensor1D; trial: Params } {
  const trial = exploration.trial({ key: k.trial, progress: 0.5 }, n);
  const move = exploration.move?.(params, trial) ?? (trial.move as tf.Tensor2D);
  const raw = params["design/raw"] as tf.Tensor2D;
  const design = simulator.designs.fromRaw(tf.add(raw, move), tf.scalar(1));
  const { theta, noise } = draw(n);
  const outcome = simulator.simulate(theta, design, noise);
  return {
    tried: { theta, design, outcome, meant: [raw] },
    credits: tf.tensor1d(Array.from({ length: n }, (_, i) => Math.sin(7 * i))),
    trial,
  };
}

const paramsOf = (exploration: Exploration): Params => ({
  ...staticDesign.init(simulator.designs, [2, 6, 20]),
  ...exploration.init(k.init),
});

/** Gradients of the surrogate by each parameter. */
function gradients(exploration: Exploration, params: Params): Record<string, number[]> {
  const names = Object.keys(params);
  return tidied(() => {
    const { tried, credits, trial } = batch(exploration, params);
    const surrogate = (...all: tf.Tensor[]) => {
      const given = Object.fromEntries(names.map((name, i) => [name, all[i] as tf.Tensor]));
      return exploration.surrogate(given, { ...tried, meant: [given["design/raw"] as tf.Tensor2D] }, { credits }, trial);
    };
    const found = tf.grads(surrogate)(names.map((name) => params[name] as tf.Tensor));
    return Object.fromEntries(names.map((name, i) => [name, Array.from((found[i] as tf.Tensor).dataSync())]));
  });
}

describe.each(Object.entries<Optimizer>(optimizers))("%s", (name, optimizer) => {
  test("says what it is, and is called as it is listed", () => {
    expect(optimizer.name).toBe(name);
    for (const text of [optimizer.summary, optimizer.use, optimizer.reference]) expect(text).not.toBe("");
  });

  test("tries nothing without being asked, draws shapes that never change, and leaves alone what the apparatus fixes", () => {
    const fixed = withParts(simulator, { designs: { ...simulator.designs, inert: [false, true, false] } });
    tf.tidy(() => {
      const scaling = pilotScaling(simulator, random, {}, draw(200), k.pilot, true);
      const own = optimizer.build({ simulator: fixed, estimator: estimators.flo, policy: staticDesign, scaling });
      const [none, some] = [own.trial(undefined, n), own.trial({ key: k.trial, progress: 0 }, n)];
      expect(Object.entries(none).map(([one, { shape }]) => [one, shape])).toEqual(
        Object.entries(some).map(([one, { shape }]) => [one, shape]),
      );
      expect(Math.max(...(none.move as tf.Tensor).dataSync().map(Math.abs))).toBe(0);
      const moved = rowsOf(some.move as tf.Tensor2D);
      expect(moved.every((row) => row[1] === 0 && row[0] !== 0 && row[2] !== 0)).toBe(true);
    });
  });
});

test("conditioned: the design follows the derivative of the learned value, which only its own error teaches", () => {
  tf.tidy(() => {
    const exploration = built(optimizers.conditioned);
    const params = paramsOf(exploration);
    const names = Object.keys(params).filter((name) => name.startsWith("baseline/"));
    const found = gradients(exploration, params);
    // The surrogate is the value at the design less the squared error at the trials, so of two designs its difference is the value's.
    const { tried, credits, trial } = batch(exploration, params);
    const at = (shift: readonly number[]): number => {
      const raw = tf.add(params["design/raw"] as tf.Tensor2D, tf.tensor2d([[...shift]])) as tf.Tensor2D;
      return exploration
        .surrogate({ ...params, "design/raw": raw }, { ...tried, meant: [raw] }, { credits }, trial)
        .dataSync()[0] as number;
    };
    for (const i of [0, 1, 2]) {
      const shift = [0, 1, 2].map((j) => (j === i ? 0.02 : 0));
      expect(found["design/raw"]?.[i]).toBeCloseTo((at(shift) - at(shift.map((x) => -x))) / 0.04, 2);
    }
    // Elsewhere the climbed value is another, and what the network learns is the same.
    const elsewhere = { ...params, "design/raw": tf.add(params["design/raw"] as tf.Tensor, 1) };
    const learned = (given: Params) =>
      tf.grads((...all: tf.Tensor[]) => {
        const own = { ...given, ...Object.fromEntries(names.map((name, i) => [name, all[i] as tf.Tensor])) };
        return exploration.surrogate(own, { ...tried, meant: [given["design/raw"] as tf.Tensor2D] }, { credits }, trial);
      })(names.map((name) => given[name] as tf.Tensor));
    const [here, there] = [learned(params), learned(elsewhere)];
    for (const [i, one] of here.entries()) expect(Array.from(there[i]?.dataSync() ?? [])).toEqual(Array.from(one.dataSync()));
  });
});

test("evolution: mean and spread follow the ranks of the members' mean credits, pairs are opposite", () => {
  tf.tidy(() => {
    const exploration = built(optimizers.evolution);
    const params = paramsOf(exploration);
    const { credits, trial } = batch(exploration, params);
    const member = rowsOf(trial.member as tf.Tensor2D);
    const move = rowsOf(trial.move as tf.Tensor2D);
    const m = member.length;
    expect(m).toBe(6);
    for (let i = 0; i < m / 2; i++) expect(member[i + m / 2]).toEqual(member[i]?.map((x) => -x));
    const values = Array.from(credits.dataSync());
    const fitness = member.map((own) => {
      const mine = values.filter((_, j) => move[j]?.every((x, d) => x === own[d]));
      expect(mine.length).toBe(n / m);
      return mine.reduce((sum, x) => sum + x, 0) / mine.length;
    });
    const utility = fitness.map((f) => (fitness.filter((other) => other < f).length / (m - 1) - 0.5) / m);
    const found = gradients(exploration, params);
    for (const d of [0, 1, 2]) {
      const mean = member.reduce((sum, own, i) => sum + (utility[i] as number) * (own[d] as number), 0);
      const wider = member.reduce((sum, own, i) => sum + (utility[i] as number) * ((own[d] as number) ** 2 - 1), 0);
      expect(found["design/raw"]?.[d]).toBeCloseTo(mean, 5);
      expect(found["design/spread"]?.[d]).toBeCloseTo(wider, 5);
    }
  });
});

test("an optimizer is for black boxes, and one of numbers for numbers", () => {
  const { flo, pce } = estimators;
  expect(() => checkOptimizer(simulator, flo, "evolution")).not.toThrow();
  expect(() => checkOptimizer(open, flo, "evolution")).toThrow(/pharmacokinetic has a path from design to outcome/);
  expect(() => checkOptimizer(withParts(open, { gradient: "score" }), pce, "score")).toThrow(/has a likelihood/);
  expect(() => checkOptimizer(simulator, flo, "evolutoin")).toThrow(/evolution/);
});
