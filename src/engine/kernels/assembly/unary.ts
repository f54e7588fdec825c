/** One number in, one out, in place or not: (n, x, out). Addresses in bytes, n in elements. */
import { absolute, all, asinh, exp, expm1, log, log1p, one, sigmoid, sign, softplus, tanh } from "./lanes";

enum Op {
  Abs, Neg, Exp, Expm1, Log, Log1p, Sqrt, Rsqrt, Square, Reciprocal, Relu, Relu6, Sigmoid, Tanh, Softplus, Elu, Sign, Floor, Ceil,
  Round, LogicalNot, IsNan, IsInf, IsFinite, Step, Clip, LeakyRelu, Truncate, NotZero, Scale, Asinh,
}

/** `op` is a constant wherever this is inlined, so that one branch remains. */
// @ts-ignore: decorator
@inline
function apply(op: Op, x: v128, a: v128, b: v128): v128 {
  if (op == Op.Abs) return absolute(x);
  if (op == Op.Neg) return f32x4.neg(x);
  if (op == Op.Exp) return exp(x);
  if (op == Op.Expm1) return expm1(x);
  if (op == Op.Log) return log(x);
  if (op == Op.Log1p) return log1p(x);
  if (op == Op.Sqrt) return f32x4.sqrt(x);
  if (op == Op.Rsqrt) return f32x4.div(all(1), f32x4.sqrt(x));
  if (op == Op.Square) return f32x4.mul(x, x);
  if (op == Op.Reciprocal) return f32x4.div(all(1), x);
  if (op == Op.Relu) return f32x4.max(x, all(0));
  if (op == Op.Relu6) return f32x4.min(f32x4.max(x, all(0)), all(6));
  if (op == Op.Sigmoid) return sigmoid(x);
  if (op == Op.Tanh) return tanh(x);
  if (op == Op.Softplus) return softplus(x);
  if (op == Op.Elu) return v128.bitselect(x, expm1(x), f32x4.ge(x, all(0)));
  if (op == Op.Sign) return sign(x);
  if (op == Op.Floor) return f32x4.floor(x);
  if (op == Op.Ceil) return f32x4.ceil(x);
  if (op == Op.Round) return f32x4.nearest(x);
  if (op == Op.LogicalNot) return one(f32x4.eq(x, all(0)));
  if (op == Op.IsNan) return one(f32x4.ne(x, x));
  if (op == Op.IsInf) return one(f32x4.eq(absolute(x), all(Infinity)));
  if (op == Op.IsFinite) return one(f32x4.lt(absolute(x), all(Infinity)));
  if (op == Op.Step) return v128.bitselect(x, v128.bitselect(all(1), a, f32x4.gt(x, all(0))), f32x4.ne(x, x));
  if (op == Op.Clip) return f32x4.min(f32x4.max(x, a), b);
  if (op == Op.LeakyRelu) return v128.bitselect(f32x4.mul(a, x), x, f32x4.lt(x, all(0)));
  if (op == Op.Truncate) return f32x4.trunc(x);
  if (op == Op.NotZero) return one(f32x4.ne(x, all(0)));
  if (op == Op.Scale) return f32x4.add(f32x4.mul(x, a), b);
  return asinh(x);
}

// @ts-ignore: decorator
@inline
function map(op: Op, n: i32, x: usize, out: usize, a: f32 = 0, b: f32 = 0): void {
  const first = all(a);
  const second = all(b);
  let i = 0;
  for (; i + 4 <= n; i += 4) {
    const at = <usize>i << 2;
    v128.store(out + at, apply(op, v128.load(x + at), first, second));
  }
  for (; i < n; i++) {
    const at = <usize>i << 2;
    v128.store_lane<f32>(out + at, apply(op, v128.load32_splat(x + at), first, second), 0);
  }
}

function absEach(n: i32, x: usize, out: usize): void {
  map(Op.Abs, n, x, out);
}

function negEach(n: i32, x: usize, out: usize): void {
  map(Op.Neg, n, x, out);
}

function expEach(n: i32, x: usize, out: usize): void {
  map(Op.Exp, n, x, out);
}

function expm1Each(n: i32, x: usize, out: usize): void {
  map(Op.Expm1, n, x, out);
}

