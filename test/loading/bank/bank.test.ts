/** Files of simulations: what their columns are, what is read at a design, and that no row is used twice. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs-core";
import { afterAll, expect, test } from "vitest";
import type { Bank, BankUse } from "../../../src/contracts/simulator.js";
import { rowsOf } from "../../../src/engine/tensors.js";
import { bankFamily } from "../../../src/loading/bank/family.js";
import { bankColumns } from "../../../src/loading/bank/heads.js";
import { readNpz } from "../../../src/loading/bank/npz.js";
import { outcomesAt } from "../../../src/loading/bank/read.js";
import { partsOf } from "../../../src/loading/bank/rows.js";
import { checkSimulator } from "../../../src/loading/rehearse.js";
import { createSimulator } from "../../../src/modelling/defineSimulator.js";
import { key } from "../../../src/numbers/keys.js";

const place = mkdtempSync(join(tmpdir(), "floe-bank-"));
afterAll(() => rmSync(place, { recursive: true, force: true }));

const tableOf = (names: readonly string[]) => ({
  file: "sims.csv",
  rows: 2,
  columns: names.map((name, i) => ({ name, values: Float64Array.of(i, i + 0.5) })),
});

const shape = (names: readonly string[], theta = "") => {
  const { parameters, points, design, outcomes, unused } = bankColumns(tableOf(names), theta);
  return {
    theta: parameters.map(({ name, unit }) => (unit ? `${name} in ${unit}` : name)).join(),
    points,
    design: [design.name, design.unit].join(),
    // Which of the file's columns stand at the points.
    outcomes: outcomes.map(({ name, columns }) => `${name}: ${columns.map(({ values }) => values[0]).join()}`).join("; "),
    unused: unused.join(),
  };
};

test.each([
  [["a", "b", "y@1", "y@0.5"], "", { theta: "a,b", points: [0.5, 1], design: "x,", outcomes: "y: 3,2", unused: "" }],
  [["theta1", "other", "t=1", "t=2"], "", { theta: "theta1", points: [1, 2], design: "t,", outcomes: "y: 2,3", unused: "other" }],
  [["ka (1/h)", "1", "-2.5e1"], "", { theta: "ka in 1/h", points: [-25, 1], design: "x,", outcomes: "y: 2,1", unused: "" }],
  [
    ["x1", "c (mg/L)@t=1 h", "n@t=1h", "c (mg/L)@t=2 h", "n@t=2 h", "x2"],
    "x2",
    { theta: "x2", points: [1, 2], design: "t,h", outcomes: "c: 1,3; n: 2,4", unused: "x1" },
  ],
] as const)("columns are known by their heads: %j", (names, theta, wanted) => {
  expect(shape(names, theta)).toEqual(wanted);
});

test.each([
  [["a", "b"], "", /has no column of outcomes: .*"y@0.5".* Its columns: a, b/],
  [["y@1", "y@2"], "", /no column of parameters/],
  [["a", "y@1", "z@2"], "", /no column "y@2"/],
  [["a", "y@1", "y@1.0"], "", /y@1, y@1.0 are of the same point/],
  [["a", "t=1", "s=2"], "", /the design is called t, and s/],
  [["a", "y@1 h", "y@2 min"], "", /the unit of the design is called h, and min/],
  [["a", "y@1"], "b", /has no column "b", which --set theta names; it has a/],
])("what is no bank is refused: %j", (names, theta, message) => {
  expect(() => shape(names, theta)).toThrow(message);
});

/** Written by NumPy 2.4.6: theta [0.5, 1.5, 2.5, 3.5], t [1, 2, 4], conc 0 to 11 as float32, [4, 3]. */
const archives = {
  savez:
    "UEsDBC0AAAAAAAAAIQCAQQ5q//////////8JABQAdGhldGEubnB5AQAQAKAAAAAAAAAAoAAAAAAAAACTTlVNUFkBAHYAeydkZXNjcic6ICc8ZjgnLCAnZm9ydHJhbl9vcmRlcic6IEZhbHNlLCAnc2hhcGUnOiAoNCwpLCB9ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgCgAAAAAAAOA/AAAAAAAA+D8AAAAAAAAEQAAAAAAAAAxAUEsDBC0AAAAAAAAAIQBzWQbG//////////8FABQAdC5ucHkBABAAmAAAAAAAAACYAAAAAAAAAJNOVU1QWQEAdgB7J2Rlc2NyJzogJzxmOCcsICdmb3J0cmFuX29yZGVyJzogRmFsc2UsICdzaGFwZSc6ICgzLCksIH0gICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAKAAAAAAAA8D8AAAAAAAAAQAAAAAAAABBAUEsDBC0AAAAAAAAAIQAWctyh//////////8IABQAY29uYy5ucHkBABAAsAAAAAAAAACwAAAAAAAAAJNOVU1QWQEAdgB7J2Rlc2NyJzogJzxmNCcsICdmb3J0cmFuX29yZGVyJzogRmFsc2UsICdzaGFwZSc6ICg0LCAzKSwgfSAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAKAAAAAAAAgD8AAABAAABAQAAAgEAAAKBAAADAQAAA4EAAAABBAAAQQQAAIEEAADBBUEsBAi0DLQAAAAAAAAAhAIBBDmqgAAAAoAAAAAkAAAAAAAAAAAAAAIABAAAAAHRoZXRhLm5weVBLAQItAy0AAAAAAAAAIQBzWQbGmAAAAJgAAAAFAAAAAAAAAAAAAACAAdsAAAB0Lm5weVBLAQItAy0AAAAAAAAAIQAWctyhsAAAALAAAAAIAAAAAAAAAAAAAACAAaoBAABjb25jLm5weVBLBQYAAAAAAwADAKAAAACUAgAAAAA=",
  savez_compressed:
    "UEsDBC0AAAAIAAAAIQCAQQ5q//////////8JABQAdGhldGEubnB5AQAQAKAAAAAAAAAAUwAAAAAAAACb7BfqGxDJyFDGUK2eklqcXKRupaBuk2ahrqOgnpZfVFKUmBefX5SSChJ3S8wpTgWKF2ckFqQC+RomOpo6CrUKFAAuBjB4YA+hf0BpFgcIzeMAAFBLAwQtAAAACAAAACEAc1kGxv//////////BQAUAHQubnB5AQAQAJgAAAAAAAAAUAAAAAAAAACb7BfqGxDJyFDGUK2eklqcXKRupaBuk2ahrqOgnpZfVFKUmBefX5SSChJ3S8wpTgWKF2ckFqQC+RrGOpo6CrUKFAAuBjD4YA+hGRwglIADAFBLAwQtAAAACAAAACEAFnLcof//////////CAAUAGNvbmMubnB5AQAQALAAAAAAAAAAZgAAAAAAAACb7BfqGxDJyFDGUK2eklqcXKRupaBuk2airqOgnpZfVFKUmBefX5SSChJ3S8wpTgWKF2ckFqQC+RomOgrGmjoKtQpkAy4GMGiwBxIOQATEDUC8AIgPAPEDIGZwZGAQAGIFIDZwBABQSwECLQMtAAAACAAAACEAgEEOalMAAACgAAAACQAAAAAAAAAAAAAAgAEAAAAAdGhldGEubnB5UEsBAi0DLQAAAAgAAAAhAHNZBsZQAAAAmAAAAAUAAAAAAAAAAAAAAIABjgAAAHQubnB5UEsBAi0DLQAAAAgAAAAhABZy3KFmAAAAsAAAAAgAAAAAAAAAAAAAAIABFQEAAGNvbmMubnB5UEsFBgAAAAADAAMAoAAAALUBAAAAAA==",
} as const;

