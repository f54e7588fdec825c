/** What every design space of the registry promises, for its example, each configured space in spaces.ts, and random, extreme and boundary values. */
import * as tf from "@tensorflow/tfjs-core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { DesignSpace } from "../../src/contracts/space.js";
import { columns, piece, tidied } from "../../src/engine/tensors.js";
import { uniforms } from "../../src/numbers/distributions.js";
import { fold, key } from "../../src/numbers/keys.js";
import { measurementsOf, rawWidthOf, widthOf } from "../../src/numbers/measurements.js";
import { largestGap } from "../support/largestGap.js";
import { spaces } from "./spaces.js";

/** The design of one raw vector, as numbers. */
const designOf = (space: DesignSpace, raw: readonly number[], sharpness = 1): number[] =>
  tf.tidy(() => Array.from(space.fromRaw(tf.tensor2d([[...raw]]), tf.scalar(sharpness)).dataSync()));

const rawOf = (space: DesignSpace, seed: number, reach: number): number[] =>
  Array.from(uniforms(key(seed), space.rawDim, -reach, reach));

/** Whether it relaxes a choice, which hardens as training goes on: only then may a design be unfeasible before it is finished. */
const isRelaxed = (space: DesignSpace): boolean =>
  largestGap(designOf(space, rawOf(space, 9, 2), 0), designOf(space, rawOf(space, 9, 2), 1)) > 0;

const numbers = (dim: number, low: number, high: number) =>
  fc.array(fc.double({ min: low, max: high, noNaN: true }), { minLength: dim, maxLength: dim });

