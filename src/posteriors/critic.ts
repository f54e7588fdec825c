import { asPart, toldAs } from "../basics/steps.js";
import type { PosteriorMethod, PosteriorTask } from "../contracts/posterior.js";
import { split } from "../numbers/keys.js";
import { chainsFor } from "./mcmc.js";
import { byWeights, enough, mostShape, shapeOf, weightedPrior } from "./weightedPrior.js";

/** Draws from the prior for each that is wanted, and at least so many. */
const drawsPerDraw = 25;
const leastDraws = 50_000;

export const critic: PosteriorMethod = {
  name: "critic",
  summary:
    "the prior times exp of a trained critic's scores: draws by smoothed weights, by chains where too few of them are left",
  use: "no likelihood and no trained density: as good as the critic is at what was seen, for designs that it was trained for",
  reference:
    "Oord et al. 2018, arXiv:1807.03748; Vehtari, Simpson, Gelman, Yao and Gabry 2024, Pareto smoothed importance sampling",
  from: "scores",
  needsPriorDensity: false,
  async *draw(task, key, n, signal) {
    const k = split(key, "prior", "again", "chains");
    const { prior } = task;
    const scores = task.scores as NonNullable<PosteriorTask["scores"]>;
    const size = Math.max(leastDraws, drawsPerDraw * n);
    const weighing = weightedPrior(prior, scores, { key: k.prior, n: size, signal });
    const weighted = yield* toldAs(weighing, (done) => ({ phase: "weighing the prior's draws", fraction: 0.3 * done }));
    const trusted = weighted.ess >= enough && weighted.paretoK <= mostShape;
    if (trusted || !prior.logDensity) return byWeights(weighted, { p: prior.names.length, key: k.again, n, size });
    const sample = yield* asPart(chainsFor({ prior, logLikelihood: scores }, k.chains, n, signal), 0.3, 1);
    const far = `of ${size} draws from the prior ${weighted.ess.toFixed(0)} effective ones were left, so chains were run: the critic has seldom seen the like`;
    return { ...sample, ...shapeOf(weighted), warnings: [far, ...sample.warnings] };
  },
};
