/** Fewer than four numbers at once, and four rows as columns. */
import { all } from "./lanes";

/** Bytes from an element to the one `stride` elements later. */
// @ts-ignore: decorator
@inline
export function bytes(stride: i32): usize {
  return <usize>stride << 2;
}

/** The first n < 4 elements; the rest is 0. Nothing behind them is read. */
export function loadTail(p: usize, n: i32): v128 {
  if (n == 0) return all(0);
  if (n == 1) return v128.load32_zero(p);
  const two = v128.load64_zero(p);
  return n == 2 ? two : v128.load_lane<f32>(p, two, 2, 8);
}

/** Stores the first n < 4 elements and touches nothing behind them. */
// @ts-ignore: decorator
@inline
export function storeTail(p: usize, n: i32, v: v128): void {
  if (n == 1) v128.store_lane<f32>(p, v, 0);
  if (n >= 2) v128.store_lane<u64>(p, v, 0);
  if (n == 3) v128.store_lane<f32>(p, v, 2, 8);
}

/** Four rows at p0..p3 become four columns, `step` bytes apart. */
// @ts-ignore: decorator
@inline
export function transpose4(p0: usize, p1: usize, p2: usize, p3: usize, out: usize, step: usize): void {
  const r0 = v128.load(p0);
  const r1 = v128.load(p1);
  const r2 = v128.load(p2);
  const r3 = v128.load(p3);
  const low01 = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5);
  const low23 = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5);
  const high01 = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7);
  const high23 = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7);
  v128.store(out, v128.shuffle<f32>(low01, low23, 0, 1, 4, 5));
  v128.store(out + step, v128.shuffle<f32>(low01, low23, 2, 3, 6, 7));
  v128.store(out + 2 * step, v128.shuffle<f32>(high01, high23, 0, 1, 4, 5));
  v128.store(out + 3 * step, v128.shuffle<f32>(high01, high23, 2, 3, 6, 7));
}