describe.each(Object.entries(spaces))("%s", (_, space) => {
  const range = space.high.map((h, i) => h - (space.low[i] as number));

  test("describes each of its coordinates", () => {
    for (const list of [space.names, space.low, space.high, space.equallySpaced(), space.random(key(1))]) {
      expect(list).toHaveLength(space.dim);
    }
    expect(new Set(space.names).size).toBe(space.dim);
  });

  test("fromRaw stays within the bounds, and finished is feasible, for ordinary and extreme raw values and any sharpness", () => {
    const anyRaw = fc.oneof(numbers(space.rawDim, -3, 3), numbers(space.rawDim, -50, 50));
    fc.assert(
      fc.property(anyRaw, fc.constantFrom(0, 0.5, 1), (raw, sharpness) => {
        const design = designOf(space, raw, sharpness);
        design.forEach((x, i) => {
          const slack = 1e-6 * (Math.abs(space.low[i] as number) + Math.abs(space.high[i] as number));
          expect(x).toBeGreaterThanOrEqual((space.low[i] as number) - slack);
          expect(x).toBeLessThanOrEqual((space.high[i] as number) + slack);
        });
        expect(space.violation(space.finish(design))).toBeUndefined();
        if (!isRelaxed(space)) expect(space.violation(design)).toBeUndefined();
      }),
      { seed: 1, numRuns: 40 },
    );
  });

  test("fromRaw does to each row what it does to it alone", () => {
    const raws = [rawOf(space, 1, 2), rawOf(space, 2, 2), rawOf(space, 3, 2)];
    const together = tf.tidy(() => Array.from(space.fromRaw(tf.tensor2d(raws), tf.scalar(0.3)).dataSync()));
    const alone = raws.flatMap((raw) => designOf(space, raw, 0.3));
    expect(largestGap(together, alone)).toBeLessThan(1e-4);
  });

  test("the gradient of fromRaw is that of finite differences", () => {
    const raw = rawOf(space, 5, 1.5);
    const weights = Array.from(uniforms(key(6), space.dim, -1, 1)).map((w, i) => w / Math.max(range[i] as number, 1e-9));
    const value = (r: tf.Tensor2D): tf.Scalar => tf.sum(tf.mul(space.fromRaw(r, tf.scalar(0.2)), tf.tensor2d([weights])));
    const gradient = tf.tidy(() =>
      Array.from(
        tf
          .grad(value as (x: tf.Tensor) => tf.Tensor)(tf.tensor2d([raw]))
          .dataSync(),
      ),
    );
    const h = 1e-2;
    const at = (i: number, by: number): number => {
      const moved = designOf(space, raw.map((x, j) => (j === i ? x + by : x)), 0.2); // biome-ignore format: one thing
      return moved.reduce((sum, x, j) => sum + x * (weights[j] as number), 0);
    };
    // Fourth-order difference: float32 rounding 1e-6 / h leaves about 1e-4.
    const differences = raw.map((_, i) => (8 * (at(i, h) - at(i, -h)) - (at(i, 2 * h) - at(i, -2 * h))) / (12 * h));
    const rounding = 1e-3 * (1 + Math.max(...weights.map((w, j) => Math.abs(w * (space.high[j] as number)))) / 10);
    expect(largestGap(gradient, differences)).toBeLessThan(rounding);
    const movable = range.every((r) => r > 0);
    if (movable) expect(Math.hypot(...gradient)).toBeGreaterThan(1e-3);
  });

  test("toRaw leads back to the design, at the bounds as nearly as it can", () => {
    for (let seed = 0; seed < 20; seed++) {
      const design = space.random(fold(key(7), seed));
      const back = designOf(space, space.toRaw(design)).map(
        (x, i) => (x - (design[i] as number)) / Math.max(range[i] as number, 1),
      );
      expect(Math.max(...back.map(Math.abs))).toBeLessThan(3e-3);
    }
    for (const design of [space.low, space.high, space.equallySpaced()]) {
      expect(space.toRaw(design).every(Number.isFinite)).toBe(true);
    }
  });

  test("the equally spaced design and random ones are feasible and finished", () => {
    for (const design of [space.equallySpaced(), ...Array.from({ length: 50 }, (_, i) => space.random(key(i)))]) {
      expect(space.violation(design)).toBeUndefined();
      expect(largestGap(space.finish(design), design)).toBeLessThan(1e-9);
    }
  });

  test("measurements one after the other are the whole design, and candidates once nothing is relaxed any more", () => {
    const { next, decide = space.fromRaw } = space;
    if (!next) return;
    const [count, each, width] = [measurementsOf(space), rawWidthOf(space), widthOf(space)];
    expect([count * width, count * each]).toEqual([space.dim, space.rawDim]);
    for (const [seed, sharpness] of [
      [3, 0],
      [4, 0.4],
      [5, 1],
    ] as const) {
      // biome-ignore format: pairs
      const raw = [rawOf(space, seed, 2), rawOf(space, seed + 10, 2)];
      const [chain, whole, relaxed] = tidied(() => {
        const raws = tf.tensor2d(raw);
        const made: tf.Tensor2D[] = [];
        for (let i = 0; i < count; i++) made.push(next(piece(raws, i, each), made, tf.scalar(sharpness)));
        return [columns(...made), decide(raws, tf.scalar(sharpness)), space.fromRaw(raws, tf.scalar(sharpness))].map((x) =>
          x.arraySync(),
        );
      }) as [number[][], number[][], number[][]];
      const scale = Math.max(1, ...range);
      expect(largestGap(chain.flat(), whole.flat()) / scale).toBeLessThan(1e-5);
      const isDistinct = (space.portable as { distinct?: boolean } | undefined)?.distinct === true; // earlier ones are looked up, not remembered
      if (sharpness < 1 && !isDistinct) expect(largestGap(chain.flat(), relaxed.flat()) / scale).toBeLessThan(1e-5);
      if (sharpness === 1) for (const design of chain) expect(space.violation(design)).toBeUndefined();
    }
  });

  test("what is left after the first measurement goes on as the whole does", () => {
    if (!space.after || measurementsOf(space) < 2) return;
    const [count, each, width] = [measurementsOf(space), rawWidthOf(space), widthOf(space)];
    const first = space.random(key(12)).slice(0, width);
    const rest = space.after(first);
    expect([rest.dim, measurementsOf(rest), rest.names.length]).toEqual([space.dim - width, count - 1, space.dim - width]);
    const raw = rawOf(space, 13, 2).slice(0, each);
    const [one, two] = [rest, space].map(({ next }, i) =>
      tidied(() =>
        Array.from(
          (next as NonNullable<DesignSpace["next"]>)(
            tf.tensor2d([raw]),
            i === 0 ? [] : [tf.tensor2d([first])],
            tf.scalar(1),
          ).dataSync(),
        ),
      ),
    );
    expect(one).toEqual(two);
    expect(rest.violation(rest.random(key(14)))).toBeUndefined();
  });

  test("the same key gives the same random design, another key another", () => {
    expect(space.random(key(3))).toEqual(space.random(key(3)));
    const several = Array.from({ length: 20 }, (_, i) => space.random(key(i)).join());
    if (range.some((r) => r > 0)) expect(new Set(several).size).toBeGreaterThan(1);
  });

  test("finish changes nothing the second time, and makes any numbers feasible", () => {
    fc.assert(
      fc.property(numbers(space.dim, -60, 120), (design) => {
        const once = space.finish(design);
        expect(space.finish(once)).toEqual(once);
        expect(space.violation(once)).toBeUndefined();
      }),
      { seed: 2, numRuns: 60 },
    );
  });

  test("violation objects to designs outside, with NaN, and of another length", () => {
    const good = space.equallySpaced();
    expect(space.violation([...good, 1])).toContain(`${space.dim} are needed`);
    expect(space.violation([Number.NaN, ...good.slice(1)])).toContain("finite number");
    for (let i = 0; i < space.dim; i++) {
      const far = 0.1 * (range[i] as number) + 1;
      for (const out of [(space.low[i] as number) - far, (space.high[i] as number) + far]) {
        expect(space.violation(good.map((x, j) => (j === i ? out : x)))).toBeDefined();
      }
    }
  });

  test("no tensor is left behind", () => {
    const before = tf.memory().numTensors;
    space.toRaw(space.finish(space.random(key(1))));
    space.violation(space.equallySpaced());
    designOf(space, rawOf(space, 1, 1));
    expect(tf.memory().numTensors).toBe(before);
  });
});
