/** The registry of critics, and that of models of densities: the only place where their names are listed. */
import type { Critic, DensityModel } from "../contracts/bounds.js";
import { bilinear } from "./bilinear.js";
import { deepSets } from "./deepSets.js";
import { flowDensity } from "./flowDensity.js";
import { gaussian } from "./gaussian.js";
import { gaussianDensity } from "./gaussianDensity.js";
import { joint } from "./joint.js";
import { mixtureDensity } from "./mixtureDensity.js";
import { recurrent } from "./recurrent.js";
import { separable } from "./separable.js";
import { separableTanh } from "./separableTanh.js";
import { twoHeaded } from "./twoHeaded.js";

export const critics = { joint, twoHeaded, separable, separableTanh, bilinear, gaussian, recurrent, deepSets } satisfies Record<
  string,
  Critic
>;

export const densities = { gaussian: gaussianDensity, mixture: mixtureDensity, flow: flowDensity } satisfies Record<
  string,
  DensityModel
>;
