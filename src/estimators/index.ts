/** The registry of estimators: the only place where their names are listed. */
import type { Estimator } from "../contracts/bounds.js";
import { ba } from "./ba.js";
import { flo } from "./flo.js";
import { infoNce } from "./infoNce.js";
import { ksg } from "./ksg.js";
import { mine } from "./mine.js";
import { nmc } from "./nmc.js";
import { nwj } from "./nwj.js";
import { pce } from "./pce.js";
import { tuba } from "./tuba.js";

export const estimators = { flo, nwj, infoNce, tuba, pce, nmc, mine, ba, ksg } satisfies Record<string, Estimator>;

/**
 * What is maximised where nothing is asked for: the contrastive bound needs no critic where the likelihood is known; FLO has no cap. What the
 * critic of an evaluation is trained by: of the bounds InfoNCE has the least variance, and its cap is lifted afterwards by more contrasts.
 */
export const preferred = { withLikelihood: "pce", without: "flo", evaluating: "infoNce" } as const satisfies Record<
  string,
  keyof typeof estimators
>;
