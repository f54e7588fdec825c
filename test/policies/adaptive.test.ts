/** What every adaptive policy of the registry promises, on every simulator that can be measured step by step. */
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { adaptivePolicies } from "../../policies/index.js";
import { random } from "../../policies/random.js";
import { simulators } from "../../simulators/index.js";
import type { FromScores } from "../../src/contracts/bounds.js";
import type { AdaptiveFamily, AdaptivePolicy } from "../../src/contracts/policy.js";
import type { Draw, Simulator, SimulatorFamily } from "../../src/contracts/simulator.js";
import type { DesignSpace } from "../../src/contracts/space.js";
import type { Params } from "../../src/contracts/values.js";
import { critics } from "../../src/critics/index.js";
import { compileStep } from "../../src/engine/compile/index.js";
import { piece, rowsOf, tidied } from "../../src/engine/tensors.js";
import { estimators } from "../../src/estimators/index.js";
import { pilotScaling, validationDraw } from "../../src/experiment/draws.js";
import { seenScaling, setupOf } from "../../src/experiment/history.js";
import { checkStepwise, policyContext, rollout } from "../../src/experiment/rollout.js";
import { buildObjective } from "../../src/information/objective.js";
import { contributionsOf, stepInputs } from "../../src/information/training/step.js";
import { createSimulator } from "../../src/modelling/defineSimulator.js";
import { fold, key, split } from "../../src/numbers/keys.js";
import { measurementsOf, rawWidthOf, widthOf } from "../../src/numbers/measurements.js";
import { trainingDefaults } from "../../src/options/defaults.js";
import { checkReads, withCritic } from "../../src/runs/critic.js";
import { spaces } from "../designs/spaces.js";
import { largestGap } from "../support/largestGap.js";
import { moments } from "../support/statistics.js";

const horizon = 3;
const n = 24;
const k = split(key(5), "draw", "init", "critic", "start", "raw");
const all = Object.entries<SimulatorFamily>(simulators).flatMap(([name, family]) =>
  (name === "sir" ? [{ dt: 0.1 }, { dt: 0.1, observation: "poisson" }] : [{}]).map((settings): [string, Simulator] => [
    `${name} ${JSON.stringify(settings)}`,
    createSimulator(family, horizon, settings),
  ]),
);
const families: AdaptiveFamily[] = Object.values(adaptivePolicies);

/** A static design at which outcomes differ between experiments: where all answer alike, no policy can tell them apart. */
function tellingStart({ designs, simulate }: Simulator, { theta, noise }: Draw): number[] {
  const differs = (start: readonly number[]) =>
    tidied(() => tf.min(tf.moments(simulate(theta, tf.tensor2d([[...start]]), noise), 0).variance).dataSync()[0] as number) >
    0.01;
  const found = Array.from({ length: 50 }, (_, i) => designs.random(fold(k.start, i))).find(differs);
  if (!found) throw new Error("outcomes are the same in all experiments, whatever the design");
  return found;
}

async function prepared(simulator: Simulator, family: AdaptiveFamily, size = n) {
  const draw = await validationDraw(simulator, k.draw, size);
  const start = tellingStart(simulator, draw);
  const { policy, params } = tidied(() => {
    const { design, outcome } = rollout(simulator, random, {}, draw, policyContext(random, simulator.designs, k.init, size));
    const made: AdaptivePolicy = family.create(setupOf(simulator, seenScaling(simulator, design, outcome), horizon, [12, 10]));
    return { policy: made, params: keptBag(made.init(k.init, simulator.designs, start)) };
  });
  return { draw, policy, params, start };
}

/** A training under a bound by a small critic of its own. */
async function trainable(simulator: Simulator, family: AdaptiveFamily, estimator: FromScores, size = n) {
  const { draw, policy, params } = await prepared(simulator, family, size);
  const scaling = tidied(() => pilotScaling(simulator, random, {}, draw, k.draw, true));
  const objective = buildObjective(simulator, estimator, withCritic({ ...trainingDefaults, hidden: [8], features: 4 }), scaling);
  const task = { simulator, policy, objective };
  const inputs = () => stepInputs(task, { draw, key: key(1), progress: 1 });
  return { task, params, critic: objective.init(k.critic), inputs };
}

