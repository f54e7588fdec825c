/** Kernels called by hand, of both modules, against plain loops in double precision. */
import { describe, expect, test } from "vitest";
import { hasRelaxedSimd, type Kernels, loadModule, newMemory } from "../../../src/engine/kernels/kernels.js";
import { normals, uniforms } from "../../../src/numbers/distributions.js";
import { key } from "../../../src/numbers/keys.js";

const memory = newMemory(64);
const numbers = new Float32Array(memory.buffer);
/** Places in the memory, in bytes, far enough apart for everything here. */
const [A, B, C, bias, scratch] = [1 << 16, 1 << 20, 2 << 20, 3 << 20, (3 << 20) + (1 << 16)] as const;

const put = (at: number, values: ArrayLike<number>) => numbers.set(values, at / 4);
const got = (at: number, n: number) => Array.from(numbers.subarray(at / 4, at / 4 + n));
/** M x K and K x N numbers of which the first has this share that is not zero. */
interface Operands {
  readonly dims: readonly [M: number, N: number, K: number];
  readonly a: Float32Array;
  readonly b: Float32Array;
}

function operands(M: number, N: number, K: number, density: number): Operands {
  const kept = uniforms(key(3), M * K);
  const a = normals(key(1), M * K).map((x, i) => ((kept[i] as number) < density ? x : 0));
  return { dims: [M, N, K], a, b: normals(key(2), K * N) };
}

const transposed = (x: Float32Array, rows: number, columns: number): Float32Array =>
  Float32Array.from(x, (_, i) => x[(i % rows) * columns + Math.floor(i / rows)] as number);

/** A·B, and for each sum the largest error that float32 allows it here. */
function product({ dims: [M, N, K], a, b }: Operands, bias: Float32Array | undefined, relu: boolean) {
  return Array.from({ length: M * N }, (_, at) => {
    const [i, j] = [Math.floor(at / N), at % N];
    let [sum, size] = [bias?.[j] ?? 0, Math.abs(bias?.[j] ?? 0)];
    for (let k = 0; k < K; k++) {
      const term = (a[i * K + k] as number) * (b[k * N + j] as number);
      sum += term;
      size += Math.abs(term);
    }
    return { value: relu && sum < 0 ? 0 : sum, allowed: 1e-6 * size };
  });
}

function expectClose(found: readonly number[], expected: ReturnType<typeof product>): void {
  const off = expected.flatMap(({ value, allowed }, i) => {
    const is = found[i] as number;
    return Object.is(is, value) || is === value || Math.abs(is - value) <= allowed ? [] : [{ i, is, value }];
  });
  expect(off).toEqual([]);
}

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

  test.each([
    [4, 8, 0],
    [1, 9, 5],
    [9, 13, 640],
    [5, 13, 641],
    [7, 10, 1300],
    [130, 8, 1281],
    [3, 16, 700],
  ] as const)("a product %d x %d of sums over %d", (M, N, K) => {
    const given = operands(M, N, K, 1);
    const added = normals(key(4), N);
    put(bias, added);
    const ways = [
      { a: given.a, b: given.b, strides: [K, 1, N, 1] },
      { a: transposed(given.a, M, K), b: transposed(given.b, K, N), strides: [1, M, 1, K] },
    ];
    for (const { a, b, strides } of ways)
      for (const relu of [0, 1]) {
        const [aRow, aColumn, bRow, bColumn] = strides as [number, number, number, number];
        put(A, a);
        put(B, b);
        numbers.fill(Number.NaN, C / 4, C / 4 + M * N + 1);
        kernels.matMul(M, N, K, A, aRow, aColumn, B, bRow, bColumn, C, bias, relu, scratch);
        expect(got(C + 4 * M * N, 1)).toEqual([Number.NaN]); // nothing behind C is written
        expectClose(got(C, M * N), product(given, added, relu === 1));
      }
  });

  const run = (
    given: Operands,
    how: { turnA?: boolean; turnB?: boolean; bias?: Float32Array; relu?: boolean; turned?: boolean },
  ) => {
    const { dims, a, b } = given;
    const [M, N, K] = dims;
    const { turnA = false, turnB = false, relu = false, turned = false } = how;
    put(A, turnA ? transposed(a, M, K) : a);
    put(B, turnB ? transposed(b, K, N) : b);
    if (how.bias) put(bias, how.bias);
    const [aStrides, bStrides] = [turnA ? [1, M] : [K, 1], turnB ? [1, K] : [N, 1]] as [[number, number], [number, number]];
    const flags = [how.bias ? bias : 0, Number(relu), Number(turned)] as const;
    numbers.fill(Number.NaN, C / 4, C / 4 + M * N + 1);
    kernels.sparseMatMul(M, N, K, A, ...aStrides, B, ...bStrides, C, ...flags, scratch);
    expect(got(C + 4 * M * N, 1)).toEqual([Number.NaN]); // nothing behind C is written
    const found = got(C, M * N);
    return turned ? Array.from(transposed(Float32Array.from(found), N, M)) : found;
  };
  const shapes = [
    [1, 32, 1],
    [5, 64, 7],
    [33, 32, 256],
    [6, 96, 300],
    [4, 64, 515],
  ] as const;

  test.each(shapes.flatMap(([M, N, K]) => [0, 0.3, 0.5, 1].map((density) => ({ M, N, K, density }))))(
    "a sparse product $M x $K x $N, density $density",
    ({ M, N, K, density }) => {
      const given = operands(M, N, K, density);
      const added = normals(key(4), N);
      expectClose(run(given, {}), product(given, undefined, false));
      expectClose(run(given, { turnA: true }), product(given, undefined, false));
      expectClose(run(given, { turnB: true, bias: added }), product(given, added, false));
      expectClose(run(given, { turnA: true, turnB: true, bias: added, relu: true }), product(given, added, true));
      expectClose(run(given, { relu: true }), product(given, undefined, true));
    },
  );

  test.each([0, 0.5, 1])("a sparse product that comes out transposed, density %d", (density) => {
    for (const [M, N, K] of [
      [4, 32, 5],
      [12, 64, 256],
      [36, 32, 31],
    ] as const) {
      // biome-ignore format: shapes
      const given = operands(M, N, K, density);
      expectClose(run(given, { turned: true }), product(given, undefined, false));
      expectClose(run(given, { turned: true, turnA: true }), product(given, undefined, false));
      expectClose(run(given, { turned: true, turnB: true }), product(given, undefined, false));
    }
  });

  test("zeros that are left out still make NaN of what is not finite", () => {
    for (const turned of [false, true])
      for (const bad of [Number.NaN, Infinity, -Infinity]) {
        const given = operands(8, 64, 40, 0.4);
        given.b[17 * 64 + 3] = bad; // column 3: the first of two panels
        given.a[2 * 40 + 5] = bad;
        const expected = product(given, undefined, false);
        const found = run(given, { turned });
        found.forEach((x, i) => {
          const { value, allowed } = expected[i] as (typeof expected)[number];
          if (Number.isFinite(value)) expect(Math.abs(x - value)).toBeLessThanOrEqual(allowed);
          else expect(x).toBe(value);
        });
        expect(found.filter(Number.isNaN).length).toBeGreaterThan(3);
      }
  });
});
