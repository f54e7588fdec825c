/** A k-d tree over rows of numbers, for nearest neighbours and for counting points in a ball, in any ℓ_q norm with q >= 1. */

/** Points in a leaf: below this, looking at all of them is quicker than descending. */
const leafSize = 12;

export interface KdTree {
  readonly dim: number;
  /** Points in tree order, [n, dim]; a node owns a contiguous range. */
  readonly points: Float64Array;
  /** Original row of each point in tree order. */
  readonly rows: Uint32Array;
  /** Per node (heap order): lower then upper corner of its points' box. */
  readonly boxes: Float64Array;
}

/** @param points [n, dim], row after row */
export function buildTree(points: ArrayLike<number>, dim: number): KdTree {
  const n = points.length / dim;
  const rows = Uint32Array.from({ length: n }, (_, i) => i);
  let depth = 0;
  while (n / 2 ** depth > leafSize) depth++;
  const boxes = new Float64Array(2 * dim * (2 ** (depth + 1) - 1));
  const value = (row: number, j: number) => points[row * dim + j] as number;

  const fill = (node: number, from: number, to: number): void => {
    const at = 2 * dim * node;
    boxes.fill(Infinity, at, at + dim);
    boxes.fill(-Infinity, at + dim, at + 2 * dim);
    let widest = 0;
    for (let j = 0; j < dim; j++) {
      for (let i = from; i < to; i++) {
        const v = value(rows[i] as number, j);
        if (v < (boxes[at + j] as number)) boxes[at + j] = v;
        if (v > (boxes[at + dim + j] as number)) boxes[at + dim + j] = v;
      }
      if (width(boxes, at, dim, j) > width(boxes, at, dim, widest)) widest = j;
    }
    if (to - from <= leafSize) return;
    const middle = (from + to) >> 1;
    selectNth(rows, from, to, middle, (row) => value(row, widest));
    fill(2 * node + 1, from, middle);
    fill(2 * node + 2, middle, to);
  };
  fill(0, 0, n);

  const ordered = new Float64Array(n * dim);
  rows.forEach((row, i) => {
    for (let j = 0; j < dim; j++) ordered[i * dim + j] = value(row, j);
  });
  return { dim, points: ordered, rows, boxes };
}

const width = (boxes: Float64Array, at: number, dim: number, j: number) =>
  (boxes[at + dim + j] as number) - (boxes[at + j] as number);

/** Reorders rows[from, to) so that place `nth` holds what sorting would put there, smaller before, larger after (Hoare). */
function selectNth(rows: Uint32Array, from: number, to: number, nth: number, value: (row: number) => number): void {
  let low = from;
  let high = to - 1;
  while (low < high) {
    const pivot = value(rows[(low + high) >> 1] as number);
    let i = low;
    let j = high;
    while (i <= j) {
      while (value(rows[i] as number) < pivot) i++;
      while (value(rows[j] as number) > pivot) j--;
      if (i > j) break;
      const held = rows[i] as number;
      rows[i++] = rows[j] as number;
      rows[j--] = held;
    }
    if (nth <= j) high = j;
    else if (nth >= i) low = i;
    else return;
  }
}

/** |difference|^q for finite q; the distance itself for the maximum norm. All comparisons use this power. */
export function powered(distance: number, q: number): number {
  return q === Infinity || q === 1 ? distance : q === 2 ? distance * distance : distance ** q;
}

/** Powered distance between a row of `a` and a row of `b`. */
export function distanceBetween(
  a: ArrayLike<number>,
  i: number,
  b: ArrayLike<number>,
  j: number,
  dim: number,
  q: number,
): number {
  let total = 0;
  for (let c = 0; c < dim; c++) {
    const d = powered(Math.abs((a[i * dim + c] as number) - (b[j * dim + c] as number)), q);
    if (q !== Infinity) total += d;
    else if (d > total) total = d;
  }
  return total;
}

/** `distanceBetween`, or Infinity as soon as it is known to be `limit` or more: in many columns, most are far in one of the first. */
function distanceBelow(
  a: ArrayLike<number>,
  i: number,
  b: Float64Array,
  j: number,
  dim: number,
  q: number,
  limit: number,
): number {
  if (q !== Infinity) return distanceBetween(a, i, b, j, dim, q);
  const [ofA, ofB] = [i * dim, j * dim];
  let total = 0;
  for (let c = 0; c < dim; c++) {
    const d = Math.abs((a[ofA + c] as number) - (b[ofB + c] as number));
    if (d >= limit) return Infinity;
    if (d > total) total = d;
  }
  return total;
}

