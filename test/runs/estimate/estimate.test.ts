/** Estimates with their company: given columns, tests on the data themselves, pieces that are computed once. */
import { expect, test } from "vitest";
import { drained } from "../../../src/basics/steps.js";
import { estimators } from "../../../src/estimators/index.js";
import { normals } from "../../../src/numbers/distributions.js";
import { bits, fold, key } from "../../../src/numbers/keys.js";
import type { PieceStore } from "../../../src/records/estimateStore.js";
import { opened } from "../../../src/runs/estimate/asked.js";
import { carryOutEstimate, type EstimateInput, estimate } from "../../../src/runs/estimate/index.js";
import { pairsNeeded, partitionWarning } from "../../../src/runs/estimate/needed.js";
import { inMemory, sampledOnce } from "../../../src/runs/estimate/pieces.js";

const n = 1500;
const noise = (i: number): number[] => Array.from(normals(fold(key(17), i), n));
const z = noise(0);
const a = noise(1).map((v, i) => v + (z[i] as number));
const b = noise(2).map((v, i) => v + (z[i] as number));
const c = noise(3).map((v, i) => v + (a[i] as number) + (b[i] as number));
const quick: EstimateInput = { backend: "wasm", steps: 40, batch: 64, hidden: [8], shuffles: 40, seed: 3 };

/** log of the determinant of the covariance of these columns, by elimination. */
function logDet(...columns: number[][]): number {
  const centred = columns.map((column) => {
    const mean = column.reduce((sum, v) => sum + v, 0) / n;
    return column.map((v) => v - mean);
  });
  const m = centred.map((u) => centred.map((v) => u.reduce((sum, x, i) => sum + x * (v[i] as number), 0) / n));
  let log = 0;
  for (let k = 0; k < m.length; k++) {
    const row = m[k] as number[];
    const pivot = row[k] as number;
    log += Math.log(pivot);
    for (const other of m.slice(k + 1)) {
      const factor = (other[k] as number) / pivot;
      row.forEach((v, j) => {
        other[j] = (other[j] as number) - factor * v;
      });
    }
  }
  return log;
}

test("given z, normals have what their determinants say: nothing is left where z explains all, something appears where it is caused", async () => {
  const by = (given: string) =>
    estimate({ ...quick, data: { a, b, c, z }, x: "a", y: "b", given, estimator: "cca", scale: "standard" });
  const formula = (g: number[]) => 0.5 * (logDet(a, g) + logDet(b, g) - logDet(g) - logDet(a, b, g));
  const [none, some] = [await by("z"), await by("c")];
  expect(none.value).toBeCloseTo(formula(z), 7);
  expect(some.value).toBeCloseTo(formula(c), 7);
  expect(none.interval[0]).toBeLessThan(0.001);
  expect(some.interval[0]).toBeGreaterThan(0); // 0.0872 nats with infinitely many rows
  expect([none.side, none.independence]).toEqual(["neither", undefined]);
});

test("of two coins and whether they are alike: nothing without the third, one bit with it", async () => {
  const coins = [0, 1].map((of) => Array.from(bits(fold(key(5), of), n), (word) => word % 2));
  const [x, y] = coins as [number[], number[]];
  const data = { x, y, alike: x.map((v, i) => (v === y[i] ? "alike" : "different")) };
  const alone = await estimate({ ...quick, data });
  expect([alone.x[0]?.kind, alone.reliable]).toEqual(["discrete", true]);
  expect(Math.abs(alone.value)).toBeLessThan(0.004); // χ² / 2n
  expect(alone.independence?.p).toBeGreaterThan(0.01);
  const together = await estimate({ ...quick, data, given: "alike", estimator: "plugIn" });
  expect(together.value).toBeCloseTo(Math.log(2), 2);
});

