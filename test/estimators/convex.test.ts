/** The convex problem of η-MINE against closed forms, loops and its own dual. */
import { describe, expect, test } from "vitest";
import { fourier, quadratic, together } from "../../src/estimators/convex/features.js";
import { normMatrix, norms, type Pair, solveInNorm } from "../../src/estimators/convex/norms.js";
import { type ConvexProblem, type Rows, solveConvex } from "../../src/estimators/convex/solve.js";
import { estimators } from "../../src/estimators/index.js";
import { normals } from "../../src/numbers/distributions.js";
import { fold, key } from "../../src/numbers/keys.js";
import { solveSymmetric } from "../../src/numbers/solveSymmetric.js";

const rho = 0.8;
const information = -0.5 * Math.log(1 - rho ** 2);

/** (x², y², xy) of n pairs that belong together, and of as many with an x of another. */
function squares(seed: number, n: number): Pick<ConvexProblem, "pairs" | "others"> {
  const [x, e, other] = [0, 1, 2].map((part) => normals(fold(key(seed), part), n)) as [Float32Array, Float32Array, Float32Array];
  const y = x.map((v, i) => rho * v + Math.sqrt(1 - rho ** 2) * (e[i] as number));
  const rows = (xs: Float32Array): Rows => ({
    columns: 3,
    values: Float64Array.from(Array.from(xs, (v, i) => [v * v, (y[i] as number) ** 2, v * (y[i] as number)]).flat()),
  });
  return { pairs: rows(x), others: rows(other) };
}

const dot = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.from(a).reduce((sum, v, k) => sum + v * (b[k] as number), 0);
const rowsOf = ({ columns, values }: Rows): number[][] =>
  Array.from({ length: values.length / columns }, (_, i) => Array.from(values.slice(i * columns, (i + 1) * columns)));
const mean = (v: readonly number[]): number => v.reduce((sum, one) => sum + one, 0) / v.length;

/** Equation 8 with a ridge, by loops. */
function objective({ pairs, others, ridge }: ConvexProblem, w: readonly number[], eta: number): number {
  const scores = (rows: Rows) => rowsOf(rows).map((row) => dot(row, w) - eta);
  return 1 + mean(scores(pairs)) - mean(scores(others).map(Math.exp)) - (ridge / 2) * dot(w, w);
}

/** Equation 13, and 15 where the mean of the ratios is free, by loops. */
function dual({ pairs, others, ridge, eta }: ConvexProblem, ratios: readonly number[]): number {
  const moments = [0, 1, 2].map((k) => {
    const column = (rows: Rows) => rowsOf(rows).map((row) => row[k] as number);
    return mean(column(pairs)) - mean(column(others).map((v, i) => v * (ratios[i] as number)));
  });
  const free = eta === "none" ? 1 - mean(ratios) : 0;
  return mean(ratios.map((r) => r * Math.log(r))) + free + dot(moments, moments) / (2 * ridge);
}

describe("scores of squares and products, of normals", () => {
  const solutions = Array.from({ length: 10 }, (_, seed) => solveConvex({ ...squares(seed, 4000), ridge: 1e-6 }));

  test.each([
    ["the weight of x²", (s) => s.weights[0], -(rho ** 2) / (2 * (1 - rho ** 2))],
    ["the weight of y²", (s) => s.weights[1], -(rho ** 2) / (2 * (1 - rho ** 2))],
    ["the weight of xy", (s) => s.weights[2], rho / (1 - rho ** 2)],
    ["η", (s) => s.eta, 0.5 * Math.log(1 - rho ** 2)],
    ["the value", (s) => s.primal, information],
  ] as [string, (s: (typeof solutions)[number]) => number, number][])("%s is the closed form", (_what, of, wanted) => {
    const found = solutions.map(of);
    const sd = Math.sqrt(mean(found.map((v) => (v - mean(found)) ** 2)) * (10 / 9));
    // fitted to 4,000 rows: what is fitted too well is the square of what is off
    expect(Math.abs(mean(found) - wanted)).toBeLessThan(4 * (sd / Math.sqrt(10)) + sd ** 2);
    expect(sd).toBeLessThan(0.25);
  });

  test("primal and dual meet at the optimum", () => {
    for (const { gap } of solutions) expect(Math.abs(gap)).toBeLessThan(1e-8);
  });
});

