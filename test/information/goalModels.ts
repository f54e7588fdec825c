/** A line and a parabola with normal errors, whose gains about goals are closed forms. */
import { fixed } from "../../policies/fixed.js";
import { drained } from "../../src/basics/steps.js";
import type { Gain } from "../../src/contracts/gain.js";
import type { Simulator, SimulatorFamily } from "../../src/contracts/simulator.js";
import { createSimulator } from "../../src/modelling/defineSimulator.js";
import { withGoal } from "../../src/modelling/goals.js";
import { rivalModels } from "../../src/modelling/rivals.js";
import { key } from "../../src/numbers/keys.js";
import { evaluatePolicy } from "../../src/runs/evaluate.js";
import { covariance, logDeterminant, polynomial } from "../support/polynomials.js";

export const noiseSd = 0.5;
export const line = polynomial({ name: "line", degree: 1, noiseSd });
export const parabola = polynomial({ name: "parabola", degree: 2, noiseSd });
export const models = [
  { name: "line", family: line },
  { name: "parabola", family: parabola },
];
export const shares = [0.6, 0.4];
export const rivals = rivalModels(models, shares);
export const design = [-1, 0.1, 0.9];

export const about = (
  names: readonly string[],
  nuisance: "unknown" | "known" = "unknown",
  of: SimulatorFamily = parabola,
): Simulator => createSimulator(withGoal(of, { names, nuisance }), design.length);

export async function gainOf(simulator: Simulator, samples: number, contrasts: number): Promise<Gain> {
  const options = { samples, contrasts, criticSteps: 10, criticBatch: 10 };
  return (await drained(evaluatePolicy({ simulator, policy: fixed(design), params: {}, options, key: key(5) }))).gain;
}

/** I(goal; y) = (log det cov(y) - log det cov(y | goal)) / 2, the nuisance's part of the covariance in both, or in none. */
export function exact(goal: readonly number[], nuisance: readonly number[]): number {
  const before = covariance(design, [...goal, ...nuisance], noiseSd);
  return (logDeterminant(before) - logDeterminant(covariance(design, nuisance, noiseSd))) / 2;
}
