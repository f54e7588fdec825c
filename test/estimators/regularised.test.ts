/** Penalties and other objectives that are not the reported value: their gradients by finite differences of loops over plain numbers. */
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import type { FromScores, Terms } from "../../src/contracts/bounds.js";
import { estimators } from "../../src/estimators/index.js";
import { normals } from "../../src/numbers/distributions.js";
import { key } from "../../src/numbers/keys.js";
import { largestGap } from "../support/largestGap.js";
import { donskerVaradhan, logMean, loops, type Matrix, mean } from "./loops.js";
import { memoryOf } from "./sorts.js";

const n = 6;
const z = Array.from(normals(key(3), n * n + n));
const scores = Array.from({ length: n }, (_, i) => z.slice(i * n, (i + 1) * n).map((x) => 2 * x));
const aux = z.slice(n * n);

type Objective = (s: Matrix, aux: readonly number[]) => number;
const softplus = (x: number): number => Math.log1p(Math.exp(x));
const off = (s: Matrix, i: number): number[] => (s[i] as number[]).filter((_, j) => j !== i);
const own = (s: Matrix): number[] => s.map((row, i) => row[i] as number);

const jensenShannon: Objective = (s) =>
  -mean(own(s).map((x) => softplus(-x))) - mean(s.flatMap((_, i) => off(s, i).map(softplus)));
const valueBy =
  (name: string): Objective =>
  (...given) =>
    mean(loops[name]?.(...given) as number[]);
/** MINE's, with its running mean held at these scores' own. */
const held: Objective = (s) => mean(own(s)) - Math.exp(logMean(s) - logMean(scores));

/** What is climbed, up to a constant. FDV's and DV's gradients are those of logarithms. */
const climbed: Readonly<Record<string, Objective>> = {
  jsd: jensenShannon,
  smile: jensenShannon,
  dv: donskerVaradhan,
  fdv: valueBy("fdv"),
  mine: held,
  mineTuba: held,
};

/** The log ratios that a base's scores stand for. */
const ratios: Readonly<Record<string, (s: Matrix, aux: readonly number[]) => Matrix>> = {
  flo: (s, u) => s.map((row, i) => row.map((x) => x - (row[i] as number) - (u[i] as number))),
  nwj: (s) => s.map((row) => row.map((x) => x - 1)),
  tuba: (s, b) => s.map((row) => row.map((x, j) => x - (b[j] as number))),
};

const penalised =
  (base: string, lambda: number, target: number): Objective =>
  (s, a) =>
    (climbed[base] ?? valueBy(base))(s, a) - lambda * (logMean(ratios[base]?.(s, a) ?? s) - target) ** 2;

function gradient(estimator: FromScores, s: Matrix): number[] {
  return tf.tidy(() => {
    const [x, a] = [tf.tensor2d(s as number[][]), tf.tensor1d(aux)];
    const memory = memoryOf(estimator, { scores: x, auxiliary: a });
    const objective = (...[given, beside]: tf.Tensor[]) => {
      const terms = { scores: given, auxiliary: beside } as Terms;
      return tf.add(
        tf.mean(estimator.objective?.(terms, memory) as tf.Tensor),
        tf.mul(0, tf.sum(beside as tf.Tensor)),
      ) as tf.Scalar;
    };
    return tf
      .grads(objective)([x, a])
      .flatMap((g) => Array.from(g.dataSync()));
  }) as unknown as number[];
}

function slopes(f: Objective, s: Matrix): number[] {
  const h = 1e-5;
  const bumped = (xs: readonly number[], at: number, by: number): number[] => xs.map((x, i) => (i === at ? x + by : x));
  const by = (change: (step: number) => number) => (change(h) - change(-h)) / (2 * h);
  const ofScores = s.flatMap((row, i) => row.map((_, j) => by((step) => f(s.map((r, k) => (k === i ? bumped(r, j, step) : r)), aux)))); // biome-ignore format: one line
  return [...ofScores, ...aux.map((_, i) => by((step) => f(s, bumped(aux, i, step))))];
}

