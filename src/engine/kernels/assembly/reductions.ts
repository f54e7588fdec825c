/** x [outer, reduced, inner] to [outer, inner], and sums over everything. */
import { all } from "./lanes";

enum Op { Sum, Max, Min }

// @ts-ignore: decorator
@inline
function combine(op: Op, a: v128, b: v128): v128 {
  if (op == Op.Sum) return f32x4.add(a, b);
  if (op == Op.Max) return f32x4.max(a, b);
  return f32x4.min(a, b);
}

// @ts-ignore: decorator
@inline
function combineTwo(op: Op, a: f32, b: f32): f32 {
  if (op == Op.Sum) return a + b;
  if (op == Op.Max) return max<f32>(a, b);
  return min<f32>(a, b);
}

// @ts-ignore: decorator
@inline
function neutral(op: Op): f32 {
  if (op == Op.Sum) return 0;
  if (op == Op.Max) return -Infinity;
  return Infinity;
}

/** n numbers in a row to one. */
// @ts-ignore: decorator
@inline
function row(op: Op, n: i32, x: usize): f32 {
  let a = all(neutral(op)), b = a, c = a, d = a;
  let p = x;
  let i = 0;
  for (; i + 16 <= n; i += 16, p += 64) {
    a = combine(op, a, v128.load(p));
    b = combine(op, b, v128.load(p, 16));
    c = combine(op, c, v128.load(p, 32));
    d = combine(op, d, v128.load(p, 48));
  }
  for (; i + 4 <= n; i += 4, p += 16) a = combine(op, a, v128.load(p));
  a = combine(op, combine(op, a, b), combine(op, c, d));
  let left = combineTwo(
    op,
    combineTwo(op, f32x4.extract_lane(a, 0), f32x4.extract_lane(a, 1)),
    combineTwo(op, f32x4.extract_lane(a, 2), f32x4.extract_lane(a, 3)),
  );
  for (; i < n; i++, p += 4) left = combineTwo(op, left, f32.load(p));
  return left;
}

// @ts-ignore: decorator
@inline
function reduce(op: Op, outer: i32, reduced: i32, inner: i32, x: usize, out: usize): void {
  if (inner == 1) {
    for (let o = 0; o < outer; o++) f32.store(out + (<usize>o << 2), row(op, reduced, x + (<usize>(o * reduced) << 2)));
    return;
  }
  const width = <usize>inner << 2;
  for (let o = 0; o < outer; o++) {
    const to = out + <usize>o * width;
    let p = x + <usize>(o * reduced) * width;
    for (let j = 0; j < inner; j++) f32.store(to + (<usize>j << 2), neutral(op));
    for (let r = 0; r < reduced; r++, p += width) {
      let j = 0;
      for (; j + 4 <= inner; j += 4) {
        const at = <usize>j << 2;
        v128.store(to + at, combine(op, v128.load(to + at), v128.load(p + at)));
      }
      for (; j < inner; j++) {
        const at = <usize>j << 2;
        f32.store(to + at, combineTwo(op, f32.load(to + at), f32.load(p + at)));
      }
    }
  }
}

export function reduceSum(outer: i32, reduced: i32, inner: i32, x: usize, out: usize): void {
  reduce(Op.Sum, outer, reduced, inner, x, out);
}

export function reduceMax(outer: i32, reduced: i32, inner: i32, x: usize, out: usize): void {
  reduce(Op.Max, outer, reduced, inner, x, out);
}

export function reduceMin(outer: i32, reduced: i32, inner: i32, x: usize, out: usize): void {
  reduce(Op.Min, outer, reduced, inner, x, out);
}

/** Sum of squares, in double precision: a norm must not overflow before its numbers do. */
export function sumSquares(n: i32, x: usize): f64 {
  let a = f64x2.splat(0), b = a, c = a, d = a;
  let i = 0;
  for (; i + 8 <= n; i += 8) {
    const at = x + (<usize>i << 2);
    const low = f64x2.promote_low_f32x4(v128.load64_zero(at));
    const second = f64x2.promote_low_f32x4(v128.load64_zero(at, 8));
    const third = f64x2.promote_low_f32x4(v128.load64_zero(at, 16));
    const high = f64x2.promote_low_f32x4(v128.load64_zero(at, 24));
    a = f64x2.add(a, f64x2.mul(low, low));
    b = f64x2.add(b, f64x2.mul(second, second));
    c = f64x2.add(c, f64x2.mul(third, third));
    d = f64x2.add(d, f64x2.mul(high, high));
  }
  a = f64x2.add(f64x2.add(a, b), f64x2.add(c, d));
  let sum = f64x2.extract_lane(a, 0) + f64x2.extract_lane(a, 1);
  for (; i < n; i++) {
    const v = <f64>f32.load(x + (<usize>i << 2));
    sum += v * v;
  }
  return sum;
}

