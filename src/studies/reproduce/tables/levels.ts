/** What tables about the same staircase share: its levels, and where a benchmark's result has them. */
import type { Shown } from "../../types.js";
import { secondsColumn } from "../compare.js";
import type { Row } from "../types.js";

/** Nats. */
export const levels = [2, 4, 6, 8, 10];

/** Tasks that have these levels, and what pages call them. */
export const tasks = ["gaussian", "cubic"] as const;
export type Task = (typeof tasks)[number];
export const taskWords = { gaussian: "Gaussian", cubic: "Cubic" } as const satisfies Record<Task, string>;

export type Critic = "separable" | "joint";

export interface Bound {
  readonly label: string;
  readonly estimator: string;
  /** Further options of its cells. */
  readonly also?: Readonly<Record<string, Shown>>;
}

const read = ["value", "se", "median", "bias", "variance", "mse"] as const;

/** "mse 2": the mean squared error of the second level. */
export const levelReadsOf = (columns: readonly unknown[]): Readonly<Record<string, string>> => ({
  ...Object.fromEntries(columns.flatMap((_, i) => read.map((name) => [`${name} ${i + 1}`, `levels.${i}.${name}`]))),
  [secondsColumn]: "seconds",
});

export const levelReads = levelReadsOf(levels);

/** @param cell what all of them have alike @param suffix behind their labels @param columns a level each */
export function rowsOf(
  bounds: readonly Bound[],
  cell: Readonly<Record<string, Shown>>,
  name: "value" | "median" | "bias" | "variance" | "mse",
  published: Readonly<Record<string, readonly number[]>>,
  suffix: string,
  columns: readonly unknown[] = levels,
): Row[] {
  return bounds.map(({ label, estimator, also }) => ({
    label: `${label}${suffix}`,
    entries: columns.map((_, i) => ({
      cell: { ...cell, estimator, ...also },
      read: `${name} ${i + 1}`,
      ...(name === "value" ? { se: `se ${i + 1}` } : {}),
      published: published[label]?.[i] ?? null,
    })),
  }));
}