test.each(Object.keys(archives) as (keyof typeof archives)[])("archives as np.%s writes them", (how) => {
  const file = join(place, `${how}.npz`);
  const bytes = Buffer.from(archives[how], "base64");
  writeFileSync(file, bytes);
  const { parameters, points, design, outcomes } = bankColumns(readNpz(file), "");
  expect(parameters.map(({ name, columns }) => [name, [...columns.values]])).toEqual([["theta", [0.5, 1.5, 2.5, 3.5]]]);
  expect([points, design.name, outcomes.map(({ name }) => name)]).toEqual([[1, 2, 4], "t", ["conc"]]);
  expect(outcomes[0]?.columns.map(({ values }) => [...values])).toEqual([
    [0, 3, 6, 9],
    [1, 4, 7, 10],
    [2, 5, 8, 11],
  ]);
  writeFileSync(file, bytes.subarray(0, bytes.length - 100));
  expect(() => readNpz(file)).toThrow(/is no archive of NumPy's/);
});

const points = [0, 1, 3, 4];
const values = [
  [1, 2, 5, -1],
  [0, 3, 1, 7],
];
const ways = [
  ["shared by all rows", [[-1, 0.4, 1.8, 2.1, 9]]],
  [
    "of each row",
    [
      [0.2, 3.9],
      [1, 2.9],
    ],
  ],
] as const;

/** By a loop, at one place. */
function looked(row: readonly number[], at: number, between: boolean): number {
  const x = Math.min(4, Math.max(0, at));
  if (!between)
    return row[points.reduce((best, p, i) => (Math.abs(p - x) < Math.abs((points[best] as number) - x) ? i : best), 0)] as number;
  const i = points.findLastIndex((p) => p <= x);
  const [p, q] = [points[i] as number, points[i + 1] ?? 5];
  return (row[i] as number) + ((x - p) / (q - p)) * ((row[i + 1] ?? 0) - (row[i] as number));
}

test.each(ways)("outcomes at places %s: of the nearest point, or on lines between", (_, places) => {
  for (const between of [false, true]) {
    const found = tf.tidy(() =>
      rowsOf(outcomesAt(tf.tensor2d(values), points, tf.tensor2d(places.map((row) => [...row])), between)),
    );
    for (const [i, row] of values.entries())
      for (const [j, at] of (places[i] ?? places[0]).entries()) expect(found[i]?.[j]).toBeCloseTo(looked(row, at, between), 5);
  }
});

test("a design's gradient is the slope of the lines", () => {
  const slopes = tf.tidy(() => {
    const sum = (at: tf.Tensor) => tf.sum(outcomesAt(tf.tensor2d(values), points, at as tf.Tensor2D, true)) as tf.Scalar;
    return Array.from(
      tf
        .grad(sum)(tf.tensor2d([[0.3, 2.5]]))
        .dataSync(),
    );
  });
  expect(slopes[0]).toBeCloseTo(1 + 3, 5);
  expect(slopes[1]).toBeCloseTo(1.5 - 1, 5);
});

test("every row is for one use, whatever the seed", async () => {
  const lines = Array.from({ length: 203 }, (_, i) => `${i},${i / 7},${-i},${i % 5}`);
  const file = join(place, "rows.csv");
  writeFileSync(file, ["a,y@1,y@2,y@4", ...lines].join("\n"));
  const simulator = createSimulator(await bankFamily(file), 2);
  const bank = simulator.bank as Bank;
  const seen = new Map<BankUse, Set<number>>();
  for (const use of ["training", "choosing", "evaluation"] as const) {
    const all = new Set<number>();
    for (const seed of [0, 1]) {
      const content = await bank.simulate(key(seed), 150, undefined, use);
      const slice = bank.slice(content, 0, 150);
      for (const draw of [slice, bank.draw(content, key(seed), 10)])
        for (const [row] of rowsOf(draw.theta)) all.add(row as number);
      const outcome = rowsOf(simulator.simulate(slice.theta, tf.tensor2d([[4, 1]]), slice.noise));
      for (const [i, [a]] of rowsOf(slice.theta).entries())
        expect(outcome[i]?.map((y) => y.toPrecision(5))).toEqual([
          ((a as number) % 5).toPrecision(5),
          ((a as number) / 7).toPrecision(5),
        ]);
    }
    seen.set(use, all);
  }
  expect([...seen.values()].map(({ size }) => size)).toEqual([142, 20, 41]);
  expect(new Set([...seen.values()].flatMap((all) => [...all])).size).toBe(203);
  expect(Object.fromEntries(Object.entries(partsOf(203)).map(([use, rows]) => [use, rows.length]))).toEqual(bank.rows);
});

test("as outcomes the design is one of the points, as curves it lies between, with noise for each measurement", async () => {
  const file = join(place, "curves.csv");
  const lines = Array.from({ length: 300 }, (_, i) => [1 + i / 100, 0, 10, 0].map((y, j) => y * (j ? 1 + i / 300 : 1)).join());
  writeFileSync(file, ["theta,t=0,t=1,t=2", ...lines].join("\n"));
  const family = await bankFamily(file);
  const [seen, curves] = [createSimulator(family, 1), createSimulator(family, 2, { noise: 0.5 })];
  expect([seen.designs.kind, seen.gradient, curves.designs.kind, curves.gradient]).toEqual(["choice", "score", "box", undefined]);
  expect(seen.designs.violation([0.5])).toMatch(/not a candidate/);
  expect(seen.prior.draws).toBe(300);
  for (const simulator of [seen, curves]) await checkSimulator(simulator);
  const bank = curves.bank as Bank;
  const content = await bank.simulate(key(3), 200);
  const { theta, noise } = bank.draw(content, key(4), 200);
  const [once, again] = [tf.tensor2d([[0.5, 1.5]]), tf.tensor2d([[1.5, 1.5]])].map((at) =>
    rowsOf(curves.simulate(theta, at, noise)),
  );
  // The noise belongs to the measurement, not to where it is taken.
  expect(once?.map(([, y]) => y)).toEqual(again?.map(([, y]) => y));
  const off = rowsOf(theta).map(([a], i) => ((once?.[i]?.[0] as number) - 5 * (1 + ((a as number) - 1) / 3)) / 0.5);
  const sd = Math.sqrt(off.reduce((sum, x) => sum + x * x, 0) / off.length);
  expect(Math.abs(sd - 1)).toBeLessThan(4 / Math.sqrt(2 * 200));
});

test("too few rows, and a file that is not there", async () => {
  const file = join(place, "few.csv");
  writeFileSync(file, ["a,y@1", ...Array.from({ length: 20 }, (_, i) => `${i},${i}`)].join("\n"));
  await expect(bankFamily(file)).rejects.toThrow(/has 20 rows; .*give 100 at least/);
  await expect(bankFamily(join(place, "none.csv"))).rejects.toThrow(/there is no file/);
});
