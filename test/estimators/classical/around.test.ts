/** Two ways to what is near a row: they must agree to the last bit, equal distances included. */
import { describe, expect, test } from "vitest";
import { borrowMemory } from "../../../src/engine/kernels/memory.js";
import { byAllPairs, isQuicker } from "../../../src/estimators/classical/allPairs.js";
import { type Around, byTrees, type Place } from "../../../src/estimators/classical/around.js";
import {
  type NeighbourOptions,
  nearestNeighbourInformation,
  sideBySide,
} from "../../../src/estimators/classical/nearestNeighbours.js";
import { normals } from "../../../src/numbers/distributions.js";
import { key, split } from "../../../src/numbers/keys.js";

const k = 4;

function sidesOf(n: number, dx: number, dy: number, rounded: boolean) {
  const keys = split(key(n + dx), "x", "y");
  const draw = (of: keyof typeof keys, d: number) => normals(keys[of], n * d).map((v) => (rounded ? Math.round(2 * v) : v));
  const [x, y] = [draw("x", dx), draw("y", dy)];
  return {
    x: { columns: dx, values: x },
    y: { columns: dy, values: y },
    joint: { columns: dx + dy, values: sideBySide(x, dx, y, dy, n) },
  };
}

/** Everything that can be asked around each row: sorted distances, and counts at the distances that occur. */
function asked(around: Around, n: number) {
  const [distances, rows] = [new Float64Array(k), new Uint32Array(k)];
  const places: readonly Place[] = ["x", "y", "joint"];
  return Array.from({ length: n }, (_, i) => {
    around.nearest(i, distances, rows);
    const counts = places.flatMap((place) =>
      [...distances, 0].flatMap((radius) => [true, false].map((closed) => around.within(place, i, radius, closed))),
    );
    expect(rows).not.toContain(i);
    expect([...rows].map((row) => around.distance("joint", i, row))).toEqual([...distances]);
    const toFirst = places.map((place) => around.distance(place, i, 0));
    return { distances: [...distances], counts, toFirst };
  });
}

describe.each([
  [97, 1, 1, false],
  [64, 3, 2, false],
  [203, 2, 5, true],
  [9, 6, 1, true],
])("%i rows of %i + %i columns, rounded: %s", (n, dx, dy, rounded) => {
  test("all pairs and trees find the same", () => {
    const rows = sidesOf(n, dx, dy, rounded);
    const pairs = byAllPairs(rows, n, k);
    const found = asked(pairs, n);
    pairs.dispose();
    expect(found).toEqual(asked(byTrees(rows, Number.POSITIVE_INFINITY), n));
  });
});

const methods: readonly NonNullable<NeighbourOptions["method"]>[] = ["ksg1", "ksg2", "mixed"];

test.each(methods)("%s in many columns, by all pairs, is what the same rows with columns of zeros taken away give", (method) => {
  const n = 300;
  const { x, y } = sidesOf(n, 2, 2, true);
  // Columns of zeros change no distance, and make all pairs the quicker way.
  const wide = (values: ArrayLike<number>) =>
    Float64Array.from({ length: n * 5 }, (_, i) => (i % 5 < 2 ? (values[2 * Math.floor(i / 5) + (i % 5)] as number) : 0));
  expect([isQuicker(n, 4), isQuicker(n, 10)]).toEqual([false, true]);
  const narrow = nearestNeighbourInformation(x.values, 2, y.values, 2, n, { method, k });
  expect(nearestNeighbourInformation(wide(x.values), 5, wide(y.values), 5, n, { method, k })).toBeCloseTo(narrow, 12);
});

test("what needs more room than there is is left to trees, and a memory that cannot grow is given back", () => {
  expect([isQuicker(200_000, 100), isQuicker(200_000, 1000)]).toEqual([true, false]);
  const lent = borrowMemory();
  lent.giveBack();
  const side = { columns: 1, values: [] };
  expect(() => byAllPairs({ x: side, y: side, joint: side }, 2 ** 28, k)).toThrow("GB of memory");
  const next = borrowMemory();
  expect(next.memory).toBe(lent.memory);
  next.giveBack();
});
