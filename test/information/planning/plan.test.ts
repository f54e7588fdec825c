/** Rounds of planned designs: where they end, what is kept of them, and that the maximum of a noisy function is found by them. */
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, expect, test } from "vitest";
import { box } from "../../../designs/index.js";
import { inGroups } from "../../../designs/inGroups.js";
import type { DesignSpace } from "../../../src/contracts/space.js";
import { startBackend } from "../../../src/engine/backend.js";
import { tidied } from "../../../src/engine/tensors.js";
import { sharesOf } from "../../../src/information/training/planning/places.js";
import { planned, withRound } from "../../../src/information/training/planning/plan.js";
import {
  initRecollection,
  members,
  most,
  type Recollection,
  read,
  written,
} from "../../../src/information/training/planning/recollection.js";
import { roundOf, settled } from "../../../src/information/training/planning/rounds.js";
import { normals } from "../../../src/numbers/distributions.js";
import { fold, key, split } from "../../../src/numbers/keys.js";

beforeAll(() => startBackend("cpu"));

const startOf = (designs: DesignSpace): Recollection =>
  tidied(() => {
    const arrays = Object.entries(initRecollection(designs, key(1))).map(([name, x]) => [name, x.dataSync() as Float32Array]);
    return read(Object.fromEntries(arrays), designs.dim);
  });

/** So many rounds of designs, each credited with `worth` of its shares, what all have in common in a round, and noise. */
function afterRounds(designs: DesignSpace, rounds: number, worth: (shares: readonly number[]) => number, sd: number) {
  let now = startOf(designs);
  for (let done = 0, i = 0; i < rounds; i++) {
    const round = roundOf(done + 1);
    done = round.end;
    const k = split(fold(key(3), i), "noise", "plan");
    const noise = normals(k.noise, members + 1);
    now = tidied(() => {
      const sums = sharesOf(designs, now.plan).map((shares, j) => {
        const value = worth(shares) - 1 / (1 + i) + 0.1 * (noise[members] as number) + sd * (noise[j] as number);
        return [40 * value, 40];
      });
      const points = withRound(designs, now, sums, round);
      return planned(designs, { ...now, points }, { key: k.plan, progress: i / rounds, round });
    });
    // As a training remembers it.
    now = read(written(now), designs.dim);
  }
  return now;
}

test("rounds follow each other without a gap, and are equally far apart in the logarithm of the steps at last", () => {
  let before = { index: -1, start: 0, end: 0 };
  for (let done = 1; done <= 3000; done++) {
    const round = roundOf(done);
    expect(done > round.start && done <= round.end && settled(round) < round.end).toBe(true);
    if (done > before.end) {
      expect([round.index, round.start]).toEqual([before.index + 1, before.end]);
      before = round;
    } else expect(round.index).toBe(before.index);
  }
  const ratio = before.end / before.start;
  const { start, end } = roundOf(before.start);
  expect(end / start).toBeCloseTo(ratio, 2);
  expect(ratio).toBeLessThan(1.1);
});

test("the maximum of a noisy quadratic that rises all the while is found, and designs gather there", () => {
  const designs = box({ low: 0, high: 10, dim: 2 });
  const top = [0.3, 0.85];
  const worth = (shares: readonly number[]): number => 1 - shares.reduce((sum, x, i) => sum + (x - (top[i] as number)) ** 2, 0);
  const tensors = tf.memory().numTensors;
  const now = afterRounds(designs, 10, worth, 0.05);
  expect(tf.memory().numTensors).toBe(tensors);
  // 256 values of noise 0.05: slopes are known to 0.01 or so, and a slope of 0.01 moves the top by 0.005.
  const [best] = tidied(() => sharesOf(designs, [now.best])) as [number[]];
  for (const [i, x] of best.entries()) expect(Math.abs(x - (top[i] as number))).toBeLessThan(0.05);
  const mean = (rows: readonly number[][]) => rows.reduce((sum, row) => sum + worth(row), 0) / rows.length;
  const [first, last] = tidied(() => [sharesOf(designs, startOf(designs).plan), sharesOf(designs, now.plan)]);
  expect(mean(last as number[][])).toBeGreaterThan(mean(first as number[][]) + 0.1);
  // Nothing grows: the latest points are kept, the oldest are gone.
  expect(now.points.length).toBe(most);
  expect(Math.min(...now.points.map(({ round }) => round))).toBe(10 - most / members);
  expect(now.points[0]?.round).toBe(9);
});

test("orders that mean nothing are one design, and what the apparatus fixes stays", () => {
  const designs = box({ low: 0, high: 1, dim: 3, exchangeable: true });
  const [one, other] = tidied(() => [sharesOf(designs, [[2, -1, 0]]), sharesOf(designs, [[0, 2, -1]])]);
  expect(one).toEqual(other);
  const groups = inGroups(box({ low: 0, high: 1, dim: 2, exchangeable: true }), { groups: 2, subjects: 3 });
  const [here, there] = [[[2, -1, 0, 1]], [[-1, 2, 1, 0]]].map((raws) => tidied(() => sharesOf(groups, raws)));
  expect(here).toEqual(there);
  const fixed = box({ low: [0, 5], high: [10, 5], dim: 2 });
  const { plan, best } = afterRounds(fixed, 2, ([x = 0]) => x, 0.1);
  for (const row of [...plan, best]) expect(row[1]).toBe(0);
});
