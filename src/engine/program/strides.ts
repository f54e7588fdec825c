/** Loops over arrays of any rank as few loops with strides, all in elements. */
import { sizeOf } from "./program.js";

/** Strides of a contiguous array of this shape. */
export function stridesOf(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length);
  let stride = 1;
  for (let i = shape.length - 1; i >= 0; i--) {
    strides[i] = stride;
    stride *= shape[i] as number;
  }
  return strides;
}

/** Strides with which an array of `shape` is read as if it had the shape `to`: 0 where it repeats. */
export function broadcastStrides(shape: readonly number[], to: readonly number[]): number[] {
  const own = stridesOf(shape);
  const missing = to.length - shape.length;
  return to.map((_, i) => (i < missing || shape[i - missing] === 1 ? 0 : (own[i - missing] as number)));
}

export interface Loops {
  readonly dims: readonly number[];
  /** One list of strides per operand. */
  readonly strides: readonly (readonly number[])[];
}

/** Drops axes of size 1 and joins neighbours that every operand walks through without a break. */
export function joined(dims: readonly number[], strides: readonly (readonly number[])[]): Loops {
  const out: number[] = [];
  const kept: number[][] = strides.map(() => []);
  for (const [i, d] of dims.entries()) {
    if (d === 1) continue;
    const last = out.length - 1;
    const joins = last >= 0 && strides.every((s, j) => kept[j]?.[last] === (s[i] as number) * d);
    if (joins) out[last] = (out[last] as number) * d;
    else out.push(d);
    const at = out.length - 1;
    for (const [j, s] of strides.entries()) (kept[j] as number[])[at] = s[i] as number;
  }
  return { dims: out, strides: kept };
}

export interface InnerLoops extends Loops {
  /** Start of each repetition, one offset per operand. */
  readonly starts: readonly (readonly number[])[];
}

/** Exactly `rank` inner loops, with what is more than that unrolled into start offsets. */
export function innerLoops({ dims, strides }: Loops, rank: number): InnerLoops {
  const extra = Math.max(0, dims.length - rank);
  const pad = Math.max(0, rank - dims.length);
  let starts: number[][] = [strides.map(() => 0)];
  for (let axis = 0; axis < extra; axis++)
    starts = starts.flatMap((start) =>
      Array.from({ length: dims[axis] as number }, (_, i) => start.map((at, j) => at + i * (strides[j]?.[axis] as number))),
    );
  const inner = (list: readonly number[], filler: number) => [...new Array<number>(pad).fill(filler), ...list.slice(extra)];
  return { dims: inner(dims, 1), strides: strides.map((s) => inner(s, 0)), starts };
}

/** Offsets in elements of both operands for every matrix of a product [..., M, K]·[..., K, N] that broadcasts, in the order of the results. */
export function matrixOffsets(a: readonly number[], b: readonly number[], out: readonly number[]): readonly [number, number][] {
  const batch = out.slice(0, -2);
  const [matrixA, matrixB] = [a, b].map((s) => (s.at(-1) as number) * (s.at(-2) as number)) as [number, number];
  const [sa, sb] = [broadcastStrides(a.slice(0, -2), batch), broadcastStrides(b.slice(0, -2), batch)];
  let offsets: [number, number][] = [[0, 0]];
  for (const [axis, count] of batch.entries())
    offsets = offsets.flatMap(([p, q]) =>
      Array.from({ length: count }, (_, i): [number, number] => [
        p + i * (sa[axis] as number) * matrixA,
        q + i * (sb[axis] as number) * matrixB,
      ]),
    );
  return offsets;
}

/** A reduction of [outer, reduced, inner] to [outer, inner]. */
export interface ReducedRun {
  readonly outer: number;
  readonly reduced: number;
  readonly inner: number;
}

/** One run for each row of neighbouring axes that are reduced, last axes first; one that changes nothing where there are none. */
export function reducedRuns(shape: readonly number[], axes: readonly number[]): readonly ReducedRun[] {
  const dims = [...shape];
  const runs: ReducedRun[] = [];
  for (let end = dims.length; end > 0; ) {
    if (!axes.includes(end - 1)) {
      end--;
      continue;
    }
    let start = end - 1;
    while (axes.includes(start - 1)) start--;
    runs.push({ outer: sizeOf(dims.slice(0, start)), reduced: sizeOf(dims.slice(start, end)), inner: sizeOf(dims.slice(end)) });
    dims.splice(start, end - start, ...new Array<number>(end - start).fill(1));
    end = start;
  }
  return runs.length ? runs : [{ outer: 1, reduced: 1, inner: sizeOf(shape) }];
}
