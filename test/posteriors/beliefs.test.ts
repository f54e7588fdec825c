/** Beliefs in the middle of an experiment, against posteriors that are computed without draws. */
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { box } from "../../designs/index.js";
import { adaptivePolicies } from "../../policies/index.js";
import { linear } from "../../simulators/linear.js";
import { InputError } from "../../src/basics/errors.js";
import { beliefTable } from "../../src/cli/live/beliefs.js";
import type { SimulatorFamily } from "../../src/contracts/simulator.js";
import { critics as registry } from "../../src/critics/index.js";
import { column } from "../../src/engine/tensors.js";
import { firstMeasurements } from "../../src/experiment/firstMeasurements.js";
import { lookOf } from "../../src/experiment/history.js";
import type { EvaluationTask } from "../../src/information/evaluation/task.js";
import { createSimulator, defineSimulator } from "../../src/modelling/defineSimulator.js";
import { gaussianScores } from "../../src/modelling/likelihoods.js";
import { independent, normal } from "../../src/modelling/priors.js";
import { normal as normals } from "../../src/numbers/distributions.js";
import { fold, key } from "../../src/numbers/keys.js";
import { loadPolicy, type Observation } from "../../src/portable/policy.js";
import { type Belief, openBeliefs, simulatedExperiments } from "../../src/posteriors/beliefs.js";
import type { BeliefsFile } from "../../src/records/types.js";
import { evaluatePolicy } from "../../src/runs/evaluate.js";
import { made } from "../support/policies.js";
import { integral } from "../support/statistics.js";

const priorSd = 2;
const noiseSd = 1.5;

/** Heights of a line with normal noise: the posterior of intercept and slope is normal, in closed form. */
const gaussianLine = defineSimulator({
  name: "gaussianLine",
  summary: "heights of a line with normal noise",
  use: "tests",
  settings: {},
  defaultDesigns: 3,
  create(designs) {
    const prior = independent({ intercept: { ...normal(0, priorSd), unit: "m" }, slope: normal(0, priorSd) });
    const heights = (theta: tf.Tensor2D, at: tf.Tensor2D): tf.Tensor2D => tf.add(column(theta, 0), tf.mul(column(theta, 1), at));
    return {
      name: "gaussianLine",
      summary: "",
      settings: {},
      prior,
      designs: box({ low: -3, high: 3, dim: designs }),
      outcome: { names: Array.from({ length: designs }, (_, i) => `y${i + 1}`), unit: "" },
      draw: (k, n) => ({
        theta: prior.sample(k, n),
        noise: { z: tf.mul(noiseSd, normals(fold(k, 1), [n, designs])) },
      }),
      simulate: (theta, design, { z }) => tf.add(heights(theta, design), z as tf.Tensor2D),
      measure: (theta, at, { z }, step) => tf.add(heights(theta, at), column(z as tf.Tensor2D, step)),
      logLikelihood(theta, design, outcome) {
        const mean = heights(theta, design);
        return gaussianScores(mean, tf.fill(mean.shape, noiseSd) as tf.Tensor2D, outcome);
      },
    };
  },
});

const withoutLikelihood: SimulatorFamily = {
  ...gaussianLine,
  create: (...given) => {
    const { logLikelihood: _, ...rest } = gaussianLine.create(...given);
    return rest;
  },
};

const fileOf = (simulator: string, horizon: number, learned?: BeliefsFile["learned"]): BeliefsFile => ({
  kind: "beliefs",
  version: "0",
  simulator,
  settings: {},
  horizon,
  ...(learned ? { learned } : {}),
});
const policyOf = (family: SimulatorFamily, horizon = 3) =>
  loadPolicy(made(createSimulator(family, horizon), adaptivePolicies.recurrent));

interface Moments {
  readonly mean: number;
  readonly sd: number;
  readonly interval: readonly number[];
}

/** Within 4 standard errors of so many effective draws; quantiles as of a normal. */
function expectBelief({ ess, parameters, warnings }: Belief, wanted: readonly Moments[], bias = 0): void {
  expect(warnings).toBeUndefined();
  expect(ess).toBeGreaterThan(50);
  for (const [j, { mean, sd, interval }] of wanted.entries()) {
    const found = parameters[j] as Belief["parameters"][number];
    const error = (4 / Math.sqrt(ess) + bias) * sd;
    expect(Math.abs(found.mean - mean)).toBeLessThan(error);
    expect(Math.abs(found.sd - sd)).toBeLessThan(error);
    for (const side of [0, 1])
      expect(Math.abs((found.interval[side] as number) - (interval[side] as number))).toBeLessThan(2.2 * error);
  }
}

