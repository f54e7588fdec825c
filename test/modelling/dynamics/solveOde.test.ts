import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { concentration } from "../../../simulators/pharmacokinetic.js";
import { tidied } from "../../../src/engine/tensors.js";
import { dormandPrince } from "../../../src/modelling/dynamics/dormandPrince.js";
import { solveOde } from "../../../src/modelling/dynamics/solveOde.js";
import { normals } from "../../../src/numbers/distributions.js";
import { key } from "../../../src/numbers/keys.js";

const dose = 400;
const oneCompartment = solveOde({
  name: "pk",
  parameters: ["ka", "ke", "V"],
  constants: { dose },
  derivatives: { gut: "-ka*gut", blood: "ka*gut/V - ke*blood" },
  start: { gut: "dose", blood: 0 },
  horizon: 24,
  steps: 200,
});

/** Two doses, one of them a share of what is given, a saturating elimination, a rate that changes with the time, and a switch that is not met. */
const everything = solveOde({
  name: "everything",
  parameters: ["vmax", "km", "share", "rate"],
  where: { load: "max(0.1, sin(t/3))", gone: "vmax*blood/(km + blood)" },
  derivatives: {
    gut: "-rate*gut*(blood > 100 ? 2 : blood^2/(1 + blood^2))",
    blood: "rate*gut - gone + 0.1*load",
    area: "sqrt(blood + 0.01)*exp(-t/10) + abs(gut)^1.5/50",
  },
  start: { gut: 0, blood: "share/2", area: 0 },
  events: [
    { at: [0, 5], state: "gut", add: "20*share" },
    { at: 2.5, state: "blood", add: 3 },
  ],
  horizon: 12,
  steps: 480,
});
const theta = [
  [2, 3, 0.7, 0.9],
  [1.1, 2, 0.4, 1.3],
  [3, 1, 1, 0.5],
  [0.5, 4, 0.2, 0.7],
  [1.7, 2.6, 0.9, 1.1],
];

