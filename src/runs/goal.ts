/** What is to be learned, from the words of an option. */
import { check } from "../basics/errors.js";
import type { SimulatorFamily } from "../contracts/simulator.js";
import { withGoal } from "../modelling/goals.js";
import type { DesignOptions } from "../options/check.js";

export type GoalOptions = Pick<DesignOptions, "goal" | "nuisance">;

/** @throws InputError where they make no sense together, or by `create`, which knows the parameters */
export function aimedAt(family: SimulatorFamily, { goal, nuisance }: GoalOptions): SimulatorFamily {
  if (goal === undefined) {
    check(
      nuisance === undefined,
      `--nuisance ${nuisance} says what is known beside a goal: add --goal with the parameters that are to be learned`,
    );
    return family;
  }
  const names = goal.split(",").map((name) => name.trim());
  check(!names.includes(""), `--goal must be names with commas between, e.g. --goal ka,ke, got "${goal}"`);
  return withGoal(family, { names, nuisance: nuisance ?? "unknown" });
}