describe.each(["trained", "none"] as const)("with η %s", (eta) => {
  const problem = { ...squares(3, 300), ridge: 0.05, eta } satisfies ConvexProblem;
  const { weights, eta: found, primal, dual: least, gap } = solveConvex(problem);
  const w = Array.from(weights);

  test("the objective has no slope at the optimum, and is less anywhere else", () => {
    expect(objective(problem, w, found)).toBeCloseTo(primal, 12);
    const slopes = w.map((_, k) => {
      const by = (h: number) =>
        objective(
          problem,
          w.map((v, l) => (l === k ? v + h : v)),
          found,
        );
      return (by(1e-5) - by(-1e-5)) / 2e-5;
    });
    const ofEta = (objective(problem, w, found + 1e-5) - objective(problem, w, found - 1e-5)) / 2e-5;
    for (const slope of [...slopes, ...(eta === "trained" ? [ofEta] : [])]) expect(Math.abs(slope)).toBeLessThan(1e-8);
    if (eta === "none") expect([found, Math.abs(ofEta) > 1e-3]).toEqual([0, true]); // its mean ratio is not 1
    for (let seed = 0; seed < 20; seed++) {
      const off = Array.from(normals(key(seed), 4), (v) => 0.3 * v);
      const there = w.map((v, k) => v + (off[k] as number));
      expect(objective(problem, there, eta === "none" ? 0 : found + (off[3] as number))).toBeLessThan(primal);
    }
  });

  test("its dual is the least that any ratio makes, and equal to it", () => {
    const ratios = rowsOf(problem.others).map((row) => Math.exp(dot(row, w) - found));
    expect(dual(problem, ratios)).toBeCloseTo(least, 12);
    expect(Math.abs(gap)).toBeLessThan(1e-12);
    for (let seed = 0; seed < 20; seed++) {
      const moved = ratios.map((r, i) => r * Math.exp(0.2 * (normals(key(seed), ratios.length)[i] as number)));
      const total = mean(moved);
      expect(dual(problem, eta === "none" ? moved : moved.map((r) => r / total))).toBeGreaterThan(primal);
    }
  });

  test("with a large ridge the value is |δ|²/(2 ridge), δ the difference of the means", () => {
    const stiff = solveConvex({ ...problem, ridge: 1e5 });
    const delta = [0, 1, 2].map(
      (k) => mean(rowsOf(problem.pairs).map((r) => r[k] as number)) - mean(rowsOf(problem.others).map((r) => r[k] as number)),
    );
    expect((stiff.primal * 2e5) / dot(delta, delta)).toBeCloseTo(1, 3);
  });
});

test("the f-divergence's bound is below Donsker and Varadhan's", () => {
  const problem = { ...squares(5, 200), ridge: 0.01 };
  expect(solveConvex({ ...problem, eta: "none" }).primal).toBeLessThan(solveConvex(problem).primal);
});

test("features that only the pairs have need a ridge", () => {
  const [pairs, others] = [1, 0].map((v) => ({ columns: 1, values: Float64Array.from([v, v]) })) as [Rows, Rows];
  expect(() => solveConvex({ pairs, others, ridge: 0 })).toThrow("ridge must be above 0");
  const { primal, gap } = solveConvex({ pairs, others, ridge: 0.5 }); // the largest w - w²/4
  expect(primal).toBeCloseTo(1, 12);
  expect(Math.abs(gap)).toBeLessThan(1e-12);
});

