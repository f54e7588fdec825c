/** The registry of critics: the only place where their names are listed. */
import type { Critic } from "../types.js";
import { bilinear } from "./bilinear.js";
import { gaussian } from "./gaussian.js";
import { joint } from "./joint.js";
import { separable } from "./separable.js";

export const critics = { joint, separable, bilinear, gaussian } satisfies Record<string, Critic>;
export type CriticName = keyof typeof critics;
