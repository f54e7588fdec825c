/**
 * Sums over coordinates of a tabulated function of differences, for all pairs: scores[i, j] = sum over k of f(outcome[j, k] - mean[i, k]).
 * The function is cubic in pieces, 32 to an octave of v = 1 + |difference - centre|/scale (src/numbers/tabulated.ts), so that the upper bits of v
 * are the number of the piece, and what is left of v is the place in it. Coefficients [2·512, 4], those of negative differences second.
 */
import { absolute, all, madd } from "./lanes";

const PIECES: i32 = 512;
const BITS: i32 = 18; // of a float32 behind its exponent and five bits of its mantissa
const FURTHEST: f32 = 65472; // 2^16·(1 - 2^-10): in the last piece

/** v beyond the last piece stays in it; NaN too, and shows again in what is left of v. */
// @ts-ignore: decorator
@inline
function pieceOf(v: v128): v128 {
  return f32x4.pmin(all(FURTHEST), v);
}

// @ts-ignore: decorator
@inline
function address(table: usize, v: v128, negative: v128): v128 {
  const piece = i32x4.sub(i32x4.shr_u(v, BITS), i32x4.splat(127 << 5));
  const number = i32x4.add(piece, v128.and(negative, i32x4.splat(PIECES)));
  return i32x4.add(i32x4.shl(number, 4), i32x4.splat(<i32>table));
}

// @ts-ignore: decorator
@inline
function start(v: v128): v128 {
  return v128.and(v, i32x4.splat(~((1 << BITS) - 1)));
}

// @ts-ignore: decorator
@inline
function load(at: v128, lane: u8): v128 {
  if (lane == 0) return v128.load(<usize>i32x4.extract_lane(at, 0));
  if (lane == 1) return v128.load(<usize>i32x4.extract_lane(at, 1));
  if (lane == 2) return v128.load(<usize>i32x4.extract_lane(at, 2));
  return v128.load(<usize>i32x4.extract_lane(at, 3));
}

/** outcome [m, q] less the centre, to [q, wide]: a pair's lane is its outcome. What is beyond m is 0. */
function turned(m: i32, q: i32, wide: i32, outcome: usize, centre: f32, to: usize): void {
  for (let k = 0; k < q; k++) {
    let p = to + (<usize>(k * wide) << 2);
    for (let j = 0; j < m; j++, p += 4) f32.store(p, f32.load(outcome + (<usize>(j * q + k) << 2)) - centre);
    for (let j = m; j < wide; j++, p += 4) f32.store(p, 0);
  }
}

/** mean [n, q], outcome [m, q], scores [n, m]; `room` for q·wide numbers, wide = m rounded up to four. */
export function differenceScores(
  n: i32,
  m: i32,
  q: i32,
  mean: usize,
  outcome: usize,
  table: usize,
  centre: f32,
  perScale: f32,
  room: usize,
  scores: usize,
): void {
  const wide = (m + 3) & ~3;
  turned(m, q, wide, outcome, centre, room);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < m; j += 4) {
      let sum = all(0);
      let y = room + (<usize>j << 2);
      for (let k = 0; k < q; k++, y += <usize>wide << 2) {
        const u = f32x4.mul(f32x4.sub(v128.load(y), v128.load32_splat(mean + (<usize>(i * q + k) << 2))), all(perScale));
        const v = f32x4.add(absolute(u), all(1));
        const held = pieceOf(v);
        const at = address(table, held, f32x4.lt(u, all(0)));
        const a = load(at, 0), b = load(at, 1), c = load(at, 2), d = load(at, 3);
        const ab = v128.shuffle<f32>(a, b, 0, 4, 1, 5), cd = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
        const ef = v128.shuffle<f32>(a, b, 2, 6, 3, 7), gh = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
        const rest = f32x4.sub(v, start(held));
        let value = madd(v128.shuffle<i64>(ef, gh, 1, 3), rest, v128.shuffle<i64>(ef, gh, 0, 2));
        value = madd(value, rest, v128.shuffle<i64>(ab, cd, 1, 3));
        sum = f32x4.add(sum, madd(value, rest, v128.shuffle<i64>(ab, cd, 0, 2)));
      }
      store(scores + (<usize>(i * m + j) << 2), sum, m - j);
    }
  }
}

