/** The registry of estimators: the only place where their names are listed. */
import type { Estimator } from "../contracts/bounds.js";
import { alphaInfoNce } from "./alphaInfoNce.js";
import { alphaLikelihood } from "./alphaLikelihood.js";
import { ba } from "./ba.js";
import { cca } from "./cca.js";
import { club } from "./club.js";
import { copula } from "./copula.js";
import { dv } from "./dv.js";
import { etaConvex } from "./etaConvex.js";
import { etaKernel } from "./etaKernel.js";
import { etaMine } from "./etaMine.js";
import { fdv } from "./fdv.js";
import { flo } from "./flo.js";
import { gm } from "./gm.js";
import { histogram } from "./histogram.js";
import { infoNce } from "./infoNce.js";
import { infoNceRows } from "./infoNceRows.js";
import { jsd } from "./jsd.js";
import { kde } from "./kde.js";
import { ksg } from "./ksg.js";
import { mine } from "./mine.js";
import { mineTuba } from "./mineTuba.js";
import { nmc } from "./nmc.js";
import { nwj } from "./nwj.js";
import { nwjLikelihood } from "./nwjLikelihood.js";
import { pce } from "./pce.js";
import { plugIn } from "./plugIn.js";
import { rateUpper } from "./rateUpper.js";
import { regularised } from "./regularised.js";
import { ross } from "./ross.js";
import { smile } from "./smile.js";
import { tuba } from "./tuba.js";

const lower = { flo, nwj, tuba, infoNce, infoNceRows, alphaInfoNce, etaMine, jsd, mineTuba };
const neither = { dv, mine, smile, fdv };
const withLikelihood = { pce, nwjLikelihood, alphaLikelihood, nmc };
const stabilised = {
  reFlo: regularised(flo),
  reNwj: regularised(nwj),
  reTuba: regularised(tuba),
  reInfoNce: regularised(infoNce),
  reJsd: regularised(jsd),
  reDv: regularised(dv),
  reMine: regularised(mine),
  reSmile: regularised(smile),
};

export const estimators = {
  ...lower,
  ...withLikelihood,
  ...neither,
  ...stabilised,
  ba,
  rateUpper,
  club,
  gm,
  ksg,
  cca,
  copula,
  kde,
  histogram,
  plugIn,
  ross,
  etaConvex,
  etaKernel,
} satisfies Record<string, Estimator>;

/**
 * What is maximised where nothing is asked for: the contrastive bound needs no critic where the likelihood is known; FLO has no cap. What the
 * critic of an evaluation is trained by: of the bounds InfoNCE has the least variance, and its cap is lifted afterwards by more contrasts. What a critic of
 * single samples is trained by: one whose scores may have any constant, which a running mean keeps from small batches. What brackets a
 * gain by densities, from below and from above. What tells at a glance which columns are dependent.
 */
export const preferred = {
  withLikelihood: "pce",
  without: "flo",
  evaluating: "infoNce",
  twoSamples: "mine",
  below: "ba",
  above: "rateUpper",
  elliptical: "copula",
  quickest: "histogram",
} as const satisfies Record<string, keyof typeof estimators>;
