/** Products of one row with a matrix, where tiles of four rows would waste three. */
import { all, madd } from "./lanes";
import { bytes, loadTail, storeTail } from "./parts";

// @ts-ignore: decorator
@inline
function finish(v: v128, bias: usize, biasStep: usize, n: i32, relu: i32): v128 {
  if (bias) {
    const added = biasStep == 0 ? v128.load32_splat(bias) : n >= 4 ? v128.load(bias) : loadTail(bias, n);
    v = f32x4.add(v, added);
  }
  return relu ? f32x4.pmax(v, all(0)) : v;
}

/** The row's elements side by side. */
function contiguous(K: i32, x: usize, step: usize, scratch: usize): usize {
  if (step == 4) return x;
  for (let k = 0; k < K; k++) f32.store(scratch + bytes(k), f32.load(x + <usize>k * step));
  return scratch;
}

/** Lane l is the sum of vector l. */
// @ts-ignore: decorator
@inline
function sumEach(s0: v128, s1: v128, s2: v128, s3: v128): v128 {
  const s01 = f32x4.add(v128.shuffle<f32>(s0, s1, 0, 4, 1, 5), v128.shuffle<f32>(s0, s1, 2, 6, 3, 7));
  const s23 = f32x4.add(v128.shuffle<f32>(s2, s3, 0, 4, 1, 5), v128.shuffle<f32>(s2, s3, 2, 6, 3, 7));
  return f32x4.add(v128.shuffle<f32>(s01, s23, 0, 1, 4, 5), v128.shuffle<f32>(s01, s23, 2, 3, 6, 7));
}

/** Four inner products with columns that lie along memory. */
// @ts-ignore: decorator
@inline
function fourDots(K: i32, x: usize, b0: usize, b1: usize, b2: usize, b3: usize): v128 {
  let s0 = all(0);
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  let left = K;
  for (; left > 0; left -= 4) {
    const full = left >= 4;
    const v = full ? v128.load(x) : loadTail(x, left);
    s0 = madd(v, full ? v128.load(b0) : loadTail(b0, left), s0);
    s1 = madd(v, full ? v128.load(b1) : loadTail(b1, left), s1);
    s2 = madd(v, full ? v128.load(b2) : loadTail(b2, left), s2);
    s3 = madd(v, full ? v128.load(b3) : loadTail(b3, left), s3);
    x += 16;
    b0 += 16;
    b1 += 16;
    b2 += 16;
    b3 += 16;
  }
  return sumEach(s0, s1, s2, s3);
}

function alongColumns(N: i32, K: i32, x: usize, b: usize, col: usize, c: usize, bias: usize, biasStep: usize, relu: i32): void {
  for (let j = 0; j < N; j += 4) {
    const n = N - j;
    const dots = fourDots(K, x, b, n > 1 ? b + col : b, n > 2 ? b + 2 * col : b, n > 3 ? b + 3 * col : b);
    const v = finish(dots, bias, biasStep, n, relu);
    if (n >= 4) v128.store(c, v);
    else storeTail(c, n, v);
    b += col << 2;
    c += 16;
    if (bias) bias += biasStep << 2;
  }
}

// @ts-ignore: decorator
@inline
function sixteenColumns(K: i32, x: usize, step: usize, b: usize, row: usize, c: usize, bias: usize, biasStep: usize, relu: i32): void {
  let s0 = all(0);
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  for (let k = 0; k < K; k++) {
    const v = v128.load32_splat(x);
    s0 = madd(v, v128.load(b), s0);
    s1 = madd(v, v128.load(b, 16), s1);
    s2 = madd(v, v128.load(b, 32), s2);
    s3 = madd(v, v128.load(b, 48), s3);
    x += step;
    b += row;
  }
  v128.store(c, finish(s0, bias, biasStep, 4, relu));
  v128.store(c, finish(s1, bias ? bias + 4 * biasStep : 0, biasStep, 4, relu), 16);
  v128.store(c, finish(s2, bias ? bias + 8 * biasStep : 0, biasStep, 4, relu), 32);
  v128.store(c, finish(s3, bias ? bias + 12 * biasStep : 0, biasStep, 4, relu), 48);
}

function alongRows(N: i32, K: i32, x: usize, step: usize, b: usize, row: usize, c: usize, bias: usize, biasStep: usize, relu: i32): void {
  let j = 0;
  for (; j + 16 <= N; j += 16) {
    sixteenColumns(K, x, step, b, row, c, bias, biasStep, relu);
    b += 64;
    c += 64;
    if (bias) bias += biasStep << 4;
  }
  for (; j < N; j += 4) {
    const n = N - j;
    let s = all(0);
    for (let k = 0; k < K; k++) {
      const p = b + <usize>k * row;
      s = madd(v128.load32_splat(x + <usize>k * step), n >= 4 ? v128.load(p) : loadTail(p, n), s);
    }
    const v = finish(s, bias, biasStep, n, relu);
    if (n >= 4) v128.store(c, v);
    else storeTail(c, n, v);
    b += 16;
    c += 16;
    if (bias) bias += biasStep << 2;
  }
}

/** c [N] = x [K]·B [K, N] (+ bias, `biasStep` bytes a column), where one of B's strides is 1. `scratch` holds K floats. */
export function multiplyRow(
  N: i32,
  K: i32,
  x: usize,
  xStride: i32,
  b: usize,
  bRow: i32,
  bCol: i32,
  c: usize,
  bias: usize,
  biasStep: usize,
  relu: i32,
  scratch: usize,
): void {
  if (bCol == 1) return alongRows(N, K, x, bytes(xStride), b, bytes(bRow), c, bias, biasStep, relu);
  alongColumns(N, K, contiguous(K, x, bytes(xStride), scratch), b, bytes(bCol), c, bias, biasStep, relu);
}
