/** The registry of critics: the only place where their names are listed. */
import type { Critic } from "../types.js";
import { bilinear } from "./bilinear.js";
import { joint } from "./joint.js";
import { separable } from "./separable.js";

export const critics = { joint, separable, bilinear } satisfies Record<string, Critic>;
export type CriticName = keyof typeof critics;
