import { linearRegression } from "simple-statistics";
import { describe, expect, test } from "vitest";
import { seirEpidemic, equations as seirEquations } from "../../simulators/seir.js";
import { type Epidemic, pathsOfEpidemic } from "../../simulators/sir/epidemic.js";
import { presetDefaults, type Settings } from "../../simulators/sir/presets.js";
import { sirEpidemic, equations as sirEquations } from "../../simulators/sir.js";
import { gridPointsOf } from "../../src/modelling/dynamics/block.js";
import type { Values } from "../../src/modelling/dynamics/evaluate.js";
import { type Paths, simulateBank, survivingParameters } from "../../src/modelling/dynamics/pathBank.js";
import { pathsOf } from "../../src/modelling/dynamics/solveSde.js";
import { normals } from "../../src/numbers/distributions.js";
import { fold, key } from "../../src/numbers/keys.js";
import { type Stepper, stepperOf } from "../support/sdeSteps.js";

const settingsOf = (preset: Settings["preset"], changes: Partial<Settings> = {}): Settings => ({
  preset,
  population: 500,
  days: 100,
  dt: 0.01,
  observation: "exact",
  ...presetDefaults({ preset }),
  ...changes,
});

const sirPaths = (preset: Settings["preset"], changes: Partial<Settings> = {}): Paths => {
  const settings = settingsOf(preset, changes);
  return pathsOf(pathsOfEpidemic(sirEpidemic(settings), settings));
};

const mean = (values: ArrayLike<number>) => Array.from(values).reduce((a, b) => a + b, 0) / values.length;

interface Start {
  readonly population: number;
  readonly infected: number;
}

const rates: Values = { beta: 0.5, sigma: 0.4, gamma: 0.3 };

const models: Record<string, { equations: Epidemic["equations"]; parameters: readonly string[]; noises: number }> = {
  sir: { equations: sirEquations, parameters: ["beta", "gamma"], noises: 2 },
  seir: { equations: seirEquations, parameters: ["beta", "sigma", "gamma"], noises: 3 },
};

function stepper(name: string, { population, infected }: Start, days: number, steps: number): Stepper {
  const { equations, parameters } = models[name] as (typeof models)[string];
  const constants = { N: population, I0: infected };
  return stepperOf({ name, parameters, constants, ...equations, horizon: days }, steps);
}

/** [step][noise][lane] */
type Increments = number[][][];

/** I at the end of 16 paths. */
function finalInfected(stepper: Stepper, increments: Increments, values: Values = rates): number[] {
  stepper.begin(Array.from({ length: 16 }, () => values));
  for (const step of increments) stepper.step(step);
  return stepper.state("I");
}

/** The same Brownian paths in half as many steps. */
const halved = (increments: Increments): Increments =>
  Array.from({ length: increments.length / 2 }, (_, s) =>
    (increments[2 * s] as number[][]).map((row, w) =>
      row.map((z, lane) => (z + (increments[2 * s + 1]?.[w]?.[lane] as number)) / Math.SQRT2),
    ),
  );

function drawn(steps: number, noises: number, i: number): Increments {
  const all = normals(fold(key(2), i), steps * noises * 16);
  return Array.from({ length: steps }, (_, s) =>
    Array.from({ length: noises }, (_, w) => Array.from(all.subarray((s * noises + w) * 16, (s * noises + w + 1) * 16))),
  );
}

/** Slope of log E|error at the end| against log dt, the reference being the same scheme with steps 8 times finer than the finest. */
function strongOrder(name: string, start: Start): number {
  const coarse = [8, 16, 32, 64, 128];
  const finest = 1024;
  const steppers = new Map([...coarse, finest].map((steps) => [steps, stepper(name, start, 2, steps)]));
  const errors = coarse.map(() => 0);
  for (let i = 0; i < 25; i++) {
    let increments = drawn(finest, models[name]?.noises as number, i);
    const reference = finalInfected(steppers.get(finest) as Stepper, increments);
    while (increments.length > (coarse[0] as number)) {
      increments = halved(increments);
      const level = coarse.indexOf(increments.length);
      if (level < 0) continue;
      const found = finalInfected(steppers.get(increments.length) as Stepper, increments);
      errors[level] = (errors[level] as number) + mean(found.map((value, lane) => Math.abs(value - (reference[lane] as number))));
    }
  }
  return linearRegression(coarse.map((steps, level) => [Math.log(2 / steps), Math.log(errors[level] as number)])).m;
}