describe("fixed steps", () => {
  test("agree with the closed form of one compartment, its gradients too", () => {
    const parameters = tf.tensor2d(Array.from({ length: 9 }, (_, i) => [1 + 0.1 * i, 0.1 + 0.01 * i, 20 - i]));
    const weights = tf.tensor2d(normals(key(1), 9 * 5), [9, 5]);
    for (const times of [
      tf.tensor2d([[0.3, 1.7, 5, 12.3, 24]]),
      tf.tensor2d(
        normals(key(2), 45).map((z) => 10 + 2 * z),
        [9, 5],
      ),
    ]) {
      // biome-ignore format: one line
      const solved = (a: tf.Tensor, b: tf.Tensor) => oneCompartment.read(a as tf.Tensor2D, b as tf.Tensor2D, "blood");
      const closed = (a: tf.Tensor, b: tf.Tensor) => concentration(a as tf.Tensor2D, b as tf.Tensor2D, { dose, hours: 24 });
      const [found, right] = [solved, closed].map((f) => Array.from(f(parameters, times).dataSync()));
      found?.forEach((value, i) => {
        expect(Math.abs(value - (right?.[i] as number))).toBeLessThan(2e-3); // of 13 mg/L
      });
      const gradients = [solved, closed].map((f) =>
        tf
          .grads((a, b) => tf.sum(tf.mul(weights, f(a, b))))([parameters, times])
          .map((g) => Array.from(g.dataSync())),
      );
      gradients[0]?.forEach((one, j) => {
        const other = gradients[1]?.[j] as number[];
        const size = Math.max(...other.map(Math.abs));
        one.forEach((value, i) => {
          expect(Math.abs(value - (other[i] as number)) / size).toBeLessThan(2e-3);
        });
      });
    }
  });

  test("agree with Dormand and Prince's pair, doses included", () => {
    const times = [0, 0.4, 2.5, 3, 5, 7.7, 12];
    for (const state of ["gut", "blood", "area"]) {
      const found = everything.read(tf.tensor2d(theta), tf.tensor2d([times]), state).arraySync();
      for (const [i, row] of theta.entries()) {
        const right = everything.exact(row, times, { state });
        right.forEach((value, j) => {
          expect(Math.abs((found[i]?.[j] as number) - value)).toBeLessThan(2e-4 * (1 + Math.abs(value)));
        });
      }
    }
  });

  test("converge with order 4", async () => {
    const spec = { name: "decay", parameters: ["k"], derivatives: { x: "-k*x" }, start: { x: 1 }, horizon: 8 };
    const errors = [4, 8, 16].map((steps) => {
      const at = solveOde({ ...spec, steps }).read(tf.tensor2d([[1]]), tf.tensor2d([[8]]));
      return Math.abs((at.dataSync()[0] as number) - Math.exp(-8));
    });
    expect((errors[0] as number) / (errors[1] as number)).toBeGreaterThan(12);
    expect((errors[1] as number) / (errors[2] as number)).toBeGreaterThan(12);
  });

  test("sensitivities are finite differences, by parameters and by times", () => {
    const times = tf.tensor2d([[0.4, 1.9, 2.7, 6.1, 11]]);
    const weights = tf.tensor2d(normals(key(3), 25), [5, 5]);
    const at = tf.tensor2d(theta);
    for (const state of ["gut", "blood", "area"]) {
      const total = (a: tf.Tensor, b: tf.Tensor) =>
        tf.sum(tf.mul(weights, everything.read(a as tf.Tensor2D, b as tf.Tensor2D, state)));
      const [byTheta, byTimes] = tf
        .grads(total)([at, times])
        .map((g) => g.arraySync() as number[][]);
      const value = (a: tf.Tensor, b: tf.Tensor) => tidied(() => total(a, b).dataSync()[0] as number);
      const shifted = (x: tf.Tensor, i: number, h: number) => tf.tensor(x.dataSync().map((v, k) => (k === i ? v + h : v)), x.shape); // biome-ignore format: one line
      for (let i = 0; i < at.size; i++) {
        const h = 0.01;
        const slope = (value(shifted(at, i, h), times) - value(shifted(at, i, -h), times)) / (2 * h);
        expect(Math.abs((byTheta?.flat()[i] as number) - slope), `${state} by ${i}: ${byTheta?.flat()[i]} ${slope}`).toBeLessThan(
          0.01 * (1 + Math.abs(slope)),
        );
      }
      for (let i = 0; i < times.size; i++) {
        const h = 0.005;
        const slope = (value(at, shifted(times, i, h)) - value(at, shifted(times, i, -h))) / (2 * h);
        expect(Math.abs((byTimes?.flat()[i] as number) - slope)).toBeLessThan(0.02 * (1 + Math.abs(slope)));
      }
    }
  });
});

test("the pair of order 5(4) is right to its tolerance", () => {
  const slope = (t: number, [x, y]: readonly number[]) => [(y as number) * Math.cos(t), -(x as number) * Math.cos(t)];
  for (const tolerance of [1e-5, 1e-8, 1e-11]) {
    const [x, y] = dormandPrince(slope, [0, 1], 0, 9, tolerance) as [number, number];
    expect(Math.abs(x - Math.sin(Math.sin(9)))).toBeLessThan(30 * tolerance);
    expect(Math.abs(y - Math.cos(Math.sin(9)))).toBeLessThan(30 * tolerance);
  }
});

test("what cannot be solved is refused", () => {
  const spec = { name: "x", parameters: ["k"], derivatives: { x: "-k*x" }, start: { x: 1 }, horizon: 8 };
  expect(() => solveOde({ ...spec, derivatives: { x: "-q*x" } })).toThrow(
    "x, derivative of x: nothing is called q (there are pi, k, x, t)",
  );
  expect(() => solveOde({ ...spec, start: {} as { x: number } })).toThrow('"start" lacks x');
  expect(() => solveOde({ ...spec, events: [{ at: 9, state: "x", add: 1 }] })).toThrow(
    "an event at 9 is not within 0 and the horizon of 8",
  );
  expect(() => solveOde(spec).read(tf.zeros([2, 3]), tf.tensor2d([[1]]))).toThrow("theta needs as many columns, and has 3");
  expect(() => solveOde(spec).read(tf.zeros([2, 1]), tf.tensor2d([[1]]), "y")).toThrow("there is no state y (there are x)");
});
