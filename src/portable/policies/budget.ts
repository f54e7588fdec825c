/** What a policy for several horizons reads of how many measurements there are: policies/budget.ts has the same with tensors. */
import { parameter } from "../matrix.js";
import { sizesOf } from "../sizes.js";
import type { PolicyData } from "../types.js";
import { openMlp } from "./mlp.js";

/** Measurements of this experiment, and of the longest that the policy was trained for; without `most` all were of this one. */
export interface Budget {
  readonly horizon: number;
  readonly most?: number | undefined;
}

/** Of a policy's file: the longest horizon of its list, if it has one. */
export const budgetOf = ({ horizon, horizons }: Pick<PolicyData, "horizon" | "horizons">): Budget => ({
  horizon,
  ...(horizons ? { most: Math.max(...horizons) } : {}),
});

/** Measurements that the plan has a place for. */
export const plannedBy = ({ horizon, most = horizon }: Budget): number => most;

/**
 * How many measurements were taken and are left, as shares of the most; and 1/(left + 1), which is the share of what is left of a range that evenly spaced
 * ones leave before the next: of few that are left, one more or less matters most.
 */
export function budgetAt({ horizon, most = horizon }: Budget, step: number): [number, number, number] {
  const left = horizon - step;
  return [step / most, left / most, 1 / (1 + left)];
}

export const budgetNumbers = 3;

/** What a network that knew its horizon beforehand reads of it, where it reads anything: its share; of several horizons, all three. */
export const sharesAt = (budget: Budget, step: number): readonly number[] =>
  budget.most === undefined ? [step / budget.horizon] : budgetAt(budget, step);

/** How many numbers those are. */
export const sharesOf = ({ most }: Budget): number => (most === undefined ? 1 : budgetNumbers);

/** The plan's raw numbers for the next measurement, moved by how many are left where there are several horizons, put into `raw`. */
export function openPlan(data: PolicyData): (step: number, raw: Float64Array) => void {
  const { rawWidth } = sizesOf(data);
  const budget = budgetOf(data);
  const start = parameter(data, "design/start", 1, plannedBy(budget) * rawWidth);
  if (budget.most === undefined) return (step, raw) => void raw.set(start.subarray(step * rawWidth, (step + 1) * rawWidth));
  const head = openMlp(data, "design/budget", [budgetNumbers, data.hidden.at(-1) as number, rawWidth]);
  return (step, raw) => {
    const more = head(Float64Array.from(budgetAt(budget, step)));
    for (let r = 0; r < rawWidth; r++) raw[r] = (start[step * rawWidth + r] as number) + (more[r] as number);
  };
}
