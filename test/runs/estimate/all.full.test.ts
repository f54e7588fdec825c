/** `--estimator all`: every estimator that rows are enough for, or why it was left out. */
import { expect, test } from "vitest";
import type { Estimator } from "../../../src/contracts/bounds.js";
import { estimators } from "../../../src/estimators/index.js";
import { normals } from "../../../src/numbers/distributions.js";
import { fold, key } from "../../../src/numbers/keys.js";
import { type EstimateInput, estimate } from "../../../src/runs/estimate/index.js";

const n = 200;
const noise = (i: number): number[] => Array.from(normals(fold(key(29), i), n));
const z = noise(0);
const x = noise(1).map((v, i) => Math.sign(v + 0.5 * (z[i] as number)));
const y = noise(2).map((v, i) => v + (x[i] as number) + (z[i] as number));
const quick: EstimateInput = { backend: "wasm", steps: 20, batch: 64, hidden: [8], shuffles: 0, estimator: "all" };

/** By critics, or from samples of any columns, or of kinds and others: what can be had here. */
const possible = Object.values<Estimator>(estimators).filter(
  (one) =>
    (one.from === "scores" && one.scores === "critic") ||
    (one.from === "samples" && (one.samples === "any" || one.samples === "oneDiscrete")),
);

test.each([undefined, "z"])(
  "given %s: a row each, finite, and what the columns are not for is named",
  async (given) => {
    const found = await estimate({ ...quick, data: { x, y, z }, x: "x", y: "y", ...(given ? { given } : {}) });
    const names = found.others.map(({ estimator }) => estimator);
    expect(names).toEqual(expect.arrayContaining(possible.map(({ name }) => name)));
    expect(found.refused).toContain("plugIn counts kinds, and not all columns are kinds");
    for (const { value, se, side } of found.others) {
      expect(Math.abs(value)).toBeLessThan(3);
      expect(se).toBeGreaterThan(0);
      if (given) expect(["neither", "lower"]).toContain(side);
    }
  },
  120_000,
);
