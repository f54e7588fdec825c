/** The registry of meta-learning methods: the only place where their names are listed. */
import type { MetaMethod } from "../types.js";
import { alpaca } from "./alpaca.js";
import { alpacaFlo } from "./alpacaFlo.js";
import { anil } from "./anil.js";
import { cnp } from "./cnp.js";
import { deepKernel } from "./deepKernel.js";
import { fomaml } from "./fomaml.js";
import { infoNce } from "./infoNce.js";
import { kl } from "./kl.js";
import { maml } from "./maml.js";
import { mean } from "./mean.js";
import { metaFlo } from "./metaFlo.js";
import { noise } from "./noise.js";
import { nwj } from "./nwj.js";
import { oracle } from "./oracle.js";
import { reptile } from "./reptile.js";
import { smooth } from "./smooth.js";
import { zero } from "./zero.js";

export const metaMethods = {
  metaFlo,
  cnp,
  noise,
  kl,
  infoNce,
  nwj,
  alpaca,
  alpacaFlo,
  deepKernel,
  fomaml,
  maml,
  anil,
  reptile,
  smooth,
  oracle,
  mean,
  zero,
} satisfies Record<string, MetaMethod>;
