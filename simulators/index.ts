/** The registry of simulators: the only place where their names are listed. */
import type { SimulatorFamily } from "../src/contracts/simulator.js";
import { death } from "./death.js";
import { linear } from "./linear.js";
import { pharmacokinetic } from "./pharmacokinetic.js";
import { seir } from "./seir.js";
import { sir } from "./sir.js";

export const simulators = { linear, pharmacokinetic, sir, seir, death } satisfies Record<string, SimulatorFamily>;
