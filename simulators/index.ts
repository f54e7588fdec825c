/** The registry of simulators: the only place where their names are listed. */
import type { SimulatorFamily } from "../src/types.js";
import { pharmacokinetic } from "./pharmacokinetic.js";

export const simulators = { pharmacokinetic } satisfies Record<string, SimulatorFamily>;
