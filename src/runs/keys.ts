/** One seed, a key for every use. */
import type { Key } from "../contracts/values.js";
import { key as rootKey, split } from "../numbers/keys.js";
import type { DesignJob } from "./job.js";

/** The keys of a run. Pieces agree on them without talking to each other. */
export function keysOf({ seed }: DesignJob): Record<"restart" | "comparison" | "evaluation" | "drawing" | "rollouts", Key> {
  return split(rootKey(seed), "restart", "comparison", "evaluation", "drawing", "rollouts");
}