/** Powered distance from a row of `a` to a node's nearest point that could be; Infinity as soon as it is `limit` or more. */
function toBox({ boxes, dim }: KdTree, node: number, a: ArrayLike<number>, i: number, q: number, limit: number): number {
  const at = 2 * dim * node;
  const row = i * dim;
  let total = 0;
  for (let c = 0; c < dim; c++) {
    const v = a[row + c] as number;
    const below = (boxes[at + c] as number) - v;
    const above = v - (boxes[at + dim + c] as number);
    const outside = below > above ? below : above;
    if (outside <= 0) continue;
    const d = powered(outside, q);
    if (q !== Infinity) total += d;
    else if (d > total) total = d;
    if (total >= limit) return Infinity;
  }
  return total;
}

/** Powered distance to its farthest point that could be; Infinity as soon as it is more than `limit`. */
function acrossBox({ boxes, dim }: KdTree, node: number, a: ArrayLike<number>, i: number, q: number, limit: number): number {
  const at = 2 * dim * node;
  const row = i * dim;
  let total = 0;
  for (let c = 0; c < dim; c++) {
    const v = a[row + c] as number;
    const below = v - (boxes[at + c] as number);
    const above = (boxes[at + dim + c] as number) - v;
    const d = powered(below > above ? below : above, q);
    if (q !== Infinity) total += d;
    else if (d > total) total = d;
    if (total > limit) return Infinity;
  }
  return total;
}

/**
 * The k nearest points of row i of `queries`, itself (original row `self`) left out: places in tree order, nearest first.
 * @returns powered distances in `distances`, places in `places`; both of length k
 */
export function nearest(
  tree: KdTree,
  queries: ArrayLike<number>,
  i: number,
  self: number,
  q: number,
  distances: Float64Array,
  places: Uint32Array,
): void {
  distances.fill(Infinity);
  visit({ tree, queries, i, self, q, distances, places }, 0, 0, tree.rows.length);
}

interface Search {
  readonly tree: KdTree;
  readonly queries: ArrayLike<number>;
  readonly i: number;
  readonly self: number;
  readonly q: number;
  readonly distances: Float64Array;
  readonly places: Uint32Array;
}

function visit(search: Search, node: number, from: number, to: number): void {
  const { tree, queries, i, q, distances } = search;
  const last = distances.length - 1;
  if (to - from <= leafSize) {
    look(search, from, to);
    return;
  }
  const middle = (from + to) >> 1;
  const left = toBox(tree, 2 * node + 1, queries, i, q, distances[last] as number);
  const right = toBox(tree, 2 * node + 2, queries, i, q, distances[last] as number);
  if (left <= right && left < (distances[last] as number)) visit(search, 2 * node + 1, from, middle);
  if (right < (distances[last] as number)) visit(search, 2 * node + 2, middle, to);
  if (left > right && left < (distances[last] as number)) visit(search, 2 * node + 1, from, middle);
}

function look({ tree, queries, i, self, q, distances, places }: Search, from: number, to: number): void {
  const { points, rows, dim } = tree;
  const last = distances.length - 1;
  for (let p = from; p < to; p++) {
    const d = distanceBelow(queries, i, points, p, dim, q, distances[last] as number);
    if (d >= (distances[last] as number) || rows[p] === self) continue;
    let place = last;
    for (; place > 0 && (distances[place - 1] as number) > d; place--) {
      distances[place] = distances[place - 1] as number;
      places[place] = places[place - 1] as number;
    }
    distances[place] = d;
    places[place] = p;
  }
}

/** How many points lie within `radius` (powered) of row i of `queries`: closer than that, or, with `closed`, at most that far. */
export function countWithin(
  tree: KdTree,
  queries: ArrayLike<number>,
  i: number,
  q: number,
  radius: number,
  closed: boolean,
): number {
  // The next number above: what is below it is at most the radius.
  const limit = closed ? nextAfter(radius) : radius;
  return count(tree, queries, i, q, limit, 0, 0, tree.rows.length);
}

function count(
  tree: KdTree,
  queries: ArrayLike<number>,
  i: number,
  q: number,
  limit: number,
  node: number,
  from: number,
  to: number,
): number {
  if (toBox(tree, node, queries, i, q, limit) >= limit) return 0;
  if (to - from <= leafSize) {
    let found = 0;
    for (let p = from; p < to; p++) if (distanceBelow(queries, i, tree.points, p, tree.dim, q, limit) < limit) found++;
    return found;
  }
  if (acrossBox(tree, node, queries, i, q, limit) < limit) return to - from;
  const middle = (from + to) >> 1;
  return (
    count(tree, queries, i, q, limit, 2 * node + 1, from, middle) + count(tree, queries, i, q, limit, 2 * node + 2, middle, to)
  );
}

const words = new DataView(new ArrayBuffer(8));

/** The smallest float64 above a number that is not negative. */
function nextAfter(x: number): number {
  words.setFloat64(0, x);
  words.setBigUint64(0, words.getBigUint64(0) + 1n);
  return words.getFloat64(0);
}
