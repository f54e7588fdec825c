/** Values of the classical estimators that other programs computed, to all the digits that they printed. */
import { expect, test } from "vitest";
import type { FromSamples, Table } from "../../../src/contracts/bounds.js";
import { cca } from "../../../src/estimators/cca.js";
import { kde } from "../../../src/estimators/kde.js";

const rows = Array.from({ length: 100 }, (_, i) => i + 1);
const { sin, cos } = Math;
const table = (columns: number, of: (i: number) => number[]): Table => ({ columns, values: rows.flatMap(of) });
const fixtures = {
  A: {
    x: table(1, (i) => [sin(i * i)]),
    y: table(1, (i) => [0.6 * sin(i * i) + 0.8 * cos(1.7 * i * i + 0.3)]),
  },
  B: {
    x: table(2, (i) => [sin(i * i), cos(0.7 * i * i + 1)]),
    y: table(2, (i) => [0.5 * sin(i * i) + 0.5 * sin(2.3 * i * i), cos(1.1 * i * i)]),
  },
};

const resubstituted = kde.with?.({ leaveOut: false }) as FromSamples;

test.each([
  ["cca", cca, "A", 0.218075816],
  ["cca", cca, "B", 0.434765035],
  ["kde, its own kernel counted", resubstituted, "A", 0.299718561],
  ["kde, its own kernel counted", resubstituted, "B", 0.666977518],
] as const)("%s of fixture %3$s", (_name, { estimate }, fixture, value) => {
  const { x, y } = fixtures[fixture];
  expect(estimate(x, y).value).toBeCloseTo(value, 8);
});