/** Which tensors carry the static design: those that another start changes. The others are networks, whatever they are called. */
function networksOf(family: AdaptiveFamily, simulator: Simulator): (name: string) => boolean {
  const { designs: space } = simulator;
  return tidied(() => {
    const policy = family.create({ horizon, look: () => tf.zeros([1, 2]), hidden: [12, 10] });
    const [one, two] = [k.start, k.raw].map((start) => policy.init(k.init, space, space.random(start))) as [Params, Params];
    const same = Object.keys(one).filter((name) => largestGap(one[name]?.dataSync() ?? [], two[name]?.dataSync() ?? []) === 0);
    expect(same.length).toBeGreaterThan(0);
    expect(same.length).toBeLessThan(Object.keys(one).length);
    return (name) => same.includes(name);
  });
}

/** The networks' weights times a number: at 0 they say nothing. */
const scaled = (params: Params, isNetwork: (name: string) => boolean, by: number): Params =>
  Object.fromEntries(Object.entries(params).map(([name, x]) => [name, isNetwork(name) ? tf.mul(x, by) : x]));

const keptBag = (params: Params): Params => {
  for (const tensor of Object.values(params)) tf.keep(tensor);
  return params;
};

const rolled = (simulator: Simulator, policy: AdaptivePolicy, params: Params, draw: Draw) =>
  rollout(simulator, policy, params, draw, policyContext(policy, simulator.designs, key(1), draw.theta.shape[0]));

test("a simulator whose outcomes are not as many for each measurement is refused in one message, by policies and by critics that read them", () => {
  const [, sound] = all[0] as (typeof all)[number];
  const more = { ...sound, outcome: { ...sound.outcome, names: [...sound.outcome.names, "weight"] } };
  expect(() => checkStepwise(more)).toThrow(
    `a policy sees the same outcomes after each measurement, and outcome.names has ${horizon + 1} for ${horizon} measurements. Name as many`,
  );
  expect(() => checkReads(critics.recurrent, more)).toThrow(
    "it has not as many outcomes for each measurement. Choose one of joint",
  );
  expect(() => checkStepwise(sound)).not.toThrow();
});

