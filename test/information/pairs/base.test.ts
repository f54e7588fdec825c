/** Bases of critics: log ratios of densities, in plain numbers and in tensors. */
import * as tf from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import type { Critic, Table } from "../../../src/contracts/bounds.js";
import { ellipticalFit, ellipticalLogRatios } from "../../../src/estimators/classical/ellipticalFit.js";
import { baseOf, baseScores, beliefs, onBase } from "../../../src/information/pairs/base.js";
import { canonical } from "../../../src/information/pairs/canonical.js";
import { informationOf } from "../../../src/information/pairs/readOff.js";
import { normalScoresOf } from "../../../src/numbers/columnScales.js";
import { gammas, normals } from "../../../src/numbers/distributions.js";
import { fixedKey, split } from "../../../src/numbers/keys.js";

const n = 300;
/** x of three columns and y of two, with correlations and the tails of a t. */
function rows(dof: number): { x: Table; y: Table } {
  const keys = split(fixedKey(`base ${dof}`), "normal", "scale");
  const z = normals(keys.normal, 5 * n);
  const scale = gammas(keys.scale, n, dof / 2, 2 / dof);
  const at = (i: number, j: number) => (z[5 * i + j] as number) / Math.sqrt(scale[i] as number);
  const x = Float64Array.from({ length: 3 * n }, (_, k) => at(Math.floor(k / 3), k % 3));
  const y = Float64Array.from({ length: 2 * n }, (_, k) => at(k >> 1, 3 + (k & 1)) + 0.8 * at(k >> 1, k & 1));
  return { x: normalScoresOf({ columns: 3, values: x }), y: normalScoresOf({ columns: 2, values: y }) };
}

test.each([
  ["normal", 1e6, false],
  ["t", 3, true],
] as const)("all of a fitted %s: the pairs' scores are the log ratios of its densities", (_name, dof, tails) => {
  const { x, y } = rows(dof);
  const fit = ellipticalFit(x, y, tails);
  expect(Number.isFinite(fit.dof)).toBe(tails);
  const variates = canonical(fit);
  const base = baseOf(variates, { kept: variates.correlations.length, share: 1 });
  const [a, b] = [base.of("x", x), base.of("y", y)];
  const scores = baseScores(a, b, base);
  for (const [i, ratio] of ellipticalLogRatios(fit, x, y).entries()) expect(scores[i * (n + 1)]).toBeCloseTo(ratio, 3);

  const nothing: Critic = {
    ...{ name: "nothing", summary: "", reads: "outcomes", init: () => ({}) },
    scores: (_params, theta, outcome) => ({
      scores: tf.zeros([theta.shape[0], outcome.shape[0]]),
      thetaFeatures: theta,
      outcomeFeatures: outcome,
    }),
  };
  const tensor = (own: Float32Array) =>
    tf.tensor2d(
      Float32Array.from({ length: n * (base.width + 1) }, (_, k) => {
        const [i, j] = [Math.floor(k / (base.width + 1)), k % (base.width + 1)];
        return j === 0 ? 7 : (own[i * base.width + j - 1] as number);
      }),
      [n, base.width + 1],
    );
  const inTensors = tf.tidy(() => onBase(nothing, base).scores({}, tensor(a), tensor(b)).scores.dataSync());
  scores.forEach((score, k) => {
    if (k % 97 === 0) expect(inTensors[k]).toBeCloseTo(score, 3);
  });
});

test("no correlation believed: scores of normals are 0", () => {
  const { x, y } = rows(1e6);
  const base = baseOf(canonical(ellipticalFit(x, y, false)), beliefs(2)[0] as { kept: number; share: number });
  expect(Math.max(...baseScores(base.of("x", x), base.of("y", y), base).map(Math.abs))).toBeLessThan(1e-5);
});

test("what scores prove, and what each row adds to it, by loops", () => {
  const few = 7;
  const scores = Float32Array.from({ length: few * few }, (_, i) => 3 * Math.sin(i * i));
  const at = (i: number, j: number) => scores[i * few + j] as number;
  const all = Array.from({ length: few }, (_, i) => i);
  const logs = all.map((j) => Math.log(all.reduce((sum, i) => sum + Math.exp(at(i, j)), 0) / few));
  const { value, added } = informationOf(scores, few);
  expect(value).toBeCloseTo(all.reduce((sum, j) => sum + at(j, j) - (logs[j] as number), 0) / few, 6);
  for (const i of all) {
    const ratio = all.reduce((sum, j) => sum + Math.exp(at(i, j) - (logs[j] as number)), 0) / few;
    expect(added[i]).toBeCloseTo(at(i, i) - (logs[i] as number) - (ratio - 1), 6);
  }
});
