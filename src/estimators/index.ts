/** The registry of estimators: the only place where their names are listed. */
import type { Estimator } from "../contracts/bounds.js";
import { ba } from "./ba.js";
import { club } from "./club.js";
import { flo } from "./flo.js";
import { gm } from "./gm.js";
import { infoNce } from "./infoNce.js";
import { ksg } from "./ksg.js";
import { mine } from "./mine.js";
import { nmc } from "./nmc.js";
import { nwj } from "./nwj.js";
import { pce } from "./pce.js";
import { rateUpper } from "./rateUpper.js";
import { tuba } from "./tuba.js";

export const estimators = { flo, nwj, infoNce, tuba, pce, nmc, mine, ba, rateUpper, club, gm, ksg } satisfies Record<
  string,
  Estimator
>;

/** What is maximised where nothing is asked for: the contrastive bound needs no critic where the likelihood is known; FLO has no cap. */
export const preferred = { withLikelihood: "pce", without: "flo" } as const satisfies Record<string, keyof typeof estimators>;
