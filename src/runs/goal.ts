/** What is to be learned, from the words of an option. */
import { check } from "../basics/errors.js";
import type { SimulatorFamily } from "../contracts/simulator.js";
import { withGoal } from "../modelling/goals.js";
import type { DesignOptions } from "../options/check.js";

/** The goal that is all parameters: what is meant without a goal, unless several models are compared. */
const everything = "all";

export type GoalOptions = Pick<DesignOptions, "goal" | "nuisance">;

/** @throws InputError where they make no sense together, or by `create`, which knows the parameters */
export function aimedAt(family: SimulatorFamily, options: GoalOptions): SimulatorFamily {
  const { goal = family.usualGoal, nuisance } = options;
  if (goal === undefined || goal === everything) {
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
