/** Designs with one number anywhere: which trials they are, and which of them takes the design's place. */
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, expect, test } from "vitest";
import { startBackend } from "../../../src/engine/backend.js";
import { rowsOf } from "../../../src/engine/tensors.js";
import {
  elsewhere,
  exchangedElsewhere,
  isAround,
  isRound,
  noneElsewhere,
  withElsewhere,
} from "../../../src/information/training/planning/elsewhere.js";
import { key } from "../../../src/numbers/keys.js";

const space = { rawDim: 3, inert: [false, true, false] };
const n = 2000;

beforeAll(() => startBackend("cpu"));

test("three of ten trials have one free number anywhere, on both scales, and all others are as they were", () => {
  tf.tidy(() => {
    const raw = tf.tensor2d([[1, 2, 3]]);
    const move = tf.fill([n, 3], 0.1) as tf.Tensor2D;
    const trial = elsewhere(space, { key: key(3), progress: 0.5 }, n);
    const [moved, around] = [rowsOf(withElsewhere(raw, { move, ...trial })), rowsOf(isAround(trial))];
    const at = (row: readonly number[]): number[] => row.map((x, i) => x + i + 1);
    const others = (row: readonly number[]): number[] => [0, 1, 2].filter((i) => Math.abs((row[i] as number) - 0.1) > 1e-5);
    expect(around.filter(([is]) => is === 0)).toHaveLength(0.3 * n);
    expect(moved.every((row, i) => others(row).length === (around[i]?.[0] === 0 ? 1 : 0))).toBe(true);
    const places = moved.flatMap((row) => others(row).map((i) => ({ i, place: at(row)[i] as number })));
    for (const own of [0, 2]) {
      const these = places.filter(({ i }) => i === own).map(({ place }) => place);
      // Half are uniform in shares, half in logits from -6 to 6: the share of the range below 1/4 is (1/4 + (6 - ln 3) / 12) / 2.
      const below = (0.25 + (6 - Math.log(3)) / 12) / 2;
      const se = Math.sqrt((below * (1 - below)) / these.length);
      expect(Math.abs(these.filter((x) => x < -Math.log(3)).length / these.length - below)).toBeLessThan(4 * se);
      expect(Math.max(...these.map(Math.abs))).toBeLessThanOrEqual(6);
    }
    expect(places.some(({ i }) => i === 1)).toBe(false);
    const late = elsewhere(space, { key: key(3), progress: 0.9 }, n);
    for (const none of [late, noneElsewhere(space, n)])
      expect(rowsOf(withElsewhere(raw, { move, ...none }))).toEqual(rowsOf(move));
  });
});

test("thirteen rounds, however many steps there are", () => {
  for (const steps of [200, 2000, 3333]) {
    const found = Array.from({ length: steps }, (_, i) => i + 1).filter((step) => isRound(step, step / steps));
    expect(found).toHaveLength(13);
    expect((found[0] as number) / steps).toBeCloseTo(0.25, 2);
    expect((found[12] as number) / steps).toBeCloseTo(0.85, 2);
  }
});

test("a number that lies where nothing changes is found again where more is told, and what nothing depends on stays", () => {
  // Worth is the sum of two bumps, so narrow that there is no slope at 5.
  const bump = (x: number) => Math.exp(-((x + 2) ** 2) / 0.1);
  const worth = (raws: readonly (readonly number[])[]) => raws.map(([a = 0, b = 0, c = 0]) => bump(a) + b + bump(c));
  const first = exchangedElsewhere(space, [5, 0, -2], worth) as number[];
  expect(first.slice(1)).toEqual([0, -2]);
  expect(first[0]).toBeGreaterThan(-2.2);
  expect(first[0]).toBeLessThan(-1.8);
  expect(exchangedElsewhere(space, [-2, 0, -2], worth)).toBeUndefined();
});
