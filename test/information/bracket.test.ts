/** Bounds by densities beside the contrastive ones: who is chosen, what it is said to be worth, and who has no place. */
import * as tf from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { fixed } from "../../policies/fixed.js";
import { random } from "../../policies/random.js";
import { linear } from "../../simulators/linear.js";
import { drained } from "../../src/basics/steps.js";
import type { SimulatorFamily } from "../../src/contracts/simulator.js";
import { type Candidate, tightest } from "../../src/information/evaluation/bracket.js";
import { estimateOf } from "../../src/information/evaluation/contrastive.js";
import { createSimulator } from "../../src/modelling/defineSimulator.js";
import { key } from "../../src/numbers/keys.js";
import { evaluatePolicy } from "../../src/runs/evaluate.js";
import { normalLine } from "./normalLine.js";

const candidate = (side: Candidate["side"], method: string, values: number[]): Candidate => ({
  side,
  values,
  read: (from) => estimateOf(values.slice(from), { method }),
});

test("the first fifth chooses, and the rest says what the chosen is worth, though another is larger there", () => {
  const lucky = [...Array<number>(20).fill(9), ...Array<number>(80).fill(1)];
  const steady = Array<number>(100).fill(2);
  const infinite = Array<number>(100).fill(Number.POSITIVE_INFINITY);
  const { lower, upper, all } = tightest([
    candidate("lower", "lucky", lucky),
    candidate("lower", "steady", steady),
    candidate("upper", "impossible", infinite),
    candidate("upper", "lucky", lucky),
    candidate("upper", "steady", steady),
  ]);
  expect(lower).toMatchObject({ method: "lucky", value: 1, samples: 80 });
  expect(upper).toMatchObject({ method: "steady", value: 2 });
  expect(all.map(({ side, method }) => `${side} ${method}`)).toEqual([
    "lower lucky",
    "lower steady",
    "upper lucky",
    "upper steady",
  ]);
});

const options = { samples: 1500, contrasts: 400, criticSteps: 120, criticBatch: 128 };

async function evaluated(family: SimulatorFamily, design: number[], more: object) {
  const simulator = createSimulator(family, design.length);
  const task = { simulator, policy: fixed(design), params: {}, options: { ...options, ...more }, key: key(5) };
  return drained(evaluatePolicy(task));
}

test("all four bounds of a line are on their sides of the exact gain, and without the option there is no choice", async () => {
  const { gain } = await evaluated(linear, [-10], { bracket: "mixture" });
  const exact = gain.exact as number;
  expect(gain.bounds).toHaveLength(4);
  for (const { side, value, se } of gain.bounds ?? []) {
    expect(se).toBeLessThan(0.2); // that of sNMC with so few contrasts
    expect(side === "lower" ? value - exact : exact - value).toBeLessThan(3.5 * se);
    expect(Math.abs(value - exact)).toBeLessThan(0.1 + 3.5 * se);
  }
  expect(gain.lower?.samples).toBe(1200);
  const plain = await evaluated(linear, [-10], {});
  expect(plain.gain.bounds).toBeUndefined();
  expect(plain.gain.lower).toMatchObject({ method: "sPCE", samples: 1500 });
});

test("designs that are drawn have a bracket too, also where each is tried once", async () => {
  const simulator = createSimulator(linear, 2);
  const asked = { ...options, samples: 90, bracket: "gaussian" };
  const { gain } = await drained(evaluatePolicy({ simulator, policy: random, params: {}, options: asked, key: key(6) }));
  const bounds = gain.bounds ?? [];
  expect(bounds.map(({ side }) => side)).toEqual(["lower", "upper", "lower", "upper"]);
  for (const { value } of bounds) expect(value).toBeGreaterThan(0);
});

/** The same line, whose outcomes are said to be something else. */
const said = (outcome: object): typeof linear => ({
  ...linear,
  create: (designs, settings) => {
    const simulator = linear.create(designs, settings);
    return { ...simulator, outcome: { ...simulator.outcome, ...outcome } };
  },
});