test("critics given z: the difference of two fits on the same rows, whose errors are not added", async () => {
  const pieces = inMemory();
  const kept: Parameters<PieceStore["keep"]>[0][] = [];
  const store: PieceStore = { ...pieces, keep: (piece) => void kept.push(piece) };
  const rows = await opened({ ...quick, data: { a, b, z }, x: "a", y: "b", given: "z", estimator: "infoNce" });
  const { result } = await drained(carryOutEstimate(rows, store));
  const [both, alone] = kept.map(({ fit }) => fit as NonNullable<(typeof kept)[number]["fit"]>);
  expect(kept).toHaveLength(2);
  expect(result.value).toBeCloseTo((both?.value as number) - (alone?.value as number), 12);
  const added = [both, alone].map((fit) => fit?.added as number[]) as [number[], number[]];
  const differences = added[0].map((v, i) => v - (added[1][i] as number));
  expect(differences).toHaveLength(n);
  expect(differences.reduce((sum, v) => sum + v, 0) / n).toBeCloseTo(result.value, 9);
  const errorOf = (values: readonly number[]) => {
    const centre = values.reduce((sum, v) => sum + v, 0) / values.length;
    return Math.sqrt(values.reduce((sum, v) => sum + (v - centre) ** 2, 0) / (values.length - 1) / values.length);
  };
  const byPart = (both?.parts ?? []).map(({ value }, i) => value - (alone?.parts[i]?.value as number));
  expect(result.se).toBeCloseTo(Math.max(errorOf(differences), errorOf(byPart)), 12);
  expect(errorOf(differences)).toBeLessThan(Math.hypot(both?.se as number, alone?.se as number));
});

test("self-consistency: normals pass, with 0, 1 and 2", async () => {
  const { checks = [], reliable } = await estimate({ ...quick, data: { x: a, y: b }, estimator: "cca", check: true });
  expect(checks.map(({ test, expected, passes }) => [test, expected, passes])).toEqual([
    ["shuffled", 0, true],
    ["dataProcessing", 1, true],
    ["independentRows", 2, true],
  ]);
  for (const { value, se, expected } of checks)
    expect(Math.abs((value as number) - expected)).toBeLessThan(4 * (se as number) + 0.01);
  expect(reliable).toBe(true);
});

test("self-consistency: what is not there has no ratio, and an estimator that is wrong is told of", async () => {
  const independent = await estimate({ ...quick, data: { x: z, y: noise(8) }, estimator: "cca", check: true });
  expect(independent.checks?.map(({ passes }) => passes)).toEqual([true, null, null]);
  expect(independent.checks?.[1]?.words).toMatch(/could not be had \(the information, .* is not clearly above 0\)/);
  // Kernels smear twice as many columns out: two independent rows seem to have far less than twice as much.
  const x = z.map((v) => v);
  const y = noise(9).map((v, i) => (x[i] as number) + 0.02 * v);
  const wrong = await estimate({ ...quick, data: { x, y }, estimator: "histogram", check: true });
  expect(wrong.checks?.[2]).toMatchObject({ passes: false });
  expect(wrong.reliable).toBe(false);
  expect(wrong.warnings.at(-1)).toMatch(/two rows at a time: .* should be 2: the estimator is wrong on these data/);
});

test("a run that goes on computes nothing twice, and comes to the same", async () => {
  const rows = await opened({
    ...quick,
    data: { x: a.slice(0, 200), y: b.slice(0, 200), w: c.slice(0, 200) },
    y: "y,w",
    check: true,
  });
  const store = inMemory();
  const finish = async (pieces: PieceStore) => {
    return drained(carryOutEstimate(rows, pieces));
  };
  const first = await finish(store);
  const again = await finish({
    find: store.find,
    keep({ piece }) {
      throw new Error(`${piece} was computed again`);
    },
  });
  expect(again).toEqual(first);
});

test("fewer rows are drawn at random, the same for the same seed, and it is said", async () => {
  const by = (seed: number) => estimate({ ...quick, data: { x: a, y: b }, estimator: "cca", rows: 300, seed });
  const [one, same, other] = [await by(1), await by(1), await by(2)];
  expect([one.rows, one.samples]).toEqual([300, 300]);
  expect(one.warnings).toEqual(["300 of the 1500 rows of data were taken, drawn at random"]);
  expect(same.value).toBe(one.value);
  expect(other.value).not.toBe(one.value);
});

