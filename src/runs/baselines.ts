/** What every design and policy is compared with. */
import { equallySpaced } from "../../policies/equallySpaced.js";
import { random } from "../../policies/random.js";
import type { FixedPolicy } from "../contracts/policy.js";

/** Policies that a design is compared with, by the names of their evaluations; records name the design of one that has a `known` one. */
export const baselines: Readonly<Record<string, FixedPolicy>> = { equallySpaced, random };
