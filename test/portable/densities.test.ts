/** Densities in plain numbers against those of tensors, with the same random numbers. */
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { densities as models } from "../../src/critics/index.js";
import { rowsOf, tidied } from "../../src/engine/tensors.js";
import { normals } from "../../src/numbers/distributions.js";
import { fold, key } from "../../src/numbers/keys.js";
import { densities } from "../../src/portable/densities/index.js";
import { DamagedModel, type Tensors } from "../../src/portable/densities/types.js";
import { normalsFrom, uniformsFrom } from "../../src/portable/random.js";

/** Distribution function of the standard normal, by the trapezoid rule. */
function share(z: number): number {
  const steps = 4000;
  const h = (z + 12) / steps;
  let sum = 0;
  for (let i = 0; i <= steps; i++) {
    const x = -12 + i * h;
    sum += (i === 0 || i === steps ? 0.5 : 1) * Math.exp(-0.5 * x * x);
  }
  return (sum * h) / Math.sqrt(2 * Math.PI);
}

const named = Object.entries(densities).flatMap(([name, open]) => [1, 2, 3, 5].map((p) => [name, p, open] as const));

/** A model whose every number is away from where it begins. */
function made(name: string, p: number) {
  const model = models[name as keyof typeof models];
  const params = model.init(key(5), { value: p, given: 4, hidden: [11, 13] });
  const moved = Object.entries(params).map(([of, x], i) => {
    const noise = tf.tensor(normals(fold(key(6), i), x.size), x.shape);
    return [of, tf.add(x, tf.mul(0.3, noise))] as const;
  });
  return { model, params: Object.fromEntries(moved) };
}

const plain = (params: Readonly<Record<string, tf.Tensor>>): Tensors =>
  Object.fromEntries(Object.entries(params).map(([of, x]) => [of, { shape: x.shape, values: Float64Array.from(x.dataSync()) }]));

describe.each(named)("%s of %i values", (name, p, open) => {
  test("the same draws from the same numbers", () => {
    const { model, params } = made(name, p);
    const given = Float32Array.from([0.3, -1.2, 0.8, 2]);
    const n = 20;
    const size = model.noise(p);
    const noise = normals(key(7), n * size);
    const wanted = tidied(() => rowsOf(model.sample(params, tf.tensor2d(noise, [n, size]), tf.tensor2d(given, [1, 4]))));
    const drawing = open(plain(params), p, Float64Array.from(given));
    expect(drawing.shares + drawing.normals).toBe(size);
    const part = (from: number, to: number) =>
      Array.from({ length: n }, (_, i) => Array.from(noise.subarray(i * size + from, i * size + to))).flat();
    const out = new Float64Array(n * p);
    const shares = Float64Array.from(part(0, drawing.shares), share);
    drawing.draw(n, shares, Float64Array.from(part(drawing.shares, size)), out);
    for (const [at, value] of wanted.flat().entries())
      expect(Math.abs((out[at] as number) - value)).toBeLessThan(2e-4 * Math.max(1, Math.abs(value)));
  });

  test("numbers that are missing, or of another shape, are damage", () => {
    const { params } = made(name, p);
    const whole = plain(params);
    const given = new Float64Array(4);
    for (const of of Object.keys(whole)) {
      const { [of]: gone, ...rest } = whole;
      expect(() => open(rest, p, given), of).toThrow(DamagedModel);
      const spoilt = { shape: gone?.shape ?? [], values: new Float64Array(gone?.values.length ?? 0).fill(Number.NaN) };
      expect(() => open({ ...whole, [of]: spoilt }, p, given), of).toThrow(DamagedModel);
    }
    expect(() => open(whole, p, new Float64Array(3))).toThrow(DamagedModel);
  });
});

test("random numbers have the moments that they should have, and a seed decides them", () => {
  const n = 40_000;
  const [uniforms, again] = [uniformsFrom(3), uniformsFrom(3)];
  const all = Array.from({ length: n }, uniforms);
  expect(all.slice(0, 5)).toEqual(Array.from({ length: 5 }, again));
  expect(Array.from({ length: 5 }, uniformsFrom(4))).not.toEqual(all.slice(0, 5));
  const mean = (values: readonly number[]) => values.reduce((sum, x) => sum + x, 0) / values.length;
  expect(Math.abs(mean(all) - 0.5)).toBeLessThan(4 / Math.sqrt(12 * n));
  const drawn = Array.from({ length: n }, normalsFrom(uniformsFrom(8)));
  const powers = [1, 2, 3, 4].map((power) => mean(drawn.map((z) => z ** power)));
  for (const [i, [moment, variance]] of (
    [
      [0, 1],
      [1, 2],
      [0, 15],
      [3, 96],
    ] as const
  ).entries())
    expect(Math.abs((powers[i] as number) - moment)).toBeLessThan(4 * Math.sqrt(variance / n));
  const pairs = drawn.slice(1).map((z, i) => z * (drawn[i] as number));
  expect(Math.abs(mean(pairs))).toBeLessThan(4 / Math.sqrt(n));
});
