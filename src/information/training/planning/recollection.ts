/** What a planner remembers between two rounds, as arrays in the places of a training's parameters. */
import * as tf from "@tensorflow/tfjs-core";
import type { DesignSpace } from "../../../contracts/space.js";
import type { Key, Params } from "../../../contracts/values.js";
import type { Kernel } from "../../../numbers/gaussianProcess.js";
import { memoryName } from "../state.js";
import { everywhere, type Raws } from "./places.js";

/** Designs of a round. Of fewer the critic would learn little, of more each would be tried by few experiments of a usual batch. */
export const members = 32;

/** Designs with their credits that are kept, the latest: the matrix of the regression has so many rows, however long a training is. */
export const most = 256;

/** A design that was tried, as the regression sees it before its scale is chosen. */
export interface Point {
  readonly shares: readonly number[];
  /** Mean credit of so many experiments, nats. */
  readonly value: number;
  readonly count: number;
  readonly time: number;
  /** The index of its round. */
  readonly round: number;
}

export interface Recollection {
  /** Raw values of this round's designs, [members][rawDim], and of the best design so far, [rawDim]. */
  readonly plan: Raws;
  readonly best: readonly number[];
  /** The latest first. */
  readonly points: readonly Point[];
  readonly kernel: Kernel;
  readonly logits: boolean;
}

const own = (name: string): string => `${memoryName}planning/${name}`;
export const planName = own("plan");
/** Sum of the credits of each design's experiments in this round, and their number: [members, 2]. */
export const sumsName = own("sums");
export const bestName = own("best");
const pointsName = own("points");
const fitName = own("fit");
export const recalled = [planName, sumsName, bestName, pointsName, fitName] as const;

/** Of no points. */
const firstKernel = (dim: number): Kernel => ({ lengths: Array(dim).fill(0.5), drift: 1, noise: 30, shift: 0.1 });

export function initRecollection(designs: DesignSpace, key: Key): Params {
  const { rawDim, dim } = designs;
  const start = {
    plan: everywhere(designs, key, members),
    best: Array(rawDim).fill(0),
    points: [],
    kernel: firstKernel(dim),
    logits: false,
  };
  const shapes: Record<string, [number, number]> = {
    [planName]: [members, rawDim],
    [sumsName]: [members, 2],
    [bestName]: [1, rawDim],
    [pointsName]: [most, dim + 4],
    [fitName]: [1, dim + 4],
  };
  return Object.fromEntries(Object.entries(written(start)).map(([name, values]) => [name, tf.tensor2d(values, shapes[name])]));
}

/** In the order of the shapes; sums begin anew. */
export function written({ plan, best, points, kernel, logits }: Recollection): Record<string, Float32Array> {
  const { lengths, drift, noise, shift } = kernel;
  const width = lengths.length + 4;
  const kept = new Float32Array(most * width);
  points.slice(0, most).forEach(({ shares, value, count, time, round }, i) => {
    kept.set([...shares, value, count, time, round], i * width);
  });
  return {
    [planName]: Float32Array.from(plan.flat()),
    [sumsName]: new Float32Array(2 * members),
    [bestName]: Float32Array.from(best),
    [pointsName]: kept,
    [fitName]: Float32Array.from([...lengths, drift, noise, shift, Number(logits)]),
  };
}

type Arrays = Readonly<Record<string, Float32Array>>;

/** What was written, and each design's credits in this round. */
export function read(arrays: Arrays, dim: number): Recollection & { readonly sums: readonly (readonly number[])[] } {
  const rows = (name: string, width: number): number[][] => {
    const all = Array.from(arrays[name] as Float32Array);
    return Array.from({ length: all.length / width }, (_, i) => all.slice(i * width, (i + 1) * width));
  };
  const best = Array.from(arrays[bestName] as Float32Array);
  const points = rows(pointsName, dim + 4).map((row): Point => {
    const [value, count, time, round] = row.slice(dim) as [number, number, number, number];
    return { shares: row.slice(0, dim), value, count, time, round };
  });
  const fit = rows(fitName, dim + 4)[0] as number[];
  const [drift, noise, shift, logits] = fit.slice(dim) as [number, number, number, number];
  return {
    plan: rows(planName, best.length),
    best,
    points: points.filter(({ count }) => count > 0),
    kernel: { lengths: fit.slice(0, dim), drift, noise, shift },
    logits: logits === 1,
    sums: rows(sumsName, 2),
  };
}
