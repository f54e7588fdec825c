/** A change of units or of the origin changes no information. Powers of two are exact in float32, so the very same numbers must come out. */
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { box } from "../../designs/index.js";
import { fixed } from "../../policies/fixed.js";
import { simulators } from "../../simulators/index.js";
import { drained } from "../../src/basics/steps.js";
import type { AdaptivePolicy } from "../../src/contracts/policy.js";
import type { Simulator, SimulatorFamily } from "../../src/contracts/simulator.js";
import { column } from "../../src/engine/tensors.js";
import { scaled, scalingOf } from "../../src/experiment/features.js";
import { initState } from "../../src/information/training/state.js";
import type { TrainTask } from "../../src/information/training/task.js";
import { designOf } from "../../src/information/training/train.js";
import { gaussianScores } from "../../src/modelling/likelihoods.js";
import * as priors from "../../src/modelling/priors.js";
import { normal, normals } from "../../src/numbers/distributions.js";
import { key, split } from "../../src/numbers/keys.js";
import { designExperiment } from "../../src/runs/designExperiment.js";
import { evaluatePolicy } from "../../src/runs/evaluate.js";
import { familyInUnits, type Rewritten } from "../support/inUnits.js";

describe("scalingOf", () => {
  const z = normals(key(1), 4000);
  const of = (mean: number, sd: number) =>
    scalingOf(
      tf.tensor2d(
        z.map((x) => mean + sd * x),
        [4000, 1],
      ),
    );

  test.each([
    [0, 1e-30],
    [0, 1e-9],
    [1e-20, 1e-20],
    [200, 0.01],
    [1e6, 1],
    [2459000.5, 10],
    [1e20, 1e20],
    [-1e30, 1e25],
  ])("finds the spread of %d ± %d, whatever its unit and origin", (mean, sd) => {
    const { mean: centre, sd: found } = of(mean, sd);
    const rounding = 2 ** -22 * Math.abs(mean);
    expect(Math.abs((centre[0] as number) - mean)).toBeLessThan(4 * (sd / Math.sqrt(4000)) + rounding);
    expect((found[0] as number) / sd).toBeGreaterThan(0.95);
    expect((found[0] as number) / sd).toBeLessThan(1.05);
  });

  test("a column of equal numbers, or that differ by rounding only, keeps its scale", () => {
    const ulp = 2 ** -20; // of numbers from 8 to 16
    const rounded = (i: number) => (i === 7 ? 10 + ulp : 10);
    for (const value of [() => 0, () => 0.1, () => 1e30, () => 1e-30, rounded]) {
      const column = tf.tensor2d(
        Array.from({ length: 4000 }, (_, i) => value(i)),
        [4000, 1],
      );
      expect(scalingOf(column).sd).toEqual([1]);
      expect(Math.max(...scaled(column, scalingOf(column)).dataSync().map(Math.abs))).toBeLessThan(1e-5 * value(0) + 1e-6);
    }
  });
});

describe("gaussianScores", () => {
  // 3 mg on 200 g: with the square expanded the error was 20 nats
  test.each([1, 1e-20, 1e20])("where the error is small against the range, in units of %d", (unit) => {
    const [n, m] = [50, 40];
    const mean = normals(key(3), n).map((z) => unit * (100 + 60 * z));
    const outcome = normals(key(4), m).map((z, j) => (mean[j] as number) + unit * 0.003 * z);
    const sd = tf.fill([n, 1], 0.003 * unit) as tf.Tensor2D;
    const scores = gaussianScores(tf.tensor2d(mean, [n, 1]), sd, tf.tensor2d(outcome, [m, 1])).arraySync();
    const exact = (i: number, j: number) =>
      -0.5 * (((outcome[j] as number) - (mean[i] as number)) / Math.fround(0.003 * unit)) ** 2 -
      Math.log(0.003 * unit * Math.sqrt(2 * Math.PI));
    for (let j = 0; j < m; j++) expect(Math.abs((scores[j]?.[j] as number) - exact(j, j))).toBeLessThan(1e-4);
    for (let i = 0; i < n; i++) {
      const wanted = exact(i, 3);
      expect(Math.abs((scores[i]?.[3] as number) - wanted)).toBeLessThan(1e-4 + 1e-6 * Math.abs(wanted));
    }
  });

  test.each([1e-20, 1e20])("its gradients in units of %d are those in units of 1, times the unit", (unit) => {
    const parts = [normals(key(5), 6), normals(key(6), 6).map(Math.exp), normals(key(7), 6)];
    const at = (scale: number) =>
      tf
        .grads((mean, sd, y) =>
          tf.sum(tf.exp(tf.add(gaussianScores(mean as tf.Tensor2D, sd as tf.Tensor2D, y as tf.Tensor2D), 2 * Math.log(scale)))),
        )(
          parts.map((x) =>
            tf.tensor2d(
              x.map((v) => v * scale),
              [3, 2],
            ),
          ),
        )
        .map((g) => Array.from(tf.mul(g, scale).dataSync() as Float32Array));
    const [plain, other] = [at(1), at(unit)];
    for (const [k, gradient] of plain.entries()) for (const [i, g] of gradient.entries()) expect(other[k]?.[i]).toBeCloseTo(g, 3);
  });
});

/** 10^±20, exactly. */
const [tiny, huge] = [2 ** -66, 2 ** 66];
/** Every simulator and example, and all of the four, are in units.full.test.ts. */
const rewritten = [
  ["linear", "pce", "theta in units of 10^-20, outcomes of 10^20", { theta: { scale: huge }, outcome: { scale: tiny } }],
  [
    "pharmacokinetic",
    "infoNce",
    "theta in units of 10^20, outcomes of 10^-20, designs of 10^20",
    { theta: { scale: tiny }, outcome: { scale: huge }, design: { scale: tiny } },
  ],
] as const satisfies readonly (readonly [keyof typeof simulators, string, string, Rewritten])[];