function expectSlopes(estimator: FromScores, wanted: number[], s: Matrix = scores): void {
  const scale = Math.max(1, ...wanted.map(Math.abs));
  expect(largestGap(gradient(estimator, s), wanted) / scale).toBeLessThan(2e-5);
}

test.each(Object.entries(climbed))("%s climbs what its loop says", (name, objective) => {
  expectSlopes(estimators[name as keyof typeof estimators] as FromScores, slopes(objective, scores));
});

const bases = ["flo", "nwj", "tuba", "infoNce", "jsd", "dv", "mine", "smile"] as const;

describe.each(bases)("%s with a penalty", (base) => {
  const name = `re${base.charAt(0).toUpperCase()}${base.slice(1)}` as `re${Capitalize<typeof base>}`;
  const member: FromScores = estimators[name];
  const isFree = member.settings?.target !== undefined;

  test("climbs the base's objective less the penalty", () => {
    const settings = { lambda: 0.7, ...(isFree ? { target: 0.4 } : {}) };
    expectSlopes(member.with?.(settings) as FromScores, slopes(penalised(base, 0.7, isFree ? 0.4 : 0), scores));
  });

  test("moves scores that are clipped by the penalty alone, which sees them whole", () => {
    const far = scores.map((row) => row.map((x) => 3 * x + (x > 0 ? 2 : -2))); // beyond 2 nats, all of them
    const cut = member.with?.({ lambda: 0.7, clip: 1.5 }) as FromScores;
    const still: Objective = (s, a) => -0.7 * logMean(ratios[base]?.(s, a) ?? s) ** 2;
    const found = gradient(cut, far).slice(0, n * n);
    const wanted = slopes(still, far).slice(0, n * n);
    expect(largestGap(found, wanted) / Math.max(1, ...wanted.map(Math.abs))).toBeLessThan(2e-5);
    expect(Math.hypot(...found)).toBeGreaterThan(0.01);
  });

  test("reports the base's value", () => {
    const plain = estimators[base];
    const [ours, theirs] = [member, plain].map((one) =>
      tf.tidy(() => Array.from(one.contributions({ scores: tf.tensor2d(scores), auxiliary: tf.tensor1d(aux) }).dataSync())),
    ) as unknown as [number[], number[]];
    expect(ours).toEqual(theirs);
    expect([member.side, member.cap(64)]).toEqual([plain.side, plain.cap(64)]);
  });
});

test("the base's own settings stay, beside the penalty's", () => {
  expect(Object.keys(estimators.reSmile.settings ?? {})).toEqual(["tau", "lambda", "clip"]);
  const [few, many] = [0.1, 100].map((tau) =>
    tf.tidy(() => {
      const member = estimators.reSmile.with?.({ tau }) as FromScores;
      return tf.mean(member.contributions({ scores: tf.tensor2d(scores) })).dataSync()[0] as number;
    }),
  ) as [number, number];
  expect(many).toBeCloseTo(donskerVaradhan(scores), 4);
  expect(Math.abs(few - many)).toBeGreaterThan(0.1);
});

test("the penalty holds what drifts: from any start, DV's mean ratio goes where it is told", () => {
  const member = estimators.reDv.with?.({ lambda: 1, target: 0.5 }) as FromScores;
  let s: number[][] = scores.map((row) => row.map((x) => x + 5));
  for (let step = 0; step < 400; step++) {
    const g = gradient(member, s);
    // Only the constant: DV itself is blind to it.
    const constant = g.slice(0, n * n).reduce((sum, x) => sum + x, 0);
    s = s.map((row) => row.map((x) => x + 0.05 * constant));
  }
  expect(logMean(s)).toBeCloseTo(0.5, 3);
  const blind = gradient(estimators.dv, scores).slice(0, n * n).reduce((sum, x) => sum + x, 0); // biome-ignore format: one line
  expect(Math.abs(blind)).toBeLessThan(1e-5);
});
