import type { PosteriorMethod, PosteriorSample, PosteriorTask } from "../contracts/posterior.js";
import { split } from "../numbers/keys.js";
import { drawnAgain, weightedPrior } from "./importance.js";

/** Draws from the prior for each that is wanted, and at least so many. */
const drawsPerDraw = 25;
const leastDraws = 50_000;

/** Effective ones that are enough. */
const enough = 400;

/** Above it, weights are not to be trusted (Vehtari et al. 2024). */
const mostShape = 0.7;

export const critic: PosteriorMethod = {
  name: "critic",
  summary: "the prior, weighted by exp of a trained critic's scores: drawn again by smoothed weights",
  use: "no likelihood and no trained density: as good as the critic is at what was seen, for designs that it was trained for",
  reference:
    "Oord et al. 2018, arXiv:1807.03748; Vehtari, Simpson, Gelman, Yao and Gabry 2024, Pareto smoothed importance sampling",
  from: "scores",
  needsPriorDensity: false,
  async *draw(task, key, n, signal) {
    const k = split(key, "prior", "again");
    const { prior } = task;
    const scores = task.scores as NonNullable<PosteriorTask["scores"]>;
    const size = Math.max(leastDraws, drawsPerDraw * n);
    const weighing = weightedPrior(prior, scores, { key: k.prior, n: size, signal });
    let done = await weighing.next();
    for (; !done.done; done = await weighing.next()) yield { phase: "weighing the prior's draws", fraction: done.value };
    const weighted = done.value;
    const { ess, paretoK } = weighted;
    // What is drawn again has the weights' error and one of its own.
    const left = 1 / (1 / ess + 1 / n);
    return {
      theta: drawnAgain(weighted, prior.names.length, k.again, n),
      ess: prior.names.map(() => left),
      ...(Number.isFinite(paretoK) ? { paretoK } : {}),
      warnings: warningsOf(ess, paretoK, size),
    } satisfies PosteriorSample;
  },
};

function warningsOf(ess: number, paretoK: number, size: number): string[] {
  return [
    ...(ess < enough ? [`${size} draws from the prior leave ${ess.toFixed(0)} effective ones: these draws are rough`] : []),
    ...(paretoK > mostShape
      ? [
          `few draws carry most of the weight (Pareto k ${paretoK.toFixed(2)}, above ${mostShape}): means and intervals are not to be trusted`,
        ]
      : []),
  ];
}
