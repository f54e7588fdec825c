/**
 * C = A·B (+ bias) (relu), in tiles of 4 by 8 that stay in registers: 16 of them on common machines (a tile of 6 by 8 was half as fast).
 * Both operands are packed first, into panels of 4 rows and of 8 columns, so that the inner loop reads memory in order.
 */
import { all, madd } from "./lanes";

/** A [M, K] with strides in elements to panels [M/4][K][4]; rows beyond M repeat the panel's first. */
function packRows(a: usize, row: i32, column: i32, M: i32, K: i32, out: usize): void {
  let to = out;
  const step = <usize>column << 2;
  for (let i = 0; i < M; i += 4) {
    const left = M - i;
    let p0 = a + (<usize>(i * row) << 2);
    const next = <usize>row << 2;
    let p1 = left > 1 ? p0 + next : p0;
    let p2 = left > 2 ? p0 + 2 * next : p0;
    let p3 = left > 3 ? p0 + 3 * next : p0;
    let k = 0;
    if (row == 1 && left > 3) {
      for (; k < K; k++) {
        v128.store(to, v128.load(p0));
        p0 += step;
        to += 16;
      }
    } else if (column == 1) {
      for (; k + 4 <= K; k += 4) {
        const r0 = v128.load(p0);
        const r1 = v128.load(p1);
        const r2 = v128.load(p2);
        const r3 = v128.load(p3);
        const t0 = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5);
        const t1 = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5);
        const t2 = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7);
        const t3 = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7);
        v128.store(to, v128.shuffle<f32>(t0, t1, 0, 1, 4, 5));
        v128.store(to, v128.shuffle<f32>(t0, t1, 2, 3, 6, 7), 16);
        v128.store(to, v128.shuffle<f32>(t2, t3, 0, 1, 4, 5), 32);
        v128.store(to, v128.shuffle<f32>(t2, t3, 2, 3, 6, 7), 48);
        p0 += 16;
        p1 += 16;
        p2 += 16;
        p3 += 16;
        to += 64;
      }
    }
    for (; k < K; k++) {
      f32.store(to, f32.load(p0));
      f32.store(to, f32.load(p1), 4);
      f32.store(to, f32.load(p2), 8);
      f32.store(to, f32.load(p3), 12);
      p0 += step;
      p1 += step;
      p2 += step;
      p3 += step;
      to += 16;
    }
  }
}

/** Columns [j, j + 8) of B [K, N] to a panel [K][8]; columns beyond N are 0. */
function packPanel(b: usize, row: i32, column: i32, K: i32, left: i32, out: usize): void {
  let to = out;
  let p = b;
  const down = <usize>row << 2;
  const across = <usize>column << 2;
  if (left >= 8 && column == 1) {
    for (let k = 0; k < K; k++) {
      v128.store(to, v128.load(p));
      v128.store(to, v128.load(p, 16), 16);
      p += down;
      to += 32;
    }
    return;
  }
  let k = 0;
  if (left >= 8 && row == 1) {
    for (; k + 4 <= K; k += 4) {
      for (let h: usize = 0; h < 2; h++) {
        const q = p + h * 4 * across;
        const r0 = v128.load(q);
        const r1 = v128.load(q + across);
        const r2 = v128.load(q + 2 * across);
        const r3 = v128.load(q + 3 * across);
        const t0 = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5);
        const t1 = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5);
        const t2 = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7);
        const t3 = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7);
        const w = to + h * 16;
        v128.store(w, v128.shuffle<f32>(t0, t1, 0, 1, 4, 5));
        v128.store(w, v128.shuffle<f32>(t0, t1, 2, 3, 6, 7), 32);
        v128.store(w, v128.shuffle<f32>(t2, t3, 0, 1, 4, 5), 64);
        v128.store(w, v128.shuffle<f32>(t2, t3, 2, 3, 6, 7), 96);
      }
      p += 16;
      to += 128;
    }
  }
  for (; k < K; k++) {
    for (let c = 0; c < 8; c++) f32.store(to + (<usize>c << 2), c < left ? f32.load(p + <usize>c * across) : 0);
    p += down;
    to += 32;
  }
}

