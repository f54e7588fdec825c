/**
 * Two or three operands that broadcast: (d0, d1, d2, address and three strides of each operand, out). The result is contiguous;
 * strides are in elements, the last one of an operand is 0 or 1.
 */
import { all, flushed, one } from "./lanes";

enum Op {
  Add, Sub, Mul, Div, Max, Min, SquaredDifference, Greater, GreaterEqual, Less, LessEqual, Equal, NotEqual, And, Or, FloorDiv,
}

/** `op` is a constant wherever this is inlined, so that one branch remains. */
// @ts-ignore: decorator
@inline
function apply(op: Op, a: v128, b: v128): v128 {
  if (op == Op.Add) return f32x4.add(a, b);
  if (op == Op.Sub) return f32x4.sub(a, b);
  if (op == Op.Mul) return flushed(f32x4.mul(a, b));
  if (op == Op.Div) return f32x4.div(a, b);
  if (op == Op.Max) return f32x4.max(a, b);
  if (op == Op.Min) return f32x4.min(a, b);
  if (op == Op.SquaredDifference) return f32x4.mul(f32x4.sub(a, b), f32x4.sub(a, b));
  if (op == Op.Greater) return one(f32x4.gt(a, b));
  if (op == Op.GreaterEqual) return one(f32x4.ge(a, b));
  if (op == Op.Less) return one(f32x4.lt(a, b));
  if (op == Op.LessEqual) return one(f32x4.le(a, b));
  if (op == Op.Equal) return one(f32x4.eq(a, b));
  if (op == Op.NotEqual) return one(f32x4.ne(a, b));
  if (op == Op.And) return one(v128.and(f32x4.ne(a, all(0)), f32x4.ne(b, all(0))));
  if (op == Op.Or) return one(v128.or(f32x4.ne(a, all(0)), f32x4.ne(b, all(0))));
  return f32x4.floor(f32x4.div(a, b));
}

/** n results; an operand that does not move is one number for all of them. */
// @ts-ignore: decorator
@inline
function row(op: Op, n: i32, a: usize, aMoves: i32, b: usize, bMoves: i32, out: usize): void {
  const four: i32 = n & ~3;
  const end = out + (<usize>four << 2);
  let p = a;
  let q = b;
  let to = out;
  if (aMoves) {
    if (bMoves) for (; to < end; to += 16, p += 16, q += 16) v128.store(to, apply(op, v128.load(p), v128.load(q)));
    else {
      const y = v128.load32_splat(q);
      for (; to < end; to += 16, p += 16) v128.store(to, apply(op, v128.load(p), y));
    }
  } else {
    const x = v128.load32_splat(p);
    if (bMoves) for (; to < end; to += 16, q += 16) v128.store(to, apply(op, x, v128.load(q)));
    else {
      const value = apply(op, x, v128.load32_splat(q));
      for (; to < end; to += 16) v128.store(to, value);
    }
  }
  for (let i = four; i < n; i++) {
    v128.store_lane<f32>(to, apply(op, v128.load32_splat(p), v128.load32_splat(q)), 0);
    to += 4;
    p += <usize>aMoves << 2;
    q += <usize>bMoves << 2;
  }
}

// @ts-ignore: decorator
@inline
function map(op: Op, d0: i32, d1: i32, d2: i32, a: usize, a0: i32, a1: i32, a2: i32, b: usize, b0: i32, b1: i32, b2: i32, out: usize): void {
  let to = out;
  for (let i = 0; i < d0; i++)
    for (let j = 0; j < d1; j++) {
      row(op, d2, a + (<usize>(i * a0 + j * a1) << 2), a2, b + (<usize>(i * b0 + j * b1) << 2), b2, to);
      to += <usize>d2 << 2;
    }
}

function addEach(d0: i32, d1: i32, d2: i32, a: usize, a0: i32, a1: i32, a2: i32, b: usize, b0: i32, b1: i32, b2: i32, out: usize): void {
  map(Op.Add, d0, d1, d2, a, a0, a1, a2, b, b0, b1, b2, out);
}

function subEach(d0: i32, d1: i32, d2: i32, a: usize, a0: i32, a1: i32, a2: i32, b: usize, b0: i32, b1: i32, b2: i32, out: usize): void {
  map(Op.Sub, d0, d1, d2, a, a0, a1, a2, b, b0, b1, b2, out);
}

function mulEach(d0: i32, d1: i32, d2: i32, a: usize, a0: i32, a1: i32, a2: i32, b: usize, b0: i32, b1: i32, b2: i32, out: usize): void {
  map(Op.Mul, d0, d1, d2, a, a0, a1, a2, b, b0, b1, b2, out);
}

function divEach(d0: i32, d1: i32, d2: i32, a: usize, a0: i32, a1: i32, a2: i32, b: usize, b0: i32, b1: i32, b2: i32, out: usize): void {
  map(Op.Div, d0, d1, d2, a, a0, a1, a2, b, b0, b1, b2, out);
}

function maxEach(d0: i32, d1: i32, d2: i32, a: usize, a0: i32, a1: i32, a2: i32, b: usize, b0: i32, b1: i32, b2: i32, out: usize): void {
  map(Op.Max, d0, d1, d2, a, a0, a1, a2, b, b0, b1, b2, out);
}

function minEach(d0: i32, d1: i32, d2: i32, a: usize, a0: i32, a1: i32, a2: i32, b: usize, b0: i32, b1: i32, b2: i32, out: usize): void {
  map(Op.Min, d0, d1, d2, a, a0, a1, a2, b, b0, b1, b2, out);
}

function squaredDifferenceEach(d0: i32, d1: i32, d2: i32, a: usize, a0: i32, a1: i32, a2: i32, b: usize, b0: i32, b1: i32, b2: i32, out: usize): void {
  map(Op.SquaredDifference, d0, d1, d2, a, a0, a1, a2, b, b0, b1, b2, out);
}