describe.each(all)("%s", (_name, simulator) => {
  test("measured one by one, outcomes are those of the whole design", async () => {
    const draw = await validationDraw(simulator, k.draw, n);
    const [whole, single] = tidied(() => {
      const design = tf.tensor2d(Array.from({ length: n }, (_, i) => simulator.designs.random(key(i))));
      const parts = Array.from({ length: horizon }, (_, t) =>
        (simulator.measure as NonNullable<Simulator["measure"]>)(
          draw.theta,
          piece(design, t, widthOf(simulator.designs)),
          draw.noise,
          t,
        ),
      );
      return [simulator.simulate(draw.theta, design, draw.noise), tf.concat(parts, 1)].map((x) => x.dataSync());
    }) as [Float32Array, Float32Array];
    expect(single.length).toBe(n * horizon);
    expect(largestGap(single, whole)).toBeLessThan(1e-4 * Math.max(...whole.map(Math.abs)));
  });

  test.each(families.map((family) => [family.name, family] as const))(
    "%s starts as the static design, and each design is feasible",
    async (_, family) => {
      const { draw, policy, params, start } = await prepared(simulator, family);
      const { designs: space } = simulator;
      tidied(() => {
        const { design } = rolled(simulator, policy, params, draw);
        for (const row of rowsOf(design)) expect(space.violation(space.finish(row))).toBeUndefined();
        const still = scaled(params, networksOf(family, simulator), 0);
        const shares = (row: readonly number[]) =>
          row.map((x, i) => (x - (space.low[i] as number)) / ((space.high[i] as number) - (space.low[i] as number)));
        for (const row of rowsOf(design)) expect(largestGap(shares(row), shares(start))).toBeLessThan(0.25);
        for (const row of rowsOf(rolled(simulator, policy, still, draw).design))
          expect(largestGap(shares(row), shares(start))).toBeLessThan(1e-3);
      });
      for (const name of Object.keys(params)) expect(name).toMatch(/^design\//);
      tf.dispose(params);
    },
  );

  test.each(families.map((family) => [family.name, family] as const))(
    "%s: what comes next depends on what was seen, and on nothing later",
    async (_, family) => {
      const { draw, policy, params } = await prepared(simulator, family);
      tidied(() => {
        // too small they move no place that is rounded to whole numbers, too large they send all of them to an end
        const places = [1, 2, 4].map((by) => {
          const weights = scaled(params, networksOf(family, simulator), by);
          return rowsOf(rolled(simulator, policy, weights, draw).design);
        });
        const variance = (rows: readonly number[][], t: number) =>
          moments(rows.map((row) => row[t * widthOf(simulator.designs)] as number)).variance;
        for (const rows of places) expect(variance(rows, 0)).toBeLessThan(1e-6);
        for (const t of [1, 2]) expect(Math.max(...places.map((rows) => variance(rows, t)))).toBeGreaterThan(1e-6);
      });
      tf.dispose(params);
    },
  );
});

describe.each(families.map((family) => [family.name, family] as const))("%s", (_name, family) => {
  test("the gradient through all steps is the central difference of the bound with the same draws", async () => {
    const simulator = createSimulator(simulators.pharmacokinetic, horizon);
    // so many draws that the kinks of single relus do not show
    const { task, params, critic, inputs } = await trainable(simulator, family, estimators.infoNce, 512);
    const bound = (moved: Params): tf.Scalar => tf.mean(contributionsOf(task, { ...critic, ...params, ...moved }, inputs()));
    for (const [name, value] of Object.entries(params)) {
      const [gradient, slope] = tidied(() => {
        const found = tf.grad((x) => bound({ [name]: x }))(value);
        const norm = tf.norm(found);
        const along = tf.div(found, tf.maximum(norm, 1e-12));
        const at = (h: number) => bound({ [name]: tf.add(value, tf.mul(along, h)) }).dataSync()[0] as number;
        return [norm.dataSync()[0] as number, (at(0.004) - at(-0.004)) / 0.008];
      }) as [number, number];
      expect(gradient, name).toBeGreaterThan(0);
      expect(Math.abs(slope - gradient), name).toBeLessThan(0.02 * gradient + 2e-4);
    }
    tf.dispose([critic, params]);
  });

  test("a training step is compiled, and its bound is the eager one's", async () => {
    const simulator = createSimulator(simulators.sir, horizon, { dt: 0.1 });
    const { task, params, critic, inputs } = await trainable(simulator, family, estimators.flo);
    const variables = { ...critic, ...params };
    const optimizer = { objective: "bound", groups: { all: Object.keys(variables) } };
    const [compiled, eager] = [false, true].map((slow) =>
      tidied(() =>
        compileStep((v, i) => ({ bound: tf.mean(contributionsOf(task, v, i)) }), {
          variables,
          inputs: inputs(),
          optimizer,
          eager: slow,
        }),
      ),
    ) as [ReturnType<typeof compileStep>, ReturnType<typeof compileStep>];
    if (tf.getBackend() !== "cpu") expect(compiled.about).toMatch(/^compiled/);
    for (let t = 1; t <= 20; t++) {
      const [a, b] = [compiled, eager].map((step) => {
        const bound = tidied(() => step.run(inputs())).bound?.[0] as number;
        step.apply({ all: { t, rate: 1e-3, scale: 1 } });
        return bound;
      }) as [number, number];
      expect(Math.abs(a - b)).toBeLessThan(1e-4 * Math.max(1, Math.abs(b)));
    }
    for (const step of [compiled, eager]) step.dispose();
    tf.dispose([critic, params]);
  });
});

describe("measurements one after the other", () => {
  const stepwise = Object.entries(spaces).filter(([, space]) => space.next);
  if (stepwise.length === 0) throw new Error("no space can be chosen one measurement after the other: this would test nothing");
  test.each(stepwise)("of %s are the whole design", (_, space) => {
    tidied(() => {
      const raw = tf.mul(3, tf.tensor2d(Array.from({ length: 30 }, (_, i) => space.toRaw(space.random(key(i)))))) as tf.Tensor2D;
      const sharpness = tf.scalar(1);
      const places: tf.Tensor2D[] = [];
      for (let t = 0; t < measurementsOf(space); t++)
        places.push((space.next as NonNullable<DesignSpace["next"]>)(piece(raw, t, rawWidthOf(space)), places, sharpness));
      const whole = space.decide?.(raw, sharpness) ?? space.fromRaw(raw, sharpness);
      expect(largestGap(tf.concat(places, 1).dataSync(), whole.dataSync())).toBeLessThan(2e-4);
    });
  });
});