// @ts-ignore: decorator
@inline
function storeTile(c: usize, at: usize, relu: i32, x: v128, y: v128): void {
  if (relu) {
    v128.store(c + at, f32x4.max(x, all(0)));
    v128.store(c + at, f32x4.max(y, all(0)), 16);
  } else {
    v128.store(c + at, x);
    v128.store(c + at, y, 16);
  }
}

/** All rows of C for one panel of 8 columns. @param tile 128 bytes for tiles that stick out */
function multiplyPanel(M: i32, N: i32, K: i32, j: i32, a: usize, panel: usize, c: usize, bias: usize, relu: i32, tile: usize): void {
  const width = N - j;
  let b0 = all(0);
  let b1 = all(0);
  if (bias) {
    if (width >= 8) {
      b0 = v128.load(bias + (<usize>j << 2));
      b1 = v128.load(bias + (<usize>j << 2), 16);
    } else {
      for (let k = 0; k < 8; k++) f32.store(tile + (<usize>k << 2), k < width ? f32.load(bias + (<usize>(j + k) << 2)) : 0);
      b0 = v128.load(tile);
      b1 = v128.load(tile, 16);
    }
  }
  let rows = a;
  for (let i = 0; i < M; i += 4) {
    let c00 = b0, c01 = b1, c10 = b0, c11 = b1, c20 = b0, c21 = b1, c30 = b0, c31 = b1;
    let b = panel;
    const end = rows + (<usize>K << 4);
    while (rows < end) {
      const x = v128.load(b);
      const y = v128.load(b, 16);
      let s = v128.load32_splat(rows);
      c00 = madd(s, x, c00);
      c01 = madd(s, y, c01);
      s = v128.load32_splat(rows, 4);
      c10 = madd(s, x, c10);
      c11 = madd(s, y, c11);
      s = v128.load32_splat(rows, 8);
      c20 = madd(s, x, c20);
      c21 = madd(s, y, c21);
      s = v128.load32_splat(rows, 12);
      c30 = madd(s, x, c30);
      c31 = madd(s, y, c31);
      rows += 16;
      b += 32;
    }
    const height = M - i;
    const whole = width >= 8 && height >= 4;
    const stride: usize = whole ? <usize>N << 2 : 32;
    const to = whole ? c + (<usize>(i * N + j) << 2) : tile;
    storeTile(to, 0, relu, c00, c01);
    storeTile(to, stride, relu, c10, c11);
    storeTile(to, 2 * stride, relu, c20, c21);
    storeTile(to, 3 * stride, relu, c30, c31);
    if (!whole)
      for (let r = 0; r < min(4, height); r++)
        for (let q = 0; q < min(8, width); q++)
          f32.store(c + (<usize>((i + r) * N + j + q) << 2), f32.load(tile + (<usize>(r * 8 + q) << 2)));
  }
}

/**
 * @param a [M, K] by strides aRow, aColumn (elements) @param b [K, N] by strides @param c [M, N], contiguous
 * @param bias address of [N], or 0 @param scratch bytes as `matMulScratch` says
 */
export function matMul(
  M: i32, N: i32, K: i32,
  a: usize, aRow: i32, aColumn: i32,
  b: usize, bRow: i32, bColumn: i32,
  c: usize, bias: usize, relu: i32, scratch: usize,
): void {
  const tile = scratch;
  const panel = scratch + 128;
  const rows = panel + (<usize>K << 5);
  packRows(a, aRow, aColumn, M, K, rows);
  for (let j = 0; j < N; j += 8) {
    packPanel(b + (<usize>(j * bColumn) << 2), bRow, bColumn, K, N - j, panel);
    multiplyPanel(M, N, K, j, rows, panel, c, bias, relu, tile);
  }
}
