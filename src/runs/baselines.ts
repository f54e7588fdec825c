/** What every design and policy is compared with. */
import { equallySpaced } from "../../policies/equallySpaced.js";
import { random } from "../../policies/random.js";
import type { Policy } from "../contracts/policy.js";

/** Policies that a design is compared with, by the names of their evaluations. */
export const baselines: Readonly<Record<string, Policy>> = { equallySpaced, random };
