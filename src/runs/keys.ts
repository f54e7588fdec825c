/** One seed, a key for every use. */
import type { Key } from "../contracts/values.js";
import { key as rootKey, split } from "../numbers/keys.js";
import type { DesignJob } from "./job.js";

const uses = ["rehearsal", "restart", "comparison", "evaluation", "drawing", "rollouts"] as const;

/** The keys of a run. Pieces agree on them without talking to each other. */
export function keysOf({ seed }: DesignJob): Record<(typeof uses)[number], Key> {
  return split(rootKey(seed), ...uses);
}