describe.each(["fisher", "sobolev"] as const)("the norm %s", (name) => {
  const features = together(quadratic([1, 1]), fourier([1, 1], 1, 1.3));
  const m = features.columns;
  const drawn = Array.from(normals(key(21), 120));
  const pairs = Array.from({ length: 60 }, (_, i): Pair => {
    const x = drawn[2 * i] as number;
    return [[x], [0.6 * x + 0.8 * (drawn[2 * i + 1] as number)]];
  });
  const others = pairs.map(([x], i): Pair => [x, pairs[(i + 1) % 60]?.[1] as number[]]);
  const table = (rows: readonly Pair[]): Rows => {
    const values = new Float64Array(rows.length * m);
    rows.forEach(([x, y], i) => {
      features.write(x, y, values, i * m);
    });
    return { columns: m, values };
  };
  const ridge = 0.3;
  const problem = { pairs: table(pairs), others: table(others), ridge };
  const score = (w: readonly number[], x: number, y: number): number => {
    const row = new Float64Array(m);
    features.write([x], [y], row, 0);
    return dot(row, w);
  };
  /** E f² or E |∇f|² over half of either kind, by loops and differences. */
  const size = (w: readonly number[]): number =>
    mean(
      [...pairs, ...others].map(([[x], [y]]) => {
        const f = (dx: number, dy: number) => score(w, (x as number) + dx, (y as number) + dy);
        if (name === "fisher") return f(0, 0) ** 2;
        const h = 1e-5;
        return ((f(h, 0) - f(-h, 0)) / (2 * h)) ** 2 + ((f(0, h) - f(0, -h)) / (2 * h)) ** 2;
      }),
    );
  const matrix = normMatrix(norms[name], features, [pairs, others]);
  const whole = matrix.map((line, k) => line.map((_, l) => matrix[Math.max(k, l)]?.[Math.min(k, l)] as number));
  const byMatrix = (v: readonly number[]): number =>
    dot(
      v,
      whole.map((line) => dot(line, v)),
    );
  const { weights, eta, primal, gap } = solveInNorm(problem, matrix);
  const w = Array.from(weights);

  test("is the quadratic that its matrix says", () => {
    for (let seed = 0; seed < 5; seed++) {
      const v = Array.from(normals(key(seed), m));
      expect(byMatrix(v) / size(v)).toBeCloseTo(1, 3); // a millionth of the diagonal is added
    }
  });

  test("is what the ridge weighs: no slope at the optimum, and its dual meets it", () => {
    const value = (v: readonly number[]) => objective({ ...problem, ridge: 0 }, v, eta) - (ridge / 2) * byMatrix(v);
    expect(value(w)).toBeCloseTo(primal, 9);
    for (let seed = 0; seed < 20; seed++) {
      const off = normals(key(seed), m);
      expect(value(w.map((v, k) => v + 0.1 * (off[k] as number)))).toBeLessThan(value(w));
    }
    expect(Math.abs(gap)).toBeLessThan(1e-12);
    const ratios = rowsOf(problem.others).map((row) => Math.exp(dot(row, w) - eta));
    const delta = Array.from({ length: m }, (_, k) => {
      const column = (rows: Rows) => rowsOf(rows).map((row) => row[k] as number);
      return mean(column(problem.pairs)) - mean(column(problem.others).map((v, i) => v * (ratios[i] as number)));
    });
    // The discrepancy of the appendix, A.1: δᵀC⁻¹δ, over twice the ridge.
    const discrepancy = dot(delta, solveSymmetric(whole, delta, 0)) / (2 * ridge);
    expect(mean(ratios.map((r) => r * Math.log(r))) + discrepancy).toBeCloseTo(primal, 9);
  });

  test("an estimate with it is near the information of normals", () => {
    const n = 1000;
    const [x, e] = [normals(fold(key(22), 0), n), normals(fold(key(22), 1), n)];
    const y = x.map((v, i) => rho * v + Math.sqrt(1 - rho ** 2) * (e[i] as number));
    const member = estimators.etaConvex.with?.({ ridge: 1e-3, norm: name }) ?? estimators.etaKernel;
    const { value, se } = member.estimate({ columns: 1, values: x }, { columns: 1, values: y });
    expect(Math.abs(value - information)).toBeLessThan(4 * se);
  });
});

