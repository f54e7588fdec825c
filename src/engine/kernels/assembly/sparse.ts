/**
 * Products of matrices of which one is about half zeros, as what comes out of a relu and its gradient: each row of A becomes a list of
 * what is not zero in it, and one row at a time meets panels of 32 columns of B. A product costs what it has numbers, a little more each
 * than in tiles: from some density on, `matMul` is faster.
 */
import { all, madd } from "./lanes";
import { matMul } from "./matMul";
import { bytes, transpose4 } from "./parts";

/** Rows of a packed panel, 128 bytes each: 32 kB, which the first-level cache holds. */
const blockDepth = 256;
const panelRow: usize = 128;
/** Share of numbers that are not zero from which tiles are faster: at a density of 1, lists take a sixth longer. */
const worthwhile: f32 = 0.8;

/** The list of a row: how many, then 8 bytes each, the number and where its row of a packed panel is. */
function compress(K: i32, a: usize, step: usize, zerosToo: bool, out: usize): i32 {
  let to = out + 8;
  for (let k = 0; k < K; k++) {
    const bits = i32.load(a);
    i32.store(to, bits);
    i32.store(to, k << 7, 4);
    to += zerosToo || bits << 1 ? 8 : 0; // without the sign
    a += step;
  }
  const count = <i32>((to - out) >> 3) - 1;
  i32.store(out, count);
  return count;
}

/** 32 columns of B [K, ...] side by side. */
function packWide(K: i32, b: usize, row: usize, col: usize, out: usize): void {
  if (row == 4 && (K & 3) == 0) {
    for (let j: usize = 0; j < 32; j += 4) {
      let p = b + j * col;
      let to = out + (j << 2);
      for (let k = 0; k < K; k += 4, p += 16, to += 4 * panelRow) transpose4(p, p + col, p + 2 * col, p + 3 * col, to, panelRow);
    }
    return;
  }
  for (let k = 0; k < K; k++, b += row, out += panelRow) {
    if (col == 4) for (let j: usize = 0; j < 128; j += 16) v128.store(out + j, v128.load(b + j));
    else for (let j: usize = 0; j < 32; j++) f32.store(out + (j << 2), f32.load(b + j * col));
  }
}

/** Whether 0 times each of these numbers is 0. */
function allFinite(rows: i32, x: usize): bool {
  const end = x + <usize>rows * panelRow;
  let low = all(0);
  let high = low;
  for (; x < end; x += 32) {
    low = f32x4.add(low, f32x4.mul(v128.load(x), all(0)));
    high = f32x4.add(high, f32x4.mul(v128.load(x, 16), all(0)));
  }
  const sum = f32x4.add(low, high);
  return !v128.any_true(f32x4.ne(sum, sum));
}

// @ts-ignore: decorator
@inline
function rectified(v: v128, relu: i32): v128 {
  return relu ? f32x4.pmax(v, all(0)) : v;
}

/** c [32] = from [32] + the listed numbers times their rows of the panel. */
// @ts-ignore: decorator
@inline
function multiplyList(list: usize, panel: usize, from: usize, c: usize, relu: i32): void {
  let s0 = v128.load(from);
  let s1 = v128.load(from, 16);
  let s2 = v128.load(from, 32);
  let s3 = v128.load(from, 48);
  let s4 = v128.load(from, 64);
  let s5 = v128.load(from, 80);
  let s6 = v128.load(from, 96);
  let s7 = v128.load(from, 112);
  let p = list + 8;
  const end = p + (<usize>i32.load(list) << 3);
  while (p < end) {
    const x = v128.load32_splat(p);
    const at = i32.load(p, 4);
    const q = panel + <usize>at;
    // Both always hold: V8 would load all of a block's operands before their sums, and has no registers for eight. Twice as fast.
    if (at >= 0) {
      s0 = madd(x, v128.load(q), s0);
      s1 = madd(x, v128.load(q, 16), s1);
      s2 = madd(x, v128.load(q, 32), s2);
      s3 = madd(x, v128.load(q, 48), s3);
    }
    if (at < blockDepth << 7) {
      s4 = madd(x, v128.load(q, 64), s4);
      s5 = madd(x, v128.load(q, 80), s5);
      s6 = madd(x, v128.load(q, 96), s6);
      s7 = madd(x, v128.load(q, 112), s7);
    }
    p += 8;
  }
  v128.store(c, rectified(s0, relu));
  v128.store(c, rectified(s1, relu), 16);
  v128.store(c, rectified(s2, relu), 32);
  v128.store(c, rectified(s3, relu), 48);
  v128.store(c, rectified(s4, relu), 64);
  v128.store(c, rectified(s5, relu), 80);
  v128.store(c, rectified(s6, relu), 96);
  v128.store(c, rectified(s7, relu), 112);
}

/** Four rows of 32 become 32 rows of four, `step` bytes apart. */
function storeTurned(rows: usize, c: usize, step: usize): void {
  for (let j: usize = 0; j < 32; j += 4) {
    const p = rows + (j << 2);
    transpose4(p, p + panelRow, p + 2 * panelRow, p + 3 * panelRow, c + j * step, step);
  }
}

/**
 * As `matMul`, for N a multiple of 32, and faster where many numbers of A are zero.
 * @param turned unless it is 0, C comes out transposed, [N, M]: for K up to 256, M a multiple of 4, no bias and no relu
 * @param scratch as `sparseMatMulScratch` (kernels.ts) says
 */
export function sparseMatMul(
  M: i32, N: i32, K: i32,
  a: usize, aRow: i32, aCol: i32,
  b: usize, bRow: i32, bCol: i32,
  c: usize, bias: usize, relu: i32, turned: i32, scratch: usize,
): void {
  const zeros = scratch;
  const rows = scratch + panelRow;
  const panel = rows + 4 * panelRow;
  const lists = panel + <usize>blockDepth * panelRow;
  memory.fill(zeros, 0, panelRow);
  for (let k = 0; k < K; k += blockDepth) {
    const depth = min(blockDepth, K - k);
    const size = <usize>(depth << 3) + 16;
    const whole = lists + <usize>M * size;
    const from = a + bytes(k * aCol);
    let count = 0;
    for (let i = 0; i < M; i++) count += compress(depth, from + bytes(i * aRow), bytes(aCol), false, lists + <usize>i * size);
    if (k == 0 && <f32>count > worthwhile * <f32>(M * depth)) {
      if (turned) matMul(N, M, K, b, bCol, bRow, a, aCol, aRow, c, 0, 0, scratch);
      else matMul(M, N, K, a, aRow, aCol, b, bRow, bCol, c, bias, relu, scratch);
      return;
    }
    const last = k + depth == K ? relu : 0;
    for (let j = 0; j < N; j += 32) {
      packWide(depth, b + bytes(k * bRow + j * bCol), bytes(bRow), bytes(bCol), panel);
      const finite = allFinite(depth, panel);
      const first = bias ? bias + bytes(j) : zeros;
      for (let i = 0; i < M; i++) {
        let list = lists + <usize>i * size;
        if (!finite) {
          // 0 times what is not finite is NaN
          compress(depth, from + bytes(i * aRow), bytes(aCol), true, whole);
          list = whole;
        }
        const to = turned ? rows + <usize>(i & 3) * panelRow : c + bytes(i * N + j);
        multiplyList(list, panel, k == 0 ? first : to, to, last);
        if (turned && (i & 3) == 3) storeTurned(rows, c + bytes(j * M + i - 3), bytes(M));
      }
    }
  }
}