/** Posterior moments of the line with normal noise: precision P = I/priorSd² + X'X/noiseSd², mean P⁻¹X'y/noiseSd². */
function closedForm(observations: readonly Observation[]): Moments[] {
  let [aa, ab, bb, a, b] = [priorSd ** -2, 0, priorSd ** -2, 0, 0];
  for (const { design, outcome } of observations) {
    const [x, y] = [design[0] as number, outcome[0] as number];
    const w = noiseSd ** -2;
    [aa, ab, bb, a, b] = [aa + w, ab + w * x, bb + w * x * x, a + w * y, b + w * x * y];
  }
  const determinant = aa * bb - ab * ab;
  return [
    [(bb * a - ab * b) / determinant, bb / determinant],
    [(aa * b - ab * a) / determinant, aa / determinant],
  ].map(([mean, variance]) => {
    const sd = Math.sqrt(variance as number);
    return { mean: mean as number, sd, interval: [-1.6449, 1.6449].map((z) => (mean as number) + z * sd) };
  });
}

const seen: Observation[] = [
  { design: [2.5], outcome: [3] },
  { design: [-1], outcome: [-2.2] },
  { design: [-3], outcome: [-1] },
];

describe("with a likelihood", () => {
  test("after every step they are the posterior in closed form", () => {
    const before = tf.memory().numTensors;
    const beliefs = openBeliefs(gaussianLine, fileOf("gaussianLine", 3), policyOf(gaussianLine), registry);
    expect(beliefs.after([])).toBeUndefined();
    for (const t of [1, 2, 3]) {
      const belief = beliefs.after(seen.slice(0, t)) as Belief;
      expectBelief(belief, closedForm(seen.slice(0, t)));
      expect(belief.parameters.map(({ name, unit }) => [name, unit])).toEqual([
        ["intercept", "m"],
        ["slope", ""],
      ]);
    }
    beliefs.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  test("of the line with skewed noise they are the posterior by quadrature", () => {
    const observations = seen.map(({ design: [x], outcome: [y] }) => ({ design: [x as number], outcome: [(y as number) + 5] }));
    // Gamma(2, scale 2) + N(0, 1), by integrals over the gamma part
    const density = (x: number) =>
      integral((g) => (g / 4) * Math.exp(-g / 2 - (x - g) ** 2 / 2), 0, 60, 400) / Math.sqrt(2 * Math.PI);
    const table = Float64Array.from({ length: 20_001 }, (_, i) => Math.log(density(-100 + i / 100) + 1e-300));
    const log = (x: number) => table[Math.round((x + 100) * 100)] as number;
    const places = Array.from({ length: 301 }, (_, i) => -15 + i / 10);
    const marginal = [new Float64Array(301), new Float64Array(301)] as const;
    for (const [i, a] of places.entries())
      for (const [j, b] of places.entries()) {
        let value = -(a * a + b * b) / 18;
        for (const {
          design: [x],
          outcome: [y],
        } of observations)
          value += log((y as number) - a - b * (x as number));
        marginal[0][i] = (marginal[0][i] as number) + Math.exp(value);
        marginal[1][j] = (marginal[1][j] as number) + Math.exp(value);
      }
    const wanted = marginal.map((weights): Moments => {
      const sum = weights.reduce((s, w) => s + w, 0);
      const mean = weights.reduce((s, w, i) => s + w * (places[i] as number), 0) / sum;
      const sd = Math.sqrt(weights.reduce((s, w, i) => s + w * ((places[i] as number) - mean) ** 2, 0) / sum);
      let below = 0;
      const shares = weights.map((w) => {
        below += w / sum;
        return below;
      });
      const quantile = (share: number) => (places[shares.findIndex((b) => b >= share)] as number) - 0.05;
      return { mean, sd, interval: [quantile(0.05), quantile(0.95)] };
    });
    const beliefs = openBeliefs(linear, fileOf("linear", 3), policyOf(linear), registry);
    expectBelief(beliefs.after(observations) as Belief, wanted, 0.03); // the grid's spacing
    beliefs.dispose();
  });

  test("few draws that explain an outcome are told, and none at all too", () => {
    const beliefs = openBeliefs(gaussianLine, fileOf("gaussianLine", 3), policyOf(gaussianLine), registry);
    const at = (outcome: number) => beliefs.after([{ design: [0], outcome: [outcome] }]) as Belief;
    let outcome = 11; // how far it is to the last draws differs from one set of draws to another
    while (at(outcome).ess >= 50) outcome += 0.4;
    expect(at(outcome).warnings).toEqual([expect.stringMatching(/^only \d+ effective draws: these beliefs are rough$/)]);
    const sharp = Array.from({ length: 3 }, () => ({ design: [3], outcome: [45] }));
    const lost = beliefs.after(sharp) as Belief;
    expect(lost.ess).toBeGreaterThan(0);
    expect(lost.ess).toBeLessThan(10);
    const tooFew = `the draws from the prior are too few for this history (effective sample size ${lost.ess.toFixed(0)}): no intervals`;
    expect(lost).toEqual({ ess: lost.ess, parameters: [], warnings: [tooFew] });
    expect(beliefTable(lost)).toBe(`  ! ${tooFew}\n`);
    expect(beliefs.after([{ design: [0], outcome: [1e30] }])).toEqual({
      ess: 0,
      parameters: [],
      warnings: ["no draw from the prior explains what was seen"],
    });
    beliefs.dispose();
  });
});

describe("without a likelihood", () => {
  const horizon = 2;
  const policy = policyOf(withoutLikelihood, horizon);
  const whole = createSimulator(withoutLikelihood, horizon);

  async function learned(t: number, criticSteps: number) {
    const simulator = t < horizon ? firstMeasurements(whole, createSimulator(withoutLikelihood, t)) : whole;
    const { hidden, seen: eyes, parameters } = policy.data;
    const values = Object.entries(parameters).map(
      ([name, parameter]) => [name, tf.tensor([...parameter.values], [...parameter.shape])] as const,
    );
    const params = Object.fromEntries(values);
    const adaptive = adaptivePolicies.recurrent.create({ horizon, hidden, look: lookOf(whole, eyes) });
    const options = { samples: 500, contrasts: 20_000, criticSteps, criticBatch: 256 };
    const task: EvaluationTask = { simulator, policy: adaptive, params, options, key: key(3) };
    const steps = evaluatePolicy(task);
    let next = await steps.next();
    while (!next.done) next = await steps.next();
    tf.dispose(params);
    return next.value.fresh as NonNullable<typeof next.value.fresh>;
  }

  /** What the policy itself does when it sees these outcomes. */
  function advised(outcomes: readonly number[]): Observation[] {
    const session = policy.start();
    for (const outcome of outcomes) session.observe({ design: session.next()?.design as [number], outcome: [outcome] });
    return [...session.history.observations] as Observation[];
  }

  test("a trained critic's weights are near the posterior, after every step", async () => {
    const fresh = [await learned(1, 600), await learned(2, 600)] as const;
    const file = fileOf("gaussianLine", horizon, { critics: fresh.map(({ critic }) => critic), thetas: fresh[0].thetas });
    const text = JSON.parse(JSON.stringify(file)); // as from a file
    const beliefs = openBeliefs(withoutLikelihood, text, policy, registry, await simulatedExperiments(withoutLikelihood, text));
    for (const outcomes of [[1.5], [-3], [2, -1], [-4, 3]]) {
      const observations = advised(outcomes);
      expectBelief(beliefs.after(observations) as Belief, closedForm(observations), 0.15);
    }
    const moved = (by: number) =>
      advised([1.5, 2]).map(({ design: [x], outcome }) => ({ design: [(x as number) + by], outcome }));
    expectBelief(beliefs.after(moved(0.05)) as Belief, closedForm(moved(0.05)), 0.15);
    const elsewhere = moved(0.5).slice(0, 1);
    expect(beliefs.after(elsewhere)?.warnings?.[0]).toMatch(/^measurement 1 was not where it was advised/);
    expectBelief(beliefs.after(moved(0.2)) as Belief, closedForm(moved(0.2)), 0.15);
    expect(beliefs.after(moved(2))?.warnings?.[0]).toMatch(/^measurements 1 and 2 were not where they were advised:/);
    beliefs.dispose();
  }, 120_000);

  test("there are none after a step that has no critic, and damage is told in one line before anything is measured", async () => {
    const { critic, thetas } = await learned(2, 2);
    const open = (critics: readonly (typeof critic | null)[], of = thetas) =>
      openBeliefs(withoutLikelihood, fileOf("gaussianLine", horizon, { critics, thetas: of }), policy, registry);
    const beliefs = open([null, critic]);
    expect(beliefs.after(advised([1]))).toBeUndefined();
    expect(beliefs.after(advised([1, 2]))?.ess).toBeGreaterThan(0);
    beliefs.dispose();
    const before = tf.memory().numTensors;
    const [name, packed] = Object.entries(critic.parameters)[0] as [string, typeof thetas];
    const changed = (other: Partial<typeof thetas>) => ({
      ...critic,
      parameters: { ...critic.parameters, [name]: { ...packed, ...other } },
    });
    for (const wrong of [
      () => open([null, changed({ base64: packed.base64.slice(8) })]),
      () => open([null, changed({ shape: [1, 1] })]),
      () => open([null, changed({ base64: Buffer.alloc(packed.base64.length * 0.75, 255).toString("base64") })]),
      () => open([critic, critic]),
      () => open([null, critic], { ...thetas, shape: [7] }),
      () => openBeliefs(withoutLikelihood, fileOf("gaussianLine", horizon), policy, registry),
      () => openBeliefs(withoutLikelihood, fileOf("gaussianLine", 5), policy, registry),
      () => openBeliefs(withoutLikelihood, JSON.parse('{"kind":"policy"}'), policy, registry),
    ])
      expect(wrong).toThrow(InputError);
    expect(tf.memory().numTensors).toBe(before);
  });
});