function logEach(n: i32, x: usize, out: usize): void {
  map(Op.Log, n, x, out);
}

function log1pEach(n: i32, x: usize, out: usize): void {
  map(Op.Log1p, n, x, out);
}

function sqrtEach(n: i32, x: usize, out: usize): void {
  map(Op.Sqrt, n, x, out);
}

function rsqrtEach(n: i32, x: usize, out: usize): void {
  map(Op.Rsqrt, n, x, out);
}

function squareEach(n: i32, x: usize, out: usize): void {
  map(Op.Square, n, x, out);
}

function reciprocalEach(n: i32, x: usize, out: usize): void {
  map(Op.Reciprocal, n, x, out);
}

function reluEach(n: i32, x: usize, out: usize): void {
  map(Op.Relu, n, x, out);
}

function relu6Each(n: i32, x: usize, out: usize): void {
  map(Op.Relu6, n, x, out);
}

function sigmoidEach(n: i32, x: usize, out: usize): void {
  map(Op.Sigmoid, n, x, out);
}

function tanhEach(n: i32, x: usize, out: usize): void {
  map(Op.Tanh, n, x, out);
}

function softplusEach(n: i32, x: usize, out: usize): void {
  map(Op.Softplus, n, x, out);
}

function eluEach(n: i32, x: usize, out: usize): void {
  map(Op.Elu, n, x, out);
}

function signEach(n: i32, x: usize, out: usize): void {
  map(Op.Sign, n, x, out);
}

function floorEach(n: i32, x: usize, out: usize): void {
  map(Op.Floor, n, x, out);
}

function ceilEach(n: i32, x: usize, out: usize): void {
  map(Op.Ceil, n, x, out);
}

function roundEach(n: i32, x: usize, out: usize): void {
  map(Op.Round, n, x, out);
}

function logicalNotEach(n: i32, x: usize, out: usize): void {
  map(Op.LogicalNot, n, x, out);
}

function isNanEach(n: i32, x: usize, out: usize): void {
  map(Op.IsNan, n, x, out);
}

function isInfEach(n: i32, x: usize, out: usize): void {
  map(Op.IsInf, n, x, out);
}

function isFiniteEach(n: i32, x: usize, out: usize): void {
  map(Op.IsFinite, n, x, out);
}

function truncateEach(n: i32, x: usize, out: usize): void {
  map(Op.Truncate, n, x, out);
}

function notZeroEach(n: i32, x: usize, out: usize): void {
  map(Op.NotZero, n, x, out);
}

function asinhEach(n: i32, x: usize, out: usize): void {
  map(Op.Asinh, n, x, out);
}

function stepEach(n: i32, x: usize, out: usize, alpha: f32): void {
  map(Op.Step, n, x, out, alpha);
}

function leakyReluEach(n: i32, x: usize, out: usize, alpha: f32): void {
  map(Op.LeakyRelu, n, x, out, alpha);
}

function clipEach(n: i32, x: usize, out: usize, low: f32, high: f32): void {
  map(Op.Clip, n, x, out, low, high);
}

/** factor·x + shift */
function scaleEach(n: i32, x: usize, out: usize, factor: f32, shift: f32): void {
  map(Op.Scale, n, x, out, factor, shift);
}

export {
  absEach as abs,
  negEach as neg,
  expEach as exp,
  expm1Each as expm1,
  logEach as log,
  log1pEach as log1p,
  sqrtEach as sqrt,
  rsqrtEach as rsqrt,
  squareEach as square,
  reciprocalEach as reciprocal,
  reluEach as relu,
  relu6Each as relu6,
  sigmoidEach as sigmoid,
  tanhEach as tanh,
  softplusEach as softplus,
  eluEach as elu,
  signEach as sign,
  floorEach as floor,
  ceilEach as ceil,
  roundEach as round,
  logicalNotEach as logicalNot,
  isNanEach as isNan,
  isInfEach as isInf,
  isFiniteEach as isFinite,
  truncateEach as truncate,
  notZeroEach as notZero,
  asinhEach as asinh,
  stepEach as step,
  leakyReluEach as leakyRelu,
  clipEach as clip,
  scaleEach as scale,
};
