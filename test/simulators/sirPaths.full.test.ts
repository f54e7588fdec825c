import { linearRegression } from "simple-statistics";
import { describe, expect, test } from "vitest";
import { simulateBank } from "../../simulators/sir/bank.js";
import { gridIntervals, gridPoints, type Model, simulateBlock } from "../../simulators/sir/block.js";
import { advance, allocatePaths, startPath } from "../../simulators/sir/eulerMaruyama.js";
import { fillNormals, openStream } from "../../simulators/sir/normals.js";
import { modelOf, presetDefaults, type Settings } from "../../simulators/sir/presets.js";
import { survivingRates } from "../../simulators/sir/survivors.js";
import { fold, key } from "../../src/numbers/keys.js";

function model(preset: Settings["preset"], changes: Partial<Settings> = {}): Model {
  return modelOf({
    preset,
    population: 500,
    days: 100,
    dt: 0.01,
    observation: "exact",
    ...presetDefaults({ preset }),
    ...changes,
  });
}

const mean = (values: ArrayLike<number>) => Array.from(values).reduce((a, b) => a + b, 0) / values.length;

interface Start {
  readonly population: number;
  readonly infected: number;
}

/** I at the end of one path, from the (W1, W2) of its steps: [steps, 2]. */
function finalInfected(start: Start, days: number, increments: Float64Array): number {
  const steps = increments.length / 2;
  const paths = allocatePaths(1);
  startPath(paths, 0, 0.5, 0.3, start, days / steps);
  const normals = new Float64Array(4 * steps); // of a pair: the second path stays empty
  for (let s = 0; s < steps; s++) normals.set(increments.subarray(2 * s, 2 * s + 2), 4 * s);
  advance(paths, 1, start.population, steps, normals);
  return paths.infected[0] as number;
}

/** The same Brownian path in half as many steps. */
function halved(increments: Float64Array): Float64Array {
  const out = new Float64Array(increments.length / 2);
  for (let s = 0; s < out.length / 2; s++)
    for (const w of [0, 1])
      out[2 * s + w] = ((increments[4 * s + w] as number) + (increments[4 * s + 2 + w] as number)) / Math.SQRT2;
  return out;
}

/** Slope of log E|error at the end| against log dt, the reference being the same scheme with steps 16 times finer than the finest. */
function strongOrder(start: Start): number {
  const coarse = [8, 16, 32, 64, 128, 256];
  const errors = coarse.map(() => 0);
  for (let p = 0; p < 400; p++) {
    let increments: Float64Array = new Float64Array(2 * 4096);
    fillNormals(openStream(fold(key(2), p)), increments, increments.length);
    const reference = finalInfected(start, 2, increments);
    while (increments.length > 2 * (coarse[0] as number)) {
      increments = halved(increments);
      const level = coarse.indexOf(increments.length / 2);
      if (level >= 0) errors[level] = (errors[level] as number) + Math.abs(finalInfected(start, 2, increments) - reference);
    }
  }
  return linearRegression(coarse.map((steps, level) => [Math.log(2 / steps), Math.log(errors[level] as number)])).m;
}

describe("Euler-Maruyama", () => {
  test("converges strongly with order 1/2 where the noise is large", () => {
    const slope = strongOrder({ population: 60, infected: 30 });
    expect(slope).toBeGreaterThan(0.4);
    expect(slope).toBeLessThan(0.75);
  });

  test("and with order 1, that of the deterministic scheme, where it is small", () => {
    const slope = strongOrder({ population: 1e7, infected: 5e6 });
    expect(slope).toBeGreaterThan(0.9);
    expect(slope).toBeLessThan(1.15);
  });

  test("keeps S and I non-negative and S + I at most N, at every step", () => {
    const n = 64;
    const population = 500;
    const paths = allocatePaths(n);
    const stream = openStream(key(3));
    const normals = new Float64Array(2 * n);
    for (let p = 0; p < n; p++) startPath(paths, p, 0.1 + 0.02 * p, 0.02 + 0.005 * p, { population, infected: 2 }, 0.05);
    let worst = Infinity;
    for (let step = 0; step < 4000; step++) {
      fillNormals(stream, normals, 2 * n);
      advance(paths, n / 2, population, 1, normals);
      for (let p = 0; p < n; p++) {
        const s = paths.susceptible[p] as number;
        const i = paths.infected[p] as number;
        worst = Math.min(worst, s, i, population - s - i);
      }
    }
    expect(worst).toBeGreaterThanOrEqual(-1e-12 * population);
    expect(paths.infected.filter((i) => i === 0).length).toBeGreaterThan(n / 4); // the bounds were met, not just never reached
  });

  test("the mean path of a large population is the deterministic one", () => {
    const population = 1e8;
    const bank = simulateBlock({ ...model("flo", { population, infected: 1e6 }), days: 40 }, key(4), 0);
    for (let row = 0; row < 64; row += 9) {
      const [beta, gamma] = bank.theta.subarray(2 * row, 2 * row + 2) as unknown as [number, number];
      for (const g of [100, 250, 500]) {
        const exact = deterministicInfected(beta, gamma, population, 1e6, (g / gridIntervals) * 40);
        const relative = (bank.paths[row * gridPoints + g] as number) / exact - 1;
        // One path: the noise of a million infected is about 1e-3, the scheme's error (β dt)/2 a tenth of that.
        expect(Math.abs(relative)).toBeLessThan(6e-3);
      }
    }
  });
});