describe.each(["sir", "seir"])("Euler-Maruyama of %s", (name) => {
  test("converges strongly with order 1/2 where the noise is large", () => {
    const slope = strongOrder(name, { population: 60, infected: 30 });
    expect(slope).toBeGreaterThan(0.4);
    expect(slope).toBeLessThan(0.75);
  });

  test("and with order 1, that of the deterministic scheme, where it is small", () => {
    const slope = strongOrder(name, { population: 1e7, infected: 5e6 });
    expect(slope).toBeGreaterThan(0.9);
    expect(slope).toBeLessThan(1.15);
  });

  test("keeps all compartments non-negative and their sum at most N, at every step", () => {
    const population = 500;
    const steps = stepper(name, { population, infected: 2 }, 200, 4000);
    steps.begin(Array.from({ length: 16 }, (_, p) => ({ beta: 0.1 + 0.08 * p, sigma: 0.1 + 0.1 * p, gamma: 0.02 + 0.02 * p })));
    const others = name === "seir" ? ["E"] : [];
    let worst = Infinity;
    for (const step of drawn(4000, models[name]?.noises as number, 77)) {
      steps.step(step);
      const all = ["S", "I", ...others].map((state) => steps.state(state));
      for (let p = 0; p < 16; p++) {
        const values = all.map((row) => row[p] as number);
        worst = Math.min(worst, ...values, population - values.reduce((a, b) => a + b, 0));
      }
    }
    expect(worst).toBeGreaterThanOrEqual(-1e-6 * population);
    expect(steps.state("I").filter((i) => i === 0).length).toBeGreaterThan(2); // the bounds were met, not just never reached
  });

  test("of a large population is the deterministic course", async () => {
    const [population, infected, days] = [1e8, 1e6, 40];
    const settings = settingsOf("flo", { population, infected, days });
    const ofName = name === "sir" ? sirEpidemic(settings) : seirEpidemic({ ...settings, latency: 5, latencySpread: 0.5 });
    const paths = pathsOf(pathsOfEpidemic(ofName, settings));
    const bank = await simulateBank(paths, key(4), 64, { workers: 0 });
    const points = gridPointsOf(paths.model);
    for (let row = 0; row < 64; row += 9) {
      const { names } = paths.nominal;
      const values = Object.fromEntries(names.map((one, j) => [one, bank.theta[names.length * row + j] as number]));
      for (const g of [100, 250, 500]) {
        const exact = deterministicInfected(values, { population, infected }, (g / 500) * days, name === "seir");
        // One path: the noise of a million infected is about 1e-3, the scheme's error (β dt)/2 a tenth of that.
        expect(Math.abs((bank.paths[row * points + g] as number) / exact - 1)).toBeLessThan(6e-3);
      }
    }
  });
});

/** I(t) without noise by Runge-Kutta of order 4, in plain numbers. */
function deterministicInfected({ beta, sigma, gamma }: Values, start: Start, days: number, latent: boolean): number {
  const { population, infected } = start;
  const slope = ([s, e, i]: readonly number[]) => {
    const infections = ((beta as number) * (s as number) * (i as number)) / population;
    const onsets = latent ? (sigma as number) * (e as number) : infections;
    return [-infections, infections - onsets, onsets - (gamma as number) * (i as number)];
  };
  const move = (state: readonly number[], by: readonly number[], h: number) => state.map((x, j) => x + h * (by[j] as number));
  const h = days / 1000;
  let state: readonly number[] = [population - infected, 0, infected];
  for (let k = 0; k < 1000; k++) {
    const k1 = slope(state);
    const k2 = slope(move(state, k1, h / 2));
    const k3 = slope(move(state, k2, h / 2));
    const k4 = slope(move(state, k3, h));
    for (const [by, weight] of [[k1, 1], [k2, 2], [k3, 2], [k4, 1]] as const) state = move(state, by, (weight * h) / 6); // biome-ignore format: one line
  }
  return state[2] as number;
}

