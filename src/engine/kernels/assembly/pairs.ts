/**
 * Distances of one row to all rows in the largest coordinate, in double precision and exactly as plain loops have them, so that equal
 * distances stay equal. Columns lie one behind the other, [d, wide], `wide` being n rounded up to eight; what is beyond n is never looked at.
 */

/** Largest |x[c, j] - x[c, i]| over the d columns, to out [wide]. */
export function farthestColumn(d: i32, wide: i32, x: usize, i: i32, out: usize): void {
  const bytes = <usize>wide << 3;
  const end = x + <usize>d * bytes;
  const row = <usize>i << 3;
  for (let j: usize = 0; j < bytes; j += 64) {
    let f0 = f64x2.splat(0), f1 = f0, f2 = f0, f3 = f0;
    for (let c = x; c < end; c += bytes) {
      const own = v128.load64_splat(c + row);
      const p = c + j;
      f0 = f64x2.pmax(f0, f64x2.abs(f64x2.sub(v128.load(p), own)));
      f1 = f64x2.pmax(f1, f64x2.abs(f64x2.sub(v128.load(p, 16), own)));
      f2 = f64x2.pmax(f2, f64x2.abs(f64x2.sub(v128.load(p, 32), own)));
      f3 = f64x2.pmax(f3, f64x2.abs(f64x2.sub(v128.load(p, 48), own)));
    }
    const to = out + j;
    v128.store(to, f0);
    v128.store(to, f1, 16);
    v128.store(to, f2, 32);
    v128.store(to, f3, 48);
  }
}

/** The larger of two numbers at each place, [wide]. */
export function farther(wide: i32, a: usize, b: usize, out: usize): void {
  const bytes = <usize>wide << 3;
  for (let j: usize = 0; j < bytes; j += 16) v128.store(out + j, f64x2.pmax(v128.load(a + j), v128.load(b + j)));
}

/** The k smallest of n distances but that at `self`, smallest first, to `near` [k] and their places to `places` [k], of 32 bits. */
export function smallest(n: i32, distances: usize, self: i32, k: i32, near: usize, places: usize): void {
  for (let p = 0; p < k; p++) f64.store(near + (<usize>p << 3), Infinity);
  const last = near + (<usize>(k - 1) << 3);
  let limit = f64x2.splat(Infinity);
  for (let j = 0; j < n; j += 2) {
    const here = f64x2.lt(v128.load(distances + (<usize>j << 3)), limit);
    if (!v128.any_true(here)) continue;
    for (let lane = 0; lane < 2 && j + lane < n; lane++) {
      const d = f64.load(distances + (<usize>(j + lane) << 3));
      if (j + lane == self || !(d < f64.load(last))) continue;
      let p = k - 1;
      for (; p > 0 && f64.load(near + (<usize>(p - 1) << 3)) > d; p--) {
        f64.store(near + (<usize>p << 3), f64.load(near + (<usize>(p - 1) << 3)));
        i32.store(places + (<usize>p << 2), i32.load(places + (<usize>(p - 1) << 2)));
      }
      f64.store(near + (<usize>p << 3), d);
      i32.store(places + (<usize>p << 2), j + lane);
    }
    limit = v128.load64_splat(last);
  }
}

/** How many of n distances are below the limit, or with `closed` at most it. */
export function countBelow(n: i32, distances: usize, limit: f64, closed: bool): i32 {
  const most = f64x2.splat(limit);
  let found = i64x2.splat(0);
  let j = 0;
  // A comparison that holds is -1.
  if (closed) for (; j + 2 <= n; j += 2) found = i64x2.sub(found, f64x2.le(v128.load(distances + (<usize>j << 3)), most));
  else for (; j + 2 <= n; j += 2) found = i64x2.sub(found, f64x2.lt(v128.load(distances + (<usize>j << 3)), most));
  let total = <i32>(i64x2.extract_lane(found, 0) + i64x2.extract_lane(found, 1));
  if (j < n) {
    const d = f64.load(distances + (<usize>j << 3));
    if (closed ? d <= limit : d < limit) total++;
  }
  return total;
}