/** I(t) of dS = -βSI/N, dI = βSI/N - γI by Runge-Kutta of order 4. */
function deterministicInfected(beta: number, gamma: number, population: number, infected: number, days: number): number {
  const slope = ([s, i]: readonly [number, number]) => {
    const infections = (beta * s * i) / population;
    return [-infections, infections - gamma * i] as const;
  };
  const move = ([s, i]: readonly [number, number], [ds, di]: readonly [number, number], h: number) =>
    [s + h * ds, i + h * di] as const;
  const h = days / 1000;
  let state: readonly [number, number] = [population - infected, infected];
  for (let k = 0; k < 1000; k++) {
    const k1 = slope(state);
    const k2 = slope(move(state, k1, h / 2));
    const k3 = slope(move(state, k2, h / 2));
    const k4 = slope(move(state, k3, h));
    const sum = [0, 1].map((j) => (k1[j] as number) + 2 * (k2[j] as number) + 2 * (k3[j] as number) + (k4[j] as number));
    state = move(state, sum as [number, number], h / 6);
  }
  return state[1];
}

describe("a bank of paths", () => {
  test("is the same bytes whatever the number of workers", async () => {
    const fast = model("surveillance", { dt: 0.1 });
    const [here, threads] = await Promise.all([0, 2].map((workers) => simulateBank(fast, key(5), 1200, { workers })));
    expect(threads).toEqual(here);
  });

  test("depends on its key, and begins with the same paths whatever its size", async () => {
    const fast = model("surveillance", { dt: 0.1 });
    const [small, large, other] = await Promise.all([
      simulateBank(fast, key(6), 50),
      simulateBank(fast, key(6), 150),
      simulateBank(fast, key(7), 50),
    ]);
    expect(large?.paths.subarray(0, 50 * gridPoints)).toEqual(small?.paths);
    expect(other?.paths).not.toEqual(small?.paths);
  });

  test("of the surveillance preset drops about 12 % of the prior", async () => {
    const size = 4000;
    const { candidates, paths } = await simulateBank(model("surveillance", { dt: 0.05 }), key(8), size);
    const dropped = 1 - size / candidates;
    const se = Math.sqrt((dropped * (1 - dropped)) / candidates);
    expect(se).toBeLessThan(0.006);
    expect(dropped).toBeGreaterThan(0.1);
    expect(dropped).toBeLessThan(0.14);
    for (let row = 0; row < size; row += 97)
      expect(mean(paths.subarray(row * gridPoints, (row + 1) * gridPoints))).toBeGreaterThanOrEqual(1 - 1e-6);
  });

  test("keeps everything without a filter, and its theta follows the prior", async () => {
    const size = 2000;
    const { candidates, theta } = await simulateBank(model("flo", { dt: 0.1 }), key(9), size);
    expect(candidates).toBe(size);
    for (const [j, centre, sd] of [
      [0, 0.1, 0.02],
      [1, 0.01, 0.002],
    ] as const) {
      const z = Array.from({ length: size }, (_, i) => ((theta[2 * i + j] as number) - centre) / sd);
      expect(Math.abs(mean(z)) * Math.sqrt(size)).toBeLessThan(4);
      expect(Math.abs(mean(z.map((v) => v * v)) - 1) * Math.sqrt(size / 2)).toBeLessThan(4);
      expect(Math.min(...z) * sd + centre).toBeGreaterThan(0);
    }
  });

  test("stops when it is told to, with or without threads", async () => {
    for (const workers of [0, 1]) {
      const stop = new AbortController();
      const running = simulateBank(model("surveillance"), key(10), 1_000_000, { workers, signal: stop.signal });
      setTimeout(() => stop.abort(), 100);
      await expect(running).rejects.toThrow(/abort/i);
    }
  });

  test("is refused when the filter would never let it be full", async () => {
    const dying = { ...model("surveillance", { dt: 0.1 }), leastMean: 499 };
    await expect(simulateBank(dying, key(11), 10)).rejects.toThrow("set filter=false");
    expect(() => survivingRates(dying, key(11), 10)).toThrow("set filter=false");
  });
});