test("the shorter the latency, the nearer SEIR is to SIR with the same noise", () => {
  const [start, days, steps] = [{ population: 500, infected: 20 }, 20, 4000];
  const [plain, latent] = [stepper("sir", start, days, steps), stepper("seir", start, days, steps)];
  const increments = drawn(steps, 3, 5);
  const expected = finalInfected(plain, increments.map(([w1, , w3]) => [w1, w3] as number[][])); // biome-ignore format: one line
  const distances = [1, 8, 64, 1e5].map((sigma) => {
    const found = finalInfected(latent, increments, { ...rates, sigma });
    return mean(found.map((value, lane) => Math.abs(value - (expected[lane] as number))));
  });
  const size = mean(expected);
  expect(distances[0]).toBeGreaterThan(0.1 * size);
  expect(distances[1]).toBeLessThan((distances[0] as number) / 2);
  expect(distances[2]).toBeLessThan((distances[1] as number) / 2);
  expect(distances[3]).toBeLessThan(0.03 * size); // a step's delay is left
});

describe("a bank of paths", () => {
  test("is the same bytes whatever the number of workers", async () => {
    const fast = sirPaths("surveillance", { dt: 0.1 });
    const [here, threads] = await Promise.all([0, 2].map((workers) => simulateBank(fast, key(5), 1200, { workers })));
    expect(threads).toEqual(here);
  });

  test("depends on its key, and begins with the same paths whatever its size", async () => {
    const fast = sirPaths("surveillance", { dt: 0.1 });
    const points = gridPointsOf(fast.model);
    const [small, large, other] = await Promise.all([
      simulateBank(fast, key(6), 50),
      simulateBank(fast, key(6), 150),
      simulateBank(fast, key(7), 50),
    ]);
    expect(large?.paths.subarray(0, 50 * points)).toEqual(small?.paths);
    expect(other?.paths).not.toEqual(small?.paths);
  });

  test("of the surveillance preset drops about 12 % of the prior", async () => {
    const size = 4000;
    const { candidates, paths } = await simulateBank(sirPaths("surveillance", { dt: 0.05 }), key(8), size);
    const dropped = 1 - size / candidates;
    const se = Math.sqrt((dropped * (1 - dropped)) / candidates);
    expect(se).toBeLessThan(0.006);
    expect(dropped).toBeGreaterThan(0.1);
    expect(dropped).toBeLessThan(0.14);
    for (let row = 0; row < size; row += 97)
      expect(mean(paths.subarray(row * 501, (row + 1) * 501))).toBeGreaterThanOrEqual(1 - 1e-6);
  });

  test("keeps everything without a filter, and its theta follows the prior", async () => {
    const size = 2000;
    const { candidates, theta } = await simulateBank(sirPaths("flo", { dt: 0.1 }), key(9), size);
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
      const running = simulateBank(sirPaths("surveillance"), key(10), 1_000_000, { workers, signal: stop.signal });
      setTimeout(() => stop.abort(), 100);
      await expect(running).rejects.toThrow(/abort/i);
    }
  });

  test("is refused when the filter would never let it be full", async () => {
    const dying = {
      ...pathsOfEpidemic(sirEpidemic(settingsOf("surveillance")), settingsOf("surveillance")),
      keep: "mean(I) >= 499",
    };
    const paths = pathsOf({ ...dying, dt: 0.1 });
    await expect(simulateBank(paths, key(11), 10)).rejects.toThrow("is the filter meant to drop all others?");
    expect(() => survivingParameters(paths, key(11), 10)).toThrow("is the filter meant to drop all others?");
  });
});
