import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import type { Draw } from "../../../src/contracts/simulator.js";
import { type SdeOptions, solveSde } from "../../../src/modelling/dynamics/solveSde.js";
import { independent, logNormal, normal, uniform } from "../../../src/modelling/priors.js";
import { normals } from "../../../src/numbers/distributions.js";
import { key } from "../../../src/numbers/keys.js";

const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
const variance = (values: readonly number[]) => mean(values.map((v) => (v - mean(values)) ** 2));

const base: SdeOptions = {
  name: "pulled",
  prior: independent({ pull: uniform(0.999, 1.001), level: normal(2, 1e-4) }),
  constants: { sigma: 0.8 },
  equations: { x: "pull*(level - x)*dt + sigma*dW1" },
  start: { x: "level + 3" },
  horizon: 2,
  dt: 0.005,
  intervals: 50,
};

async function draw(options: SdeOptions, n: number, bankOptions = {}): Promise<{ drawn: Draw; notes: string[] }> {
  const bank = solveSde(options).bank(bankOptions);
  const content = await bank.simulate(key(1), n);
  return { drawn: bank.slice(content, 0, n), notes: bank.notes?.(content) ?? [] };
}

describe("paths of the equations", () => {
  test("have the mean and the variance of Ornstein and Uhlenbeck's process", async () => {
    const n = 4000;
    const { drawn } = await draw(base, n);
    const seen = solveSde(base).read(drawn.noise, tf.tensor2d([[0, 0.5, 2]])).arraySync(); // biome-ignore format: one line
    for (const [j, t] of [0, 0.5, 2].entries()) {
      const at = seen.map((row) => row[j] as number);
      const exact = (0.64 * (1 - Math.exp(-2 * t))) / 2;
      expect(Math.abs(mean(at) - 2 - 3 * Math.exp(-t))).toBeLessThan(4 * Math.sqrt(exact / n) + 0.008); // Euler's error
      expect(Math.abs(variance(at) - exact)).toBeLessThan(4 * exact * Math.sqrt(2 / n) + 0.003);
    }
  });

  test("share a noise that stands in two equations, and know the time", async () => {
    const { drawn } = await draw({ ...base, equations: { x: "dW1", y: "-dW1", z: "cos(t)*dt" }, start: { x: 1, y: 2, z: 0 } }, 8);
    const [x, y, z] = ["x", "y", "z"].map((state) => (drawn.noise[`path of ${state}`] as tf.Tensor2D).arraySync());
    x?.forEach((row, i) => {
      row.forEach((value, g) => {
        expect(value + (y?.[i]?.[g] as number)).toBeCloseTo(3, 4);
        expect(z?.[i]?.[g]).toBeCloseTo(Math.sin((g / 50) * 2), 2);
      });
    });
  });

  test("stay within their bounds, and stop where they are over", async () => {
    const { drawn } = await draw(
      { ...base, equations: { x: "-2*dt + dW1" }, start: { x: 1 }, within: { x: [0, 1.2] }, over: "x <= 0" },
      200,
    );
    const rows = (drawn.noise.path as tf.Tensor2D).arraySync();
    for (const row of rows) {
      expect(Math.min(...row)).toBeGreaterThanOrEqual(0);
      expect(Math.max(...row)).toBeLessThanOrEqual(1.2001);
    }
    expect(rows.filter((row) => row.at(-1) === 0).length).toBeGreaterThan(150);
    for (const row of rows) if (row.at(-1) === 0) expect(row.slice(row.indexOf(0)).every((v) => v === 0)).toBe(true);
  });

  test("are kept where they are to be, and the rest is told", async () => {
    const options = { ...base, keep: "last(x) > level and mean(x) < 10" };
    const { drawn, notes } = await draw(options, 300);
    const last = (drawn.noise.path as tf.Tensor2D).arraySync().map((row) => row.at(-1) as number);
    expect(Math.min(...last)).toBeGreaterThan(1.99);
    expect(notes[0]).toMatch(/^\d+\.\d % \(± \d\.\d\) of the paths drawn from the prior were not kept and were dropped/);
    expect(solveSde(options).prior.logDensity).toBeUndefined();
    expect(solveSde(base).prior.logDensity).toBeDefined();
    expect(solveSde(options).prior.sample(key(3), 7).shape).toEqual([7, 2]);
  });

  test("come with the observations' noise, each member's own", async () => {
    const noise = (k: ReturnType<typeof key>, n: number) => ({ z: normals(k, n * 3) });
    const bank = solveSde(base).bank({ noise });
    const content = await bank.simulate(key(4), 20);
    const [all, some] = [bank.slice(content, 0, 20), bank.slice(content, 5, 3)].map((d) =>
      (d.noise.z as tf.Tensor2D).arraySync(),
    );
    expect(all?.slice(5, 8)).toEqual(some);
    expect(bank.draw(content, key(5), 6).noise.z?.shape).toEqual([6, 3]);
  });
});

test("an infinite state is an error that names it", async () => {
  const wild = { ...base, prior: independent({ pull: logNormal(0, 0.1), level: normal(2, 1e-4) }), equations: { x: "x^8*dt" } };
  await expect(draw(wild, 3)).rejects.toThrow(/pulled: x is no finite number by time .*make dt smaller/);
});

describe("what makes no sense is refused", () => {
  test.each<[Partial<SdeOptions>, string]>([
    [{ equations: { x: "q*dt" } }, "pulled, equation of x: nothing is called q (there are pi, sigma, pull, level, x, t, dt)"],
    [{ start: {} }, '"start" lacks x'],
    [{ constants: { pull: 1 } }, "two things are called pull"],
    [{ constants: { sigma: 1, dt: 1 } }, "dt is what time or noise is called"],
    [{ record: ["y"] }, '"record" names y, which has no equation'],
    [{ within: { y: [0, 1] } }, '"within" names y, which has no equation'],
    [{ keep: "last(y) > 0" }, '"keep" asks for y, which is not stored (x)'],
    [{ keep: "x > 0" }, '"keep" knows parameters, constants, and mean(state)'],
    [{ dt: 0 }, "horizon and dt must be above 0"],
    [{ equations: {} }, "there is no equation"],
  ])("%j", (changes, message) => {
    expect(() => solveSde({ ...base, ...changes })).toThrow(message);
  });
});