describe("features", () => {
  const [x, y] = [
    [0.3, -1],
    [0.5, 0.7, 2],
  ];

  test.each([
    ["quadratic", quadratic([2, 3], 1.7)],
    ["fourier", fourier([2, 3], 3, 1.5)],
    ["both", together(quadratic([2, 3]), fourier([2, 3], 2, 0.8))],
  ])("slopes of %s are those of differences", (_name, features) => {
    const m = features.columns;
    const slopes = new Float64Array(5 * m);
    features.slopes(x, y, slopes);
    const all = [...x, ...y];
    const at = (k: number, h: number) => {
      const moved = all.map((v, i) => (i === k ? v + h : v));
      const row = new Float64Array(m);
      features.write(moved.slice(0, 2), moved.slice(2), row, 0);
      return row;
    };
    for (let k = 0; k < 5; k++) {
      const [up, down] = [at(k, 1e-5), at(k, -1e-5)];
      up.forEach((v, l) => {
        expect(slopes[k * m + l]).toBeCloseTo((v - (down[l] as number)) / 2e-5, 6);
      });
    }
  });

  test("quadratic: coordinates and their products", () => {
    const { columns, write } = quadratic([2, 3]);
    const out = new Float64Array(columns);
    write(x, y, out, 0);
    const all = [...x, ...y];
    const wanted = [...all, ...all.flatMap((a, i) => all.slice(i).map((b) => a * b))];
    expect(Array.from(out)).toEqual(wanted);
    quadratic([2, 3], 2).write(x, y, out, 0);
    expect(Array.from(out)).toEqual(wanted.map((v) => 2 * v));
  });

  test("fourier: products of features average to the kernel", () => {
    const [count, width] = [4000, 1.5];
    const { columns, write } = fourier([2, 3], count, width);
    const [one, other] = [new Float64Array(columns), new Float64Array(columns)];
    write(x, y, one, 0);
    write([0, 0.4], [-0.2, 1, 1.5], other, 0);
    const distance = 0.3 ** 2 + 1.4 ** 2 + 0.7 ** 2 + 0.3 ** 2 + 0.5 ** 2;
    expect(dot(one, one)).toBeCloseTo(1, 10);
    expect(Math.abs(dot(one, other) - Math.exp(-distance / (2 * width ** 2)))).toBeLessThan(4 / Math.sqrt(2 * count));
  });
});

/** Entropy of sin 2x + noise of sd 0.3, less that of the noise, by sums over grids. */
function sineInformation(): number {
  const grid = (from: number, n: number) => Array.from({ length: n }, (_, i) => from * (1 - (2 * i + 1) / n));
  const density = (y: number) =>
    mean(grid(6, 300).map((x) => 12 * Math.exp(-(x ** 2) / 2 - ((y - Math.sin(2 * x)) / 0.3) ** 2 / 2))) / (0.6 * Math.PI);
  const entropy = mean(
    grid(3, 300)
      .map(density)
      .map((p) => -6 * p * Math.log(p)),
  );
  return entropy - 0.5 * Math.log(2 * Math.PI * Math.E * 0.09);
}

test("a kernel sees what squares and products do not: y = sin 2x + noise", () => {
  const n = 600;
  const [x, e] = [normals(fold(key(12), 0), n), normals(fold(key(12), 1), n)];
  const table = (values: Float32Array) => ({ columns: 1, values });
  const y = table(x.map((v, i) => Math.sin(2 * v) + 0.3 * (e[i] as number)));
  const [kernel, convex] = [estimators.etaKernel, estimators.etaConvex].map((one) => one.estimate(table(x), y));
  expect(kernel?.value).toBeGreaterThan((convex?.value as number) + 0.15);
  expect(kernel?.value).toBeLessThan(sineInformation() + 4 * (kernel?.se as number));
  expect(sineInformation()).toBeCloseTo(0.8616, 3);
  expect(Math.abs(kernel?.gap as number)).toBeLessThan(1e-8);
});

test("what was fitted is not what is reported: independent columns give nothing, however many features there are", () => {
  const n = 120;
  const table = (part: number) => ({ columns: 4, values: normals(fold(key(11), part), 4 * n) });
  const [x, y] = [table(0), table(1)];
  const { value, se, gap } = estimators.etaConvex.estimate(x, y);
  expect(value).toBeLessThan(4 * se);
  expect(Math.abs(gap as number)).toBeLessThan(1e-8);
  expect(() => estimators.etaConvex.estimate(x, { ...y, columns: 8 })).toThrow("x has 120 rows, and y 60");
});
