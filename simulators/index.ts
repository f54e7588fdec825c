/** The registry of simulators: the only place where their names are listed. */
import type { SimulatorFamily } from "../src/contracts/simulator.js";
import { ces } from "./ces.js";
import { death } from "./death.js";
import { discounting } from "./discounting.js";
import { linear } from "./linear.js";
import { location } from "./location.js";
import { pharmacokinetic } from "./pharmacokinetic.js";
import { prey } from "./prey.js";
import { psychometric } from "./psychometric.js";
import { seir } from "./seir.js";
import { sir } from "./sir.js";

export const simulators = {
  linear,
  location,
  pharmacokinetic,
  sir,
  seir,
  death,
  discounting,
  psychometric,
  ces,
  prey,
} satisfies Record<string, SimulatorFamily>;
