/**
 * Functions of four numbers at once, to a few units in the last place of float32. Reductions and polynomials are those of the
 * Cephes library's expf, logf and tanhf (Moshier 1992); the others are built on them so that what is small stays accurate.
 */

// @ts-ignore: decorator
@inline
export function madd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c);
  return f32x4.add(f32x4.mul(a, b), c);
}

// @ts-ignore: decorator
@inline
export function all(x: f32): v128 {
  return f32x4.splat(x);
}

// @ts-ignore: decorator
@inline
export function absolute(x: v128): v128 {
  return f32x4.abs(x);
}

/** A comparison as numbers: 1 where it holds, else 0. */
// @ts-ignore: decorator
@inline
export function one(yes: v128): v128 {
  return v128.and(yes, all(1));
}

/** x with the sign of `from`. */
// @ts-ignore: decorator
@inline
export function signed(x: v128, from: v128): v128 {
  return v128.or(x, v128.and(from, i32x4.splat(0x80000000)));
}

/** 2^n for whole n in [-126, 127]. */
// @ts-ignore: decorator
@inline
function powerOfTwo(n: v128): v128 {
  return i32x4.shl(i32x4.add(n, i32x4.splat(127)), 23);
}

/** exp(r) - 1 for |r| at most log(2)/2. */
// @ts-ignore: decorator
@inline
function expm1Reduced(r: v128): v128 {
  let p = madd(all(1.9875691500e-4), r, all(1.3981999507e-3));
  p = madd(p, r, all(8.3334519073e-3));
  p = madd(p, r, all(4.1665795894e-2));
  p = madd(p, r, all(1.6666665459e-1));
  p = madd(p, r, all(5.0000001201e-1));
  return madd(p, f32x4.mul(r, r), r);
}

/** x/log(2) rounded, plus 1.5·2^23: the bits of such a sum count up with the whole number, so no conversion is needed. */
// @ts-ignore: decorator
@inline
function shiftedQuotient(x: v128): v128 {
  return madd(x, all(1.44269504088896341), all(12582912));
}

// @ts-ignore: decorator
@inline
function wholePart(shifted: v128): v128 {
  return i32x4.sub(shifted, i32x4.splat(0x4b400000));
}

/** x - n·log(2), the constant in two parts, of which the first times n is exact. */
// @ts-ignore: decorator
@inline
function reduced(x: v128, shifted: v128): v128 {
  const n = f32x4.sub(shifted, all(12582912));
  return madd(n, all(2.12194440e-4), f32x4.sub(x, f32x4.mul(n, all(0.693359375))));
}

/** y·2^n for n in [-150, 128], in two steps, because 2^128 and 2^-150 are no float32. */
// @ts-ignore: decorator
@inline
function scaled(y: v128, n: v128): v128 {
  const half = i32x4.shr_s(n, 1);
  return f32x4.mul(f32x4.mul(y, powerOfTwo(half)), powerOfTwo(i32x4.sub(n, half)));
}

/** x, NaN too, from `low` to where exp is infinite and a little beyond. */
// @ts-ignore: decorator
@inline
function withinRange(x: v128, low: f32): v128 {
  return f32x4.pmax(f32x4.pmin(x, all(89)), all(low)); // pmin and pmax keep the first operand if one is NaN
}

/**
 * x with 0 for subnormal numbers, those below 2^-126: a processor takes some hundred cycles for each that it meets in a product.
 * WebAssembly cannot tell it to do this itself, as native TensorFlow does.
 */
// @ts-ignore: decorator
@inline
export function flushed(x: v128): v128 {
  return v128.andnot(x, i32x4.lt_s(v128.and(x, i32x4.splat(0x7fffffff)), i32x4.splat(0x00800000)));
}

/** 0 where it would be subnormal, without computing that first. */
// @ts-ignore: decorator
@inline
export function exp(given: v128): v128 {
  const x = withinRange(given, -87.336);
  const shifted = shiftedQuotient(x);
  const y = scaled(f32x4.add(expm1Reduced(reduced(x, shifted)), all(1)), wholePart(shifted));
  return v128.andnot(y, f32x4.lt(given, all(-87.336)));
}

/** 2^n·(exp(r) - 1) + (2^n - 1); from 2^24 on, where 1 no longer counts, exp's way, because 2^n may be infinite. */
// @ts-ignore: decorator
@inline
export function expm1(given: v128): v128 {
  const x = withinRange(given, -104);
  const shifted = shiftedQuotient(x);
  const n = wholePart(shifted);
  const y = expm1Reduced(reduced(x, shifted));
  const large = scaled(f32x4.add(y, all(1)), n);
  // 2^-126 stands for every smaller power: nothing is left of it beside 1.
  const power = powerOfTwo(i32x4.max_s(n, i32x4.splat(-126)));
  const small = madd(power, y, f32x4.sub(power, all(1)));
  const result = v128.bitselect(large, small, f32x4.gt(given, all(17.5)));
  return v128.bitselect(given, result, f32x4.eq(given, all(0))); // keeps the sign of zero
}