function greaterEach(d0: i32, d1: i32, d2: i32, a: usize, a0: i32, a1: i32, a2: i32, b: usize, b0: i32, b1: i32, b2: i32, out: usize): void {
  map(Op.Greater, d0, d1, d2, a, a0, a1, a2, b, b0, b1, b2, out);
}

function greaterEqualEach(d0: i32, d1: i32, d2: i32, a: usize, a0: i32, a1: i32, a2: i32, b: usize, b0: i32, b1: i32, b2: i32, out: usize): void {
  map(Op.GreaterEqual, d0, d1, d2, a, a0, a1, a2, b, b0, b1, b2, out);
}

function lessEach(d0: i32, d1: i32, d2: i32, a: usize, a0: i32, a1: i32, a2: i32, b: usize, b0: i32, b1: i32, b2: i32, out: usize): void {
  map(Op.Less, d0, d1, d2, a, a0, a1, a2, b, b0, b1, b2, out);
}

function lessEqualEach(d0: i32, d1: i32, d2: i32, a: usize, a0: i32, a1: i32, a2: i32, b: usize, b0: i32, b1: i32, b2: i32, out: usize): void {
  map(Op.LessEqual, d0, d1, d2, a, a0, a1, a2, b, b0, b1, b2, out);
}

function equalEach(d0: i32, d1: i32, d2: i32, a: usize, a0: i32, a1: i32, a2: i32, b: usize, b0: i32, b1: i32, b2: i32, out: usize): void {
  map(Op.Equal, d0, d1, d2, a, a0, a1, a2, b, b0, b1, b2, out);
}

function notEqualEach(d0: i32, d1: i32, d2: i32, a: usize, a0: i32, a1: i32, a2: i32, b: usize, b0: i32, b1: i32, b2: i32, out: usize): void {
  map(Op.NotEqual, d0, d1, d2, a, a0, a1, a2, b, b0, b1, b2, out);
}

function andEach(d0: i32, d1: i32, d2: i32, a: usize, a0: i32, a1: i32, a2: i32, b: usize, b0: i32, b1: i32, b2: i32, out: usize): void {
  map(Op.And, d0, d1, d2, a, a0, a1, a2, b, b0, b1, b2, out);
}

function orEach(d0: i32, d1: i32, d2: i32, a: usize, a0: i32, a1: i32, a2: i32, b: usize, b0: i32, b1: i32, b2: i32, out: usize): void {
  map(Op.Or, d0, d1, d2, a, a0, a1, a2, b, b0, b1, b2, out);
}

function floorDivEach(d0: i32, d1: i32, d2: i32, a: usize, a0: i32, a1: i32, a2: i32, b: usize, b0: i32, b1: i32, b2: i32, out: usize): void {
  map(Op.FloorDiv, d0, d1, d2, a, a0, a1, a2, b, b0, b1, b2, out);
}

/** t where c is not 0, else e. Without a copy of a row for every case: a stride of 0 reads the same number again. */
export function select(
  d0: i32, d1: i32, d2: i32,
  c: usize, c0: i32, c1: i32, c2: i32,
  t: usize, t0: i32, t1: i32, t2: i32,
  e: usize, e0: i32, e1: i32, e2: i32,
  out: usize,
): void {
  let to = out;
  const straight = c2 == 1 && t2 == 1 && e2 == 1;
  for (let i = 0; i < d0; i++)
    for (let j = 0; j < d1; j++) {
      let p = c + (<usize>(i * c0 + j * c1) << 2);
      let q = t + (<usize>(i * t0 + j * t1) << 2);
      let r = e + (<usize>(i * e0 + j * e1) << 2);
      let k = 0;
      if (straight)
        for (; k + 4 <= d2; k += 4) {
          v128.store(to, v128.bitselect(v128.load(q), v128.load(r), f32x4.ne(v128.load(p), all(0))));
          to += 16;
          p += 16;
          q += 16;
          r += 16;
        }
      for (; k < d2; k++) {
        f32.store(to, f32.load(p) != 0 ? f32.load(q) : f32.load(r));
        to += 4;
        p += <usize>c2 << 2;
        q += <usize>t2 << 2;
        r += <usize>e2 << 2;
      }
    }
}

/** dy where y > 0, else 0. */
export function reluGrad(n: i32, dy: usize, y: usize, out: usize): void {
  let i = 0;
  for (; i + 4 <= n; i += 4) {
    const at = <usize>i << 2;
    v128.store(out + at, v128.and(v128.load(dy + at), f32x4.gt(v128.load(y + at), all(0))));
  }
  for (; i < n; i++) {
    const at = <usize>i << 2;
    f32.store(out + at, f32.load(y + at) > 0 ? f32.load(dy + at) : 0);
  }
}

/** dy where y >= 0, else dy·(y + 1): y is elu's result. */
export function eluGrad(n: i32, dy: usize, y: usize, out: usize): void {
  for (let i = 0; i < n; i++) {
    const at = <usize>i << 2;
    const value = f32.load(y + at);
    f32.store(out + at, value >= 0 ? f32.load(dy + at) : f32.load(dy + at) * (value + 1));
  }
}

export {
  addEach as add,
  subEach as sub,
  mulEach as mul,
  divEach as div,
  maxEach as max,
  minEach as min,
  squaredDifferenceEach as squaredDifference,
  greaterEach as greater,
  greaterEqualEach as greaterEqual,
  lessEach as less,
  lessEqualEach as lessEqual,
  equalEach as equal,
  notEqualEach as notEqual,
  andEach as and,
  orEach as or,
  floorDivEach as floorDiv,
};
