/** The registry of critics: the only place where their names are listed. */
import type { Critic } from "../contracts/bounds.js";
import { bilinear } from "./bilinear.js";
import { deepSets } from "./deepSets.js";
import { gaussian } from "./gaussian.js";
import { joint } from "./joint.js";
import { recurrent } from "./recurrent.js";
import { separable } from "./separable.js";

export const critics = { joint, separable, bilinear, gaussian, recurrent, deepSets } satisfies Record<string, Critic>;
