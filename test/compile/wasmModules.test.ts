/** Kernels called by hand, of both modules, against plain loops in double precision. */
import { describe, expect, test } from "vitest";
import { hasRelaxedSimd, type Kernels, loadModule, newMemory } from "../../src/compile/wasm/kernels.js";

const memory = newMemory(64);
const numbers = new Float32Array(memory.buffer);
/** Places in the memory, in bytes, far enough apart for everything here. */
const [A, B, C] = [1 << 16, 1 << 20, 2 << 20];

const put = (at: number, values: ArrayLike<number>) => numbers.set(values, at / 4);
const got = (at: number, n: number) => Array.from(numbers.subarray(at / 4, at / 4 + n));
const smallestNormal = 2 ** -126;

describe.each(["simd" as const, ...(hasRelaxedSimd() ? ["relaxed" as const] : [])])("kernels of the module %s", (name) => {
  const kernels: Kernels = loadModule(name, memory);

  test("exp and products are never subnormal, and off by less than the smallest normal number", () => {
    const xs = Array.from({ length: 4001 }, (_, i) => -104 + (i * 17) / 4000);
    put(A, xs);
    kernels.exp(xs.length, A, B);
    const found = got(B, xs.length);
    const rounded = Array.from(Float32Array.from(xs));
    expect(found.filter((y) => y > 0 && y < smallestNormal)).toEqual([]);
    const off = found.filter((y, i) => {
      const exact = Math.exp(rounded[i] as number);
      return Math.abs(y - exact) > (y === 0 ? 1.001 * smallestNormal : 1e-6 * exact);
    });
    expect(off).toEqual([]);
    put(C, found.map((_, i) => (i % 2 ? -1e-3 : 0.7))); // biome-ignore format: one call
    kernels.mul(1, 1, xs.length, B, 0, 0, 1, C, 0, 0, 1, A);
    const products = got(A, xs.length);
    expect(products.filter((y) => y !== 0 && Math.abs(y) < smallestNormal)).toEqual([]);
    const factor = got(C, xs.length);
    products.forEach((y, i) => {
      const exact = (found[i] as number) * (factor[i] as number);
      expect(Math.abs(y - exact)).toBeLessThanOrEqual(Math.abs(exact) < smallestNormal ? smallestNormal : 1e-7 * Math.abs(exact));
    });
  });

  test("products keep NaN, infinities and the sign of zero's neighbours", () => {
    put(A, [Number.NaN, Infinity, -Infinity, 0, 1e-30, smallestNormal]);
    put(B, [1, 2, 3, Infinity, 1e30, 1]);
    kernels.mul(1, 1, 6, A, 0, 0, 1, B, 0, 0, 1, C);
    expect(got(C, 6)).toEqual([Number.NaN, Infinity, -Infinity, Number.NaN, Math.fround(1e-30 * 1e30), smallestNormal]);
  });
});
