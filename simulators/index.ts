/** The registry of simulators: the only place where their names are listed. */
import type { SimulatorFamily } from "../src/types.js";
import { pharmacokinetic } from "./pharmacokinetic.js";
import { sir } from "./sir.js";

export const simulators = { pharmacokinetic, sir } satisfies Record<string, SimulatorFamily>;
