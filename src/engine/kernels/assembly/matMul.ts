/**
 * Products of matrices in tiles of 4 x 8: eight accumulators, the widest that 16 registers of four floats hold without spilling.
 * 6 x 8 was half as fast (docs/performance.md).
 */
import { all, madd } from "./lanes";
import { multiplyRow } from "./matVec";
import { packA, packPanel } from "./packing";
import { bytes, loadTail, storeTail } from "./parts";

/** Packed rows stay below this many floats (512 kB), so that they are still in the second-level cache for the next panel. */
const blockFloats = 131072;

// @ts-ignore: decorator
@inline
function storeRow(c: usize, low: v128, high: v128, n: i32): void {
  if (n >= 8) {
    v128.store(c, low);
    v128.store(c, high, 16);
  } else if (n >= 4) {
    v128.store(c, low);
    storeTail(c + 16, n - 4, high);
  } else storeTail(c, n, low);
}

// @ts-ignore: decorator
@inline
function rectified(v: v128): v128 {
  return f32x4.pmax(v, all(0)); // keeps NaN, and is one instruction where max takes several
}

// @ts-ignore: decorator
@inline
function loadUpTo(p: usize, n: i32): v128 {
  return n >= 4 ? v128.load(p) : loadTail(p, max(0, n));
}

/**
 * One tile: four packed rows against eight columns whose rows lie `bStep` bytes apart; m x n of it are stored. Sums start from `low` and
 * `high`, or from what is stored already when `more` is not 0.
 */
// @ts-ignore: decorator
@inline
function tile(K: i32, A: usize, B: usize, bStep: usize, c: usize, cStep: usize, m: i32, n: i32, low: v128, high: v128, more: i32, relu: i32): void {
  let c00 = low;
  let c01 = high;
  let c10 = low;
  let c11 = high;
  let c20 = low;
  let c21 = high;
  let c30 = low;
  let c31 = high;
  if (more) {
    c00 = loadUpTo(c, n);
    c01 = loadUpTo(c + 16, n - 4);
    if (m > 1) {
      c10 = loadUpTo(c + cStep, n);
      c11 = loadUpTo(c + cStep + 16, n - 4);
    }
    if (m > 2) {
      c20 = loadUpTo(c + 2 * cStep, n);
      c21 = loadUpTo(c + 2 * cStep + 16, n - 4);
    }
    if (m > 3) {
      c30 = loadUpTo(c + 3 * cStep, n);
      c31 = loadUpTo(c + 3 * cStep + 16, n - 4);
    }
  }
  const end = A + (<usize>K << 4);
  while (A < end) {
    const x = v128.load(B);
    const y = v128.load(B, 16);
    let s = v128.load32_splat(A);
    c00 = madd(s, x, c00);
    c01 = madd(s, y, c01);
    s = v128.load32_splat(A, 4);
    c10 = madd(s, x, c10);
    c11 = madd(s, y, c11);
    s = v128.load32_splat(A, 8);
    c20 = madd(s, x, c20);
    c21 = madd(s, y, c21);
    s = v128.load32_splat(A, 12);
    c30 = madd(s, x, c30);
    c31 = madd(s, y, c31);
    A += 16;
    B += bStep;
  }
  if (relu) {
    c00 = rectified(c00);
    c01 = rectified(c01);
    c10 = rectified(c10);
    c11 = rectified(c11);
    c20 = rectified(c20);
    c21 = rectified(c21);
    c30 = rectified(c30);
    c31 = rectified(c31);
  }
  if (n >= 8 && m >= 4) {
    storeRow(c, c00, c01, 8);
    storeRow(c + cStep, c10, c11, 8);
    storeRow(c + 2 * cStep, c20, c21, 8);
    storeRow(c + 3 * cStep, c30, c31, 8);
    return;
  }
  storeRow(c, c00, c01, n);
  if (m > 1) storeRow(c + cStep, c10, c11, n);
  if (m > 2) storeRow(c + 2 * cStep, c20, c21, n);
  if (m > 3) storeRow(c + 3 * cStep, c30, c31, n);
}

/** All M packed rows against one panel of n <= 8 columns. */
function panel(M: i32, n: i32, K: i32, A: usize, B: usize, bStep: usize, c: usize, cStep: usize, bias: usize, more: i32, relu: i32): void {
  let low = all(0);
  let high = low;
  if (bias) {
    low = n >= 4 ? v128.load(bias) : loadTail(bias, n);
    if (n > 4) high = n >= 8 ? v128.load(bias, 16) : loadTail(bias + 16, n - 4);
  }
  for (let i = 0; i < M; i += 4) {
    tile(K, A, B, bStep, c, cStep, M - i, n, low, high, more, relu);
    A += <usize>K << 4;
    c += cStep << 2;
  }
}

/** Products of more are done in equal parts, so that a panel and the rows against it fit into the first-level cache. */
const greatestDepth = 640;

// @ts-ignore: decorator
@inline
function blockDepth(K: i32): i32 {
  const parts = (K + greatestDepth - 1) / greatestDepth;
  return parts > 1 ? ((K + parts - 1) / parts + 3) & ~3 : max(1, K);
}

// @ts-ignore: decorator
@inline
function blockRows(M: i32, K: i32): i32 {
  return min((M + 3) & ~3, max(16, (blockFloats / max(1, K)) & ~3));
}

/**
 * C [M, N] contiguous = A [M, K]·B [K, N] of any strides (+ bias [N] unless it is 0) (rectified unless relu is 0).
 * C may not overlap anything else; `scratch` as `matMulScratch` (kernels.ts) says. Rows are packed in blocks, columns eight at a time: a panel is used while it is in the first-level cache.
 */
export function matMul(
  M: i32,
  N: i32,
  K: i32,
  a: usize,
  aRow: i32,
  aCol: i32,
  b: usize,
  bRow: i32,
  bCol: i32,
  c: usize,
  bias: usize,
  relu: i32,
  scratch: usize,
): void {
  if (M == 1 && (bRow == 1 || bCol == 1)) return multiplyRow(N, K, a, aCol, b, bRow, bCol, c, bias, 4, relu, scratch);
  // C' = B'A' with one row.
  if (N == 1 && (aRow == 1 || aCol == 1)) return multiplyRow(M, K, b, bRow, a, aCol, aRow, c, bias, 0, relu, scratch);
  const depth = blockDepth(K);
  const rows = blockRows(M, depth);
  const packed = scratch + (<usize>depth << 5);
  for (let k = 0; k == 0 || k < K; k += depth) {
    const d = min(depth, K - k);
    const added = k == 0 ? bias : 0;
    const last = k + d == K ? relu : 0;
    for (let i = 0; i < M; i += rows) {
      const m = min(rows, M - i);
      packA(a + bytes(i * aRow + k * aCol), aRow, aCol, m, d, packed);
      for (let j = 0; j < N; j += 8) {
        const n = min(8, N - j);
        const from = b + bytes(j * bCol + k * bRow);
        // What is used once is not worth packing.
        const direct = m <= 4 && n == 8 && bCol == 1;
        if (!direct) packPanel(from, bRow, bCol, d, n, scratch);
        const B = direct ? from : scratch;
        const bStep: usize = direct ? bytes(bRow) : 32;
        panel(m, n, d, packed, B, bStep, c + bytes(i * N + j), bytes(N), added ? added + bytes(j) : 0, k, last);
      }
    }
  }
}