test("what determines y, in whatever scale, has information without limit, and is refused; so is what came out as no number", async () => {
  for (const y of [a.map((v) => 2 * v), a.map((v) => Math.exp(-v))])
    await expect(estimate({ ...quick, data: { x: a, y }, estimator: "cca" })).rejects.toThrow(
      /the columns x and y of data determine one another/,
    );
  const nearly = a.map((v, i) => (i === 700 ? v + 1 : v));
  expect((await estimate({ ...quick, data: { x: a, y: nearly }, estimator: "cca" })).value).toBeGreaterThan(3);
  const table = { columns: 1, values: a };
  const infinite = { ...estimators.cca, estimate: () => ({ value: Number.POSITIVE_INFINITY, se: 0 }) };
  expect(() => sampledOnce(inMemory(), infinite, { x: table, y: table }, "rows", key(1))).toThrow(
    /cca: no finite number came out/,
  );
});

test("what counts kinds is refused where columns are none, and what is for others is told of where they are kinds", async () => {
  const kinds = a.map((v) => Math.sign(v));
  const by = (estimator: string) => estimate({ ...quick, data: { x: kinds, y: b }, estimator });
  await expect(by("plugIn")).rejects.toThrow(/plugIn counts kinds, and not all columns are kinds: choose another --estimator/);
  await expect(estimate({ ...quick, data: { x: a, y: b }, estimator: "ross" })).rejects.toThrow(/ross is for kinds on one side/);
  expect((await by("cca")).warnings).toEqual(["cca is for columns that are continuous, and not all are"]);
});

test("wrong options of a caller of the library", async () => {
  const data = { x: a, y: b };
  await expect(estimate({ ...quick, data, file: "a.csv" })).rejects.toThrow(/a file, or data.*and not both/);
  await expect(estimate({ ...quick, data, shuffels: 3 } as EstimateInput)).rejects.toThrow(
    /unknown option "shuffels"; did you mean "shuffles"/,
  );
  await expect(estimate({ ...quick, data, steps: 0 })).rejects.toThrow(
    /option "steps" must be a whole number of at least 1, got 0/,
  );
});

test("pairs that are needed (Song and Ermon 2020, theorem 2): e^I - 1, and of normals e^2I - 1, over the variance", () => {
  expect(pairsNeeded(2)).toEqual({ error: 0.1, pairs: 639, normal: 5360 });
  for (const [nats, normal] of [
    [4, 3.0e5],
    [6, 1.6e7],
    [8, 8.9e8],
    [10, 4.9e10],
  ] as const)
    expect(pairsNeeded(nats).normal / normal).toBeCloseTo(1, 1);
  expect(pairsNeeded(-0.2)).toMatchObject({ pairs: 1, normal: 1 });
  // The variance of the true ratio under independence, of normals with correlation 0.8, by sums over a grid.
  const rho = 0.8;
  let square = 0;
  const step = 0.02;
  for (let u = -12; u <= 12; u += step)
    for (let v = -12; v <= 12; v += step) {
      const log = -0.5 * Math.log(1 - rho * rho) - (rho * rho * (u * u + v * v) - 2 * rho * u * v) / (2 * (1 - rho * rho));
      square += Math.exp(2 * log - 0.5 * (u * u + v * v)) * step * step;
    }
  const information = -0.5 * Math.log(1 - rho * rho);
  expect(pairsNeeded(information).normal).toBe(Math.ceil((square / (2 * Math.PI) - 1) / 0.01));
});

test("a bound that averages ratios is told of where rows are too few, and others are not", () => {
  const found = { value: 9, se: 0.1, interval: [8.8, 9.2] as const, samples: 5000, warnings: [], seconds: 1 };
  expect(partitionWarning({ ...found, estimator: "nwj", side: "lower", cap: null })[0]).toMatch(
    /nwj averages density ratios, and at 9\.00 nats 8e\+5 independent pairs would be needed/,
  );
  expect(partitionWarning({ ...found, value: 2, estimator: "nwj", side: "lower", cap: null })).toEqual([]);
  expect(partitionWarning({ ...found, estimator: "infoNce", side: "lower", cap: 8 })).toEqual([]);
  expect(partitionWarning({ ...found, estimator: "ksg", side: "neither", cap: null })).toEqual([]);
});