test("outcomes that are counts have no density, and that is said", async () => {
  const { gain, notes } = await evaluated(said({ kind: "count" }), [1], { bracket: "gaussian", samples: 200 });
  expect(notes.join("\n")).toContain(
    "there is no upper bound by densities: outcomes that are counts, categories or yes and no have no density",
  );
  expect(gain.bounds?.map(({ method }) => method)).toEqual(["sPCE", "sNMC", "Barber-Agakov, fresh gaussian"]);
});

test("without a likelihood the posterior's model stands beside the critic, and there is no upper bound", async () => {
  const unknown: typeof linear = {
    ...linear,
    create: (designs, settings) => {
      const { logLikelihood: _, ...simulator } = linear.create(designs, settings);
      return simulator;
    },
  };
  const { gain, notes } = await evaluated(unknown, [-10], { bracket: "mixture" });
  expect(gain.bounds?.map(({ method }) => method)).toEqual(["InfoNCE, fresh critic", "Barber-Agakov, fresh mixture"]);
  expect(gain.upper).toBeNull();
  expect(notes.join("\n")).toContain("there is no upper bound by densities: there is no likelihood");
  const ba = gain.bounds?.[1];
  expect(ba?.cap).toBeUndefined();
  expect(Math.abs((ba?.value as number) - (gain.exact as number))).toBeLessThan(0.1 + 3.5 * (ba?.se as number));
});

test("a prior without a density is known by its entropy, from draws of its own, and the bound has its error", async () => {
  const noDensity: typeof linear = {
    ...linear,
    create: (designs, settings) => {
      const { logLikelihood: _, prior, ...simulator } = linear.create(designs, settings);
      const { logDensity: _density, ...drawn } = prior;
      return { ...simulator, prior: drawn };
    },
  };
  const { gain, notes } = await evaluated(noDensity, [-10], { bracket: "mixture" });
  const ba = gain.bounds?.find(({ method }) => method === "Barber-Agakov, fresh mixture");
  expect(Math.abs((ba?.value as number) - (gain.exact as number))).toBeLessThan(0.1 + 3.5 * (ba?.se as number));
  const told = /nearest neighbours: ([\d.]+) ± ([\d.]+) nats/.exec(notes.join()) ?? [];
  const [entropy, se] = [Number(told[1]), Number(told[2])];
  expect(Math.abs(entropy - Math.log(2 * Math.PI * Math.E * 9))).toBeLessThan(4 * se); // two normals of sd 3
  expect(ba?.se).toBeGreaterThan(se);
});

test("outcomes that take one value again and again have none there, and that is said", async () => {
  const floored: typeof linear = {
    ...linear,
    create: (designs, settings) => {
      const simulator = linear.create(designs, settings);
      return { ...simulator, simulate: (...given) => tf.maximum(simulator.simulate(...given), 0) };
    },
  };
  const { notes } = await evaluated(floored, [1], { bracket: "gaussian", samples: 200 });
  expect(notes.join("\n")).toContain("no upper bound by densities: y1 takes the same value again and again");
});

test("of a line with normal noise, both bounds by densities are the closed form", async () => {
  const design = [-2, 1, 3];
  const { gain } = await evaluated(normalLine, design, {
    bracket: "gaussian",
    samples: 4000,
    criticSteps: 200,
    criticBatch: 256,
  });
  const [n, sum, squares] = [design.length, 2, 14];
  const information = 0.5 * Math.log((1 + 9 * n) * (1 + 9 * squares) - 81 * sum ** 2); // ½ log det(1 + 9 XᵀX)
  for (const method of ["Barber-Agakov, fresh gaussian", "rate, fresh gaussian"]) {
    const found = gain.bounds?.find((one) => one.method === method);
    expect(Math.abs((found?.value as number) - information)).toBeLessThan(3 * (found?.se as number) + 0.02);
    expect(found?.se).toBeLessThan(0.03);
  }
});