async function designed(family: SimulatorFamily, estimator: string, designs: number) {
  const training = { steps: 12, batch: 32, restarts: 1, warmup: 2, hidden: [8], features: 4 };
  const evaluation = { samples: 100, contrasts: 200, criticSteps: 8, criticBatch: 32 };
  return drained(designExperiment({ simulator: family, designs, estimator, training, evaluation, seed: 3 }));
}

test.each(rewritten)("%s by %s, %s: the same training, design and gain", async (simulator, estimator, _, units: Rewritten) => {
  const family = simulators[simulator];
  // without features.outcome, which are written for one unit
  const wanted = await designed(familyInUnits(family, {}), estimator, 1);
  const found = await designed(familyInUnits(family, units), estimator, 1);
  expect(found.warnings).toEqual(wanted.warnings);
  expect(found.training.bound.value).toBeCloseTo(wanted.training.bound.value, 5);
  found.design.forEach((x, i) => {
    expect(x / (units.design?.scale ?? 1)).toBeCloseTo(wanted.design[i] as number, 4);
  });
  for (const side of ["lower", "upper"] as const)
    if (wanted.gain[side]) expect(found.gain[side]?.value).toBeCloseTo(wanted.gain[side].value, 4);
});

/** Two readings of intercept and slope, with an origin for each of the three kinds of numbers. */
function line({ theta = 0, outcome = 0, design = 0 }): Simulator {
  const prior = priors.independent({ a: priors.normal(theta, 1), b: priors.normal(0, 1) });
  const mean = (t: tf.Tensor2D, d: tf.Tensor2D): tf.Tensor2D =>
    tf.add(tf.sub(column(t, 0), theta), tf.add(tf.mul(column(t, 1), tf.sub(d, design)), outcome));
  return {
    name: "line",
    summary: "",
    settings: {},
    prior,
    designs: box({ low: design - 1, high: design + 1, dim: 2 }),
    outcome: { names: ["y1", "y2"], unit: "V" },
    draw(k, n) {
      const own = split(k, "theta", "e");
      return { theta: prior.sample(own.theta, n), noise: { e: normal(own.e, [n, 2]) } };
    },
    simulate: (t, d, { e }) => tf.add(mean(t, d), tf.mul(0.1, e as tf.Tensor)),
    measure: (t, at, { e }, step) => tf.add(mean(t, at), tf.mul(0.1, column(e as tf.Tensor2D, step))),
    logLikelihood: (t, d, y) => gaussianScores(mean(t, d), tf.fill([t.shape[0], 2], 0.1), y),
  };
}

describe("origins", () => {
  const exact = 0.5 * Math.log(201 * 201); // det(1 + X Xᵀ/0.01), X = [[1, -1], [1, 1]]
  const worth = (origins: Parameters<typeof line>[0], contrasts: number) => {
    const design = [(origins.design ?? 0) - 1, (origins.design ?? 0) + 1];
    const options = { samples: 200, contrasts, criticSteps: 1, criticBatch: 32 };
    return drained(evaluatePolicy({ simulator: line(origins), policy: fixed(design), params: {}, options, key: key(2) }));
  };

  test.each([
    [{}, []],
    [{ theta: 1e4, outcome: 1e4, design: 1e3 }, []],
    [{ theta: 1e7 }, [/^a is drawn near 10000000, where float32 numbers are 1 apart.*difference from an origin/]],
    [{ outcome: 1e6 }, [/^y1 and 1 more outcomes lie near 1000000 V, where float32 numbers are 0.0625 V apart/]],
    [{ design: 2459000.3 }, [/^d1 goes from 2458999.3 to 2459001.3, where float32 numbers are 0.25 apart.*low: 0, high: 2/]],
  ])("%o: the gain within 3 standard errors, or a warning with the numbers and what to write", async (origins, warnings) => {
    const { gain, notes: all } = await worth(origins, warnings.length > 0 ? 100 : 20_000);
    const notes = all.filter((note) => note.includes("float32"));
    expect(notes).toHaveLength(warnings.length);
    for (const [i, warning] of warnings.entries()) expect(notes[i]).toMatch(warning);
    if (warnings.length > 0) return;
    expect(gain.lower?.value).toBeLessThan(exact + 3 * (gain.lower?.se as number));
    expect(gain.upper?.value).toBeGreaterThan(exact - 3 * (gain.upper?.se as number));
    expect(gain.lower?.value).toBeGreaterThan(exact - 0.7);
  });

  test("the mean of many equal designs is that design, however far from the origin", () => {
    const simulator = line({ design: 2459000 });
    const advice: AdaptivePolicy = {
      kind: "adaptive",
      name: "advice",
      summary: "",
      use: "",
      init: () => ({}),
      start: () => [],
      next: (_params, { length }, step) => tf.fill([256, 1], length + step - 0.5),
      observe: () => [],
    };
    const draw = (simulator.draw as NonNullable<Simulator["draw"]>)(key(1), 256);
    const found = designOf({ simulator, policy: advice, validation: draw } as unknown as TrainTask, initState({}));
    const meant = [0, 1].map((step) => 2459000 - 1 + 2 / (1 + Math.exp(0.5 - step)));
    found.forEach((x, i) => {
      expect(Math.abs(x - (meant[i] as number))).toBeLessThanOrEqual(0.25); // what float32 knows there
    });
  });
});
