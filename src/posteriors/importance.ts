import { toldAs } from "../basics/steps.js";
import type { PosteriorMethod, PosteriorTask } from "../contracts/posterior.js";
import { split } from "../numbers/keys.js";
import { byWeights, enough, mostShape, type Weighted, weightedPrior } from "./weightedPrior.js";

/** Draws from the prior at first, for each that is wanted and at least; four times as many while too few of them weigh anything. */
const drawsPerDraw = 25;
const [leastDraws, mostDraws] = [50_000, 3_200_000];
const growth = 4;

const isRough = ({ ess, paretoK }: Weighted): boolean => ess < enough || !(paretoK <= mostShape);

export const importance: PosteriorMethod = {
  name: "importance",
  summary: "draws from the prior, weighed by the likelihood: up to three million, until enough of them weigh something",
  use: "a known likelihood and a prior that can only be drawn from: draws of an earlier study, a program's own",
  reference: "Vehtari, Simpson, Gelman, Yao and Gabry 2024, Pareto smoothed importance sampling",
  from: "likelihood",
  needsPriorDensity: false,
  givesEvidence: true,
  async *draw({ prior, logLikelihood }, key, n, signal) {
    const k = split(key, "prior", "again");
    const logs = logLikelihood as NonNullable<PosteriorTask["logLikelihood"]>;
    const p = prior.names.length;
    for (let [size, told] = [Math.max(leastDraws, drawsPerDraw * n), 0]; ; size *= growth) {
      const weighing = weightedPrior(prior, logs, { key: k.prior, n: size, signal });
      // It may be the last round, or four times as long a one may follow.
      const weighted = yield* toldAs(weighing, (done) => ({
        phase: "weighing the prior's draws",
        fraction: told + (1 - told) * 0.5 * done,
      }));
      if (isRough(weighted) && size * growth <= mostDraws) {
        told += (1 - told) * 0.5;
        continue;
      }
      return { ...byWeights(weighted, { p, key: k.again, n, size }), logEvidence: weighted.logMean };
    }
  },
};
