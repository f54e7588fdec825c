/** The registry of policies: the only place where their names are listed. */
import type { FixedPolicy } from "../src/types.js";
import { equallySpaced } from "./equallySpaced.js";
import { random } from "./random.js";
import { staticDesign } from "./static.js";

export const policies = { static: staticDesign, random, equallySpaced } satisfies Record<string, FixedPolicy>;
export type PolicyName = keyof typeof policies;