/** The first `left` numbers of x, at most four. */
// @ts-ignore: decorator
@inline
function store(to: usize, x: v128, left: i32): void {
  if (left >= 4) {
    v128.store(to, x);
    return;
  }
  f32.store(to, f32x4.extract_lane(x, 0));
  if (left > 1) f32.store(to + 4, f32x4.extract_lane(x, 1));
  if (left > 2) f32.store(to + 8, f32x4.extract_lane(x, 2));
}

/**
 * The gradients of the sum of upstream·scores, upstream [n, m]: byMean [n, q] and byOutcome [m, q]. A pair whose upstream is 0 adds
 * nothing, whatever its slope. `room` for (2·q + 1)·wide numbers.
 */
export function differenceScoresGradient(
  n: i32,
  m: i32,
  q: i32,
  upstream: usize,
  mean: usize,
  outcome: usize,
  table: usize,
  centre: f32,
  perScale: f32,
  room: usize,
  byMean: usize,
  byOutcome: usize,
): void {
  const wide = (m + 3) & ~3;
  const row = <usize>wide << 2;
  turned(m, q, wide, outcome, centre, room);
  const sums = room + <usize>q * row;
  const weights = sums + <usize>q * row;
  memory.fill(sums, 0, <usize>(q + 1) * row);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < m; j++)
      f32.store(weights + (<usize>j << 2), f32.load(upstream + (<usize>(i * m + j) << 2)) * perScale);
    for (let k = 0; k < q; k++) {
      const centred = v128.load32_splat(mean + (<usize>(i * q + k) << 2));
      let total = all(0);
      let y = room + <usize>k * row;
      let sum = sums + <usize>k * row;
      for (let j = 0; j < m; j += 4, y += 16, sum += 16) {
        const weight = v128.load(weights + (<usize>j << 2));
        const counts = f32x4.ne(weight, all(0));
        if (!v128.any_true(counts)) continue;
        const u = f32x4.mul(f32x4.sub(v128.load(y), centred), all(perScale));
        const v = f32x4.add(absolute(u), all(1));
        const held = pieceOf(v);
        const negative = f32x4.lt(u, all(0));
        const at = address(table, held, negative);
        const a = load(at, 0), b = load(at, 1), c = load(at, 2), d = load(at, 3);
        const ab = v128.shuffle<f32>(a, b, 0, 4, 1, 5), cd = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
        const ef = v128.shuffle<f32>(a, b, 2, 6, 3, 7), gh = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
        const rest = f32x4.sub(v, start(held));
        let outward = madd(f32x4.mul(all(3), v128.shuffle<i64>(ef, gh, 1, 3)), rest, f32x4.mul(all(2), v128.shuffle<i64>(ef, gh, 0, 2)));
        outward = madd(outward, rest, v128.shuffle<i64>(ab, cd, 1, 3));
        const slope = v128.bitselect(f32x4.neg(outward), outward, negative);
        const part = v128.and(f32x4.mul(weight, slope), counts);
        total = f32x4.add(total, part);
        v128.store(sum, f32x4.add(v128.load(sum), part));
      }
      const halves = f32x4.add(total, v128.shuffle<i64>(total, total, 1, 0));
      f32.store(byMean + (<usize>(i * q + k) << 2), -(f32x4.extract_lane(halves, 0) + f32x4.extract_lane(halves, 1)));
    }
  }
  for (let k = 0; k < q; k++)
    for (let j = 0; j < m; j++)
      f32.store(byOutcome + (<usize>(j * q + k) << 2), f32.load(sums + <usize>k * row + (<usize>j << 2)));
}
