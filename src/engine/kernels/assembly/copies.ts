/** Moving numbers, and Adam. */
import { all } from "./lanes";
import { transpose4 } from "./parts";

export function fill(n: i32, out: usize, value: f32): void {
  let i = 0;
  for (; i + 4 <= n; i += 4) v128.store(out + (<usize>i << 2), all(value));
  for (; i < n; i++) f32.store(out + (<usize>i << 2), value);
}

/** Numbers 0 and 1 as bytes. */
export function toBytes(n: i32, x: usize, out: usize): void {
  let i = 0;
  for (; i + 16 <= n; i += 16) {
    const p = x + (<usize>i << 2);
    const low = i16x8.narrow_i32x4_s(i32x4.trunc_sat_f32x4_s(v128.load(p)), i32x4.trunc_sat_f32x4_s(v128.load(p, 16)));
    const high = i16x8.narrow_i32x4_s(i32x4.trunc_sat_f32x4_s(v128.load(p, 32)), i32x4.trunc_sat_f32x4_s(v128.load(p, 48)));
    v128.store(out + i, i8x16.narrow_i16x8_s(low, high));
  }
  for (; i < n; i++) store<u8>(out + i, f32.load(x + (<usize>i << 2)) != 0 ? 1 : 0);
}

/** out[j·down + i] = x[i·across + j], in blocks of 4 by 4: rows of x lie `across` apart, those of out `down`. */
function transpose(rows: i32, columns: i32, x: usize, across: i32, out: usize, down: i32): void {
  const a = <usize>across << 2;
  const d = <usize>down << 2;
  let i = 0;
  for (; i + 4 <= rows; i += 4) {
    let p = x + <usize>i * a;
    let to = out + (<usize>i << 2);
    let j = 0;
    for (; j + 4 <= columns; j += 4, p += 16, to += 4 * d) transpose4(p, p + a, p + 2 * a, p + 3 * a, to, d);
    for (; j < columns; j++, p += 4, to += d)
      for (let r: usize = 0; r < 4; r++) f32.store(to + (r << 2), f32.load(p + r * a));
  }
  for (; i < rows; i++) {
    const p = x + <usize>i * a;
    const to = out + (<usize>i << 2);
    for (let j = 0; j < columns; j++) f32.store(to + <usize>j * d, f32.load(p + (<usize>j << 2)));
  }
}

// @ts-ignore: decorator
@inline
function line(n: i32, x: usize, xStep: i32, out: usize, oStep: i32): void {
  if (xStep == 1 && oStep == 1) {
    if (n >= 16) memory.copy(out, x, <usize>n << 2);
    else for (let i = 0; i < n; i++) f32.store(out + (<usize>i << 2), f32.load(x + (<usize>i << 2)));
    return;
  }
  let p = x;
  let to = out;
  for (let i = 0; i < n; i++) {
    f32.store(to, f32.load(p));
    p += <usize>(xStep << 2);
    to += <usize>(oStep << 2);
  }
}

/** out[i, j, k, l] = x[i, j, k, l], each by strides in elements. */
export function stridedCopy(
  d0: i32, d1: i32, d2: i32, d3: i32,
  x: usize, x0: i32, x1: i32, x2: i32, x3: i32,
  out: usize, o0: i32, o1: i32, o2: i32, o3: i32,
): void {
  const turned = x2 == 1 && o3 == 1 && x3 > 1;
  for (let i = 0; i < d0; i++)
    for (let j = 0; j < d1; j++) {
      const p = x + (<usize>(i * x0 + j * x1) << 2);
      const to = out + (<usize>(i * o0 + j * o1) << 2);
      if (turned) {
        transpose(d3, d2, p, x3, to, o2);
        continue;
      }
      for (let k = 0; k < d2; k++) line(d3, p + (<usize>(k * x2) << 2), x3, to + (<usize>(k * o2) << 2), o3);
    }
}

/**
 * One ascent step of Adam in place, as src/engine/adam.ts: value + rate·m/(sqrt(v·correction) + epsilon).
 * Works on whole fours: what lies behind the arrays up to the next 16 bytes must be theirs.
 * @param rate learning rate over 1 - beta1^t @param correction 1/(1 - beta2^t) @param scale multiplies the gradient first
 */
export function adam(
  n: i32, value: usize, gradient: usize, m: usize, v: usize,
  rate: f32, correction: f32, beta1: f32, beta2: f32, epsilon: f32, scale: f32, rest1: f32, rest2: f32,
): void {
  let i = 0;
  for (; i < n; i += 4) {
    const at = <usize>i << 2;
    const g = f32x4.mul(all(scale), v128.load(gradient + at));
    const m1 = f32x4.add(f32x4.mul(all(beta1), v128.load(m + at)), f32x4.mul(all(rest1), g));
    const v1 = f32x4.add(f32x4.mul(all(beta2), v128.load(v + at)), f32x4.mul(all(rest2), f32x4.mul(g, g)));
    const step = f32x4.div(f32x4.mul(all(rate), m1), f32x4.add(f32x4.sqrt(f32x4.mul(v1, all(correction))), all(epsilon)));
    v128.store(m + at, m1);
    v128.store(v + at, v1);
    v128.store(value + at, f32x4.add(v128.load(value + at), step));
  }
}
