/** The registry of simulators: the only place where their names are listed. */
import type { SimulatorFamily } from "../src/contracts/simulator.js";
import { death } from "./death.js";
import { discounting } from "./discounting.js";
import { linear } from "./linear.js";
import { location } from "./location.js";
import { pharmacokinetic } from "./pharmacokinetic.js";
import { psychometric } from "./psychometric.js";
import { seir } from "./seir.js";
import { sir } from "./sir.js";

export const simulators = { linear, location, pharmacokinetic, sir, seir, death, discounting, psychometric } satisfies Record<
  string,
  SimulatorFamily
>;
