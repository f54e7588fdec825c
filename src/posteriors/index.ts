/** The registry of posteriors: the only place where their names are listed. */
import type { PosteriorMethod } from "../contracts/posterior.js";
import { amortised } from "./amortised.js";
import { critic } from "./critic.js";
import { grid } from "./grid.js";
import { importance } from "./importance.js";
import { mcmc } from "./mcmc.js";
import { nearest } from "./nearest.js";
import { smc } from "./smc.js";

/** In the order in which they are taken where nothing is asked for: exact ones first, then what is known, then what was trained, last what is only like what was seen. */
export const posteriors = { grid, mcmc, smc, importance, amortised, critic, nearest } satisfies Record<string, PosteriorMethod>;