// @ts-ignore: decorator
@inline
export function log(x: v128): v128 {
  const tiny = f32x4.lt(x, all(1.17549435e-38));
  const bits = v128.bitselect(f32x4.mul(x, all(8388608)), x, tiny); // subnormals, scaled by 2^23
  let e = f32x4.convert_i32x4_s(i32x4.sub(i32x4.shr_u(bits, 23), v128.bitselect(i32x4.splat(149), i32x4.splat(126), tiny)));
  let m = v128.or(v128.and(bits, i32x4.splat(0x007fffff)), i32x4.splat(0x3f000000)); // in [0.5, 1)
  const low = f32x4.lt(m, all(0.707106781186547524));
  e = f32x4.sub(e, v128.and(low, all(1)));
  m = f32x4.sub(f32x4.add(m, v128.and(low, m)), all(1));
  const z = f32x4.mul(m, m);
  let p = madd(all(7.0376836292e-2), m, all(-1.1514610310e-1));
  p = madd(p, m, all(1.1676998740e-1));
  p = madd(p, m, all(-1.2420140846e-1));
  p = madd(p, m, all(1.4249322787e-1));
  p = madd(p, m, all(-1.6668057665e-1));
  p = madd(p, m, all(2.0000714765e-1));
  p = madd(p, m, all(-2.4999993993e-1));
  p = madd(p, m, all(3.3333331174e-1));
  p = f32x4.mul(p, f32x4.mul(m, z));
  p = f32x4.add(p, f32x4.mul(e, all(-2.12194440e-4)));
  p = f32x4.sub(p, f32x4.mul(all(0.5), z));
  let y = f32x4.add(f32x4.add(m, p), f32x4.mul(e, all(0.693359375)));
  y = v128.bitselect(all(-Infinity), y, f32x4.eq(x, all(0)));
  y = v128.bitselect(x, y, f32x4.eq(x, all(Infinity)));
  return v128.bitselect(y, all(NaN), f32x4.ge(x, all(0)));
}

/** log(u) + (x - (u - 1))/u, u = 1 + x rounded: the second term is what u lost. */
// @ts-ignore: decorator
@inline
export function log1p(x: v128): v128 {
  const u = f32x4.add(all(1), x);
  const lost = f32x4.div(f32x4.sub(x, f32x4.sub(u, all(1))), u);
  const regular = v128.and(f32x4.gt(u, all(0)), f32x4.lt(u, all(Infinity)));
  return v128.bitselect(x, f32x4.add(log(u), v128.and(lost, regular)), f32x4.eq(x, all(0))); // keeps the sign of zero
}

/** Cephes's tanhf: a polynomial below 0.625, else 1 - 2/(exp(2|x|) + 1). */
// @ts-ignore: decorator
@inline
export function tanh(x: v128): v128 {
  const a = absolute(x);
  const z = f32x4.mul(x, x);
  let p = madd(all(-5.70498872745e-3), z, all(2.06390887954e-2));
  p = madd(p, z, all(-5.37397155531e-2));
  p = madd(p, z, all(1.33314422036e-1));
  p = madd(p, z, all(-3.33332819422e-1));
  const small = madd(f32x4.mul(p, z), x, x);
  const large = f32x4.sub(all(1), f32x4.div(all(2), f32x4.add(exp(f32x4.add(a, a)), all(1))));
  return v128.bitselect(small, signed(large, x), f32x4.lt(a, all(0.625)));
}

// @ts-ignore: decorator
@inline
export function sigmoid(x: v128): v128 {
  return f32x4.div(all(1), f32x4.add(all(1), exp(f32x4.neg(x))));
}

// @ts-ignore: decorator
@inline
export function softplus(x: v128): v128 {
  return f32x4.add(f32x4.max(x, all(0)), log1p(exp(f32x4.neg(absolute(x)))));
}

/** sign(x)·log1p(|x| + x²/(1 + sqrt(1 + x²))), and log(2|x|) where the square would overflow. */
// @ts-ignore: decorator
@inline
export function asinh(x: v128): v128 {
  const a = absolute(x);
  const square = f32x4.mul(a, a);
  const y = log1p(f32x4.add(a, f32x4.div(square, f32x4.add(all(1), f32x4.sqrt(f32x4.add(all(1), square))))));
  const large = f32x4.add(log(a), all(0.69314718056));
  return signed(v128.bitselect(large, y, f32x4.gt(a, all(1e9))), x);
}

/** -1, 0 or 1; NaN stays. */
// @ts-ignore: decorator
@inline
export function sign(x: v128): v128 {
  const one = signed(all(1), x);
  return v128.bitselect(one, x, f32x4.gt(absolute(x), all(0)));
}
