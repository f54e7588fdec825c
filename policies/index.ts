/** The registry of policies: the only place where their names are listed. */
import type { AdaptiveFamily, FixedPolicy } from "../src/contracts/policy.js";
import { attention } from "./attention.js";
import { deepSets } from "./deepSets.js";
import { equallySpaced } from "./equallySpaced.js";
import { lstm } from "./lstm.js";
import { random } from "./random.js";
import { recurrent } from "./recurrent.js";
import { staticDesign } from "./static.js";

/** They look at nothing. */
export const policies = { static: staticDesign, random, equallySpaced } satisfies Record<string, FixedPolicy>;

/** They decide after every outcome. */
export const adaptivePolicies = { recurrent, lstm, deepSets, attention } satisfies Record<string, AdaptiveFamily>;
