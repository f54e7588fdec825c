/** Ways to move a design that nothing can be differentiated by: their formulas by a second road. */
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";
import { choice } from "../../designs/index.js";
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
import { initState, packState, tensorsOf, unpackState } from "../../src/information/training/state.js";
import { train } from "../../src/information/training/train.js";
import { createSimulator } from "../../src/modelling/defineSimulator.js";
import { withParts } from "../../src/modelling/failures.js";
import { key, split } from "../../src/numbers/keys.js";
import { collect, plainLinear, prepare } from "./tinyTraining.js";

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
  const names = Object.keys(params).filter((name) => !name.startsWith("memory/"));
  return tidied(() => {
    const { tried, credits, trial } = batch(exploration, params);
    const surrogate = (...all: tf.Tensor[]) => {
      const given = { ...params, ...Object.fromEntries(names.map((name, i) => [name, all[i] as tf.Tensor])) };
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

test("conditioned: one number is exchanged where the learned value says so, and the average starts from there", async () => {
  const blind = withParts(plainLinear, { gradient: "score" }, ["logLikelihood", "logCumulative", "exactGain"]);
  const { task, state, scaling } = prepare({ steps: 2, warmup: 1, designRate: 1e-9 }, blind, 1, true);
  const score = optimizers.conditioned.build({ simulator: blind, estimator: estimators.flo, policy: staticDesign, scaling });
  const full = initState({ ...tensorsOf(state), ...score.init(k.init) });
  const start = full.parameters["design/raw"]?.value.slice() as Float32Array;
  await collect({ ...task, score }, full);
  const [end, average] = [full.parameters["design/raw"]?.value, full.averaged["design/raw"]];
  expect(Math.abs((end?.[0] as number) - (start[0] as number))).toBeGreaterThan(0.1); // no step moves it
  expect(average?.[0]).toBeCloseTo(end?.[0] as number, 5);
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

describe("bayesian", () => {
  const name = (own: string) => `memory/planning/${own}`;

  test("each experiment is around its design of the plan, whose credits are summed; the design follows the best", () => {
    tf.tidy(() => {
      const exploration = built(optimizers.bayesian);
      const params = { ...paramsOf(exploration), [name("best")]: tf.tensor2d([[1, -2, 0.5]]) };
      const { tried, credits, trial } = batch(exploration, params);
      const plan = rowsOf(params[name("plan")] as tf.Tensor2D);
      const raw = rowsOf(params["design/raw"] as tf.Tensor2D)[0] as number[];
      const move = rowsOf(exploration.move?.(params, trial) as tf.Tensor2D);
      const jitter = rowsOf(trial.move as tf.Tensor2D);
      for (const [j, row] of move.entries())
        for (const [d, x] of row.entries())
          expect(x).toBeCloseTo((plan[j % plan.length]?.[d] as number) + (jitter[j]?.[d] as number) - (raw[d] as number), 4);
      const sums = rowsOf(exploration.remembered?.(params, { credits }, trial)[name("sums")] as tf.Tensor2D);
      const values = Array.from(credits.dataSync());
      for (const [i, [sum, count]] of sums.entries()) {
        const own = values.filter((_, j) => j % plan.length === i);
        expect(count).toBe(own.length);
        expect(sum).toBeCloseTo(
          own.reduce((all, x) => all + x, 0),
          4,
        );
      }
      const found = gradients(exploration, params)["design/raw"];
      for (const [d, x] of [1, -2, 0.5].entries()) expect(found?.[d]).toBeCloseTo(x - (raw[d] as number), 5);
      expect(tried.meant).toHaveLength(1);
    });
  });

  test("plans between rounds only, the same from the same memory, in arrays that never grow", () => {
    const exploration = built(optimizers.bayesian);
    const memory = tidied(() =>
      Object.fromEntries(Object.entries(exploration.init(k.init)).map(([own, x]) => [own, x.dataSync().slice() as Float32Array])),
    );
    const sums = (memory[name("sums")] as Float32Array).map((_, i) => (i % 2 === 0 ? Math.sin(i) : 3));
    const recall = () => ({ ...memory, [name("sums")]: sums });
    const at = (step: number) => exploration.plan?.({ key: k.trial, step, progress: 0 }, recall);
    expect([1, 4, 6, 9].map(at)).toEqual([undefined, undefined, undefined, undefined]);
    // Half a round is for the critic to know the designs.
    expect(at(5)).toEqual({ [name("sums")]: new Float32Array(sums.length) });
    const planned = tidied(() => at(10)) as Record<string, Float32Array>;
    expect(planned).toEqual(tidied(() => at(10)));
    const lengths = (all: Readonly<Record<string, Float32Array>>) => Object.entries(all).map(([own, x]) => [own, x.length]);
    expect(Object.fromEntries(lengths(planned))).toEqual(Object.fromEntries(lengths(memory)));
    expect(planned[name("plan")]).not.toEqual(memory[name("plan")]);
    expect(planned[name("sums")]?.every((x) => x === 0)).toBe(true);
  });

  test("from a checkpoint within a round it goes on to the same bits, and no tensor is left", async () => {
    const blind = withParts(plainLinear, { gradient: "score" }, ["logLikelihood", "logCumulative", "exactGain"]);
    const begin = () => {
      const { task, state, scaling } = prepare({ steps: 12, warmup: 5 }, blind, 1, true);
      const score = optimizers.bayesian.build({ simulator: blind, estimator: estimators.flo, policy: staticDesign, scaling });
      return { task: { ...task, score }, state: initState({ ...tensorsOf(state), ...score.init(k.init) }) };
    };
    const [whole, part, rest] = [begin(), begin(), begin()];
    const before = tf.memory().numTensors;
    await collect(whole.task, whole.state);
    expect(tf.memory().numTensors).toBe(before);
    const stop = new AbortController();
    await expect(async () => {
      for await (const { step } of train(part.task, part.state, stop.signal)) if (step === 7) stop.abort();
    }).rejects.toThrow();
    const saved = unpackState(structuredClone(packState(part.state)), part.state);
    expect(saved.counters.step).toBe(7);
    await collect(rest.task, saved);
    expect(packState(saved)).toEqual(packState(whole.state));
    expect(whole.state.parameters[name("best")]?.value).not.toEqual(new Float32Array(1)); // planned once
  });
});

test("an optimizer is for black boxes, and one of numbers for numbers", () => {
  const { flo, pce } = estimators;
  expect(() => checkOptimizer(simulator, flo, "evolution")).not.toThrow();
  expect(() => checkOptimizer(open, flo, "evolution")).toThrow(/pharmacokinetic has a path from design to outcome/);
  expect(() => checkOptimizer(withParts(open, { gradient: "score" }), pce, "score")).toThrow(/has a likelihood/);
  const listed = withParts(simulator, { designs: choice({ candidates: [1, 4, 12], dim: 3 }) });
  for (const name of ["bayesian", "conditioned"]) expect(() => checkOptimizer(listed, flo, name)).not.toThrow();
  expect(() => checkOptimizer(listed, flo, "evolution")).toThrow(/of choices: leave it out/);
  expect(() => checkOptimizer(simulator, flo, "evolutoin")).toThrow(/evolution/);
});
