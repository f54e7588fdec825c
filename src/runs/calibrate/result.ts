/** From replications to the result of a calibration. */
import type { PosteriorMethod } from "../../contracts/posterior.js";
import type { Prior } from "../../contracts/simulator.js";
import { isFailed, type Replication } from "../../records/calibrationStore.js";
import type { CalibratedParameter, CalibratedPosterior, Rank } from "../../records/types.js";
import { central, curveOf, histogramOf, leastP, nearest, recalibrated, spreadOf, uniformityOf, verdictOf } from "./told.js";

/** Fewer tell nothing. */
const leastReplications = 20;

/** @throws Error where hardly any replication has a posterior, in words */
export function calibratedPosterior(
  { name, summary }: PosteriorMethod,
  { names, units }: Prior,
  replications: readonly Replication[],
  seconds: CalibratedPosterior["seconds"],
): CalibratedPosterior | undefined {
  const ranks = replications.flatMap((replication): (readonly Rank[])[] =>
    replication.some(isFailed) ? [] : [replication as readonly Rank[]],
  );
  if (ranks.length < leastReplications) return undefined;
  const placesOf = (is: (rank: Rank) => boolean) => ranks.map((of) => (of.find(is) as Rank).place);
  const parameters = names.map((parameter, j) =>
    calibratedParameter(
      parameter,
      units[j] as string,
      placesOf(({ of, name: own }) => of === "parameter" && own === parameter),
    ),
  );
  const together = placesOf(({ of }) => of === "distance");
  const tarp = { ...uniformityOf(together, nearest), curve: curveOf(together, nearest) };
  const draws = ranks.map((of) => (of[0] as Rank).draws);
  return {
    name,
    summary,
    replications: ranks.length,
    failed: replications.length - ranks.length,
    draws: [Math.min(...draws), Math.max(...draws)],
    seconds,
    passes: [...parameters, tarp].every(({ sbcP }) => sbcP >= leastP),
    parameters,
    tarp,
  };
}

function calibratedParameter(name: string, unit: string, places: readonly number[]): CalibratedParameter {
  const uniformity = uniformityOf(places, central);
  const spread = spreadOf(places);
  return {
    name,
    unit,
    ...uniformity,
    ...spread,
    verdict: verdictOf(uniformity.sbcP, spread),
    histogram: histogramOf(places),
    curve: curveOf(places, central),
    ...(uniformity.sbcP < leastP ? { recalibrated: recalibrated(places) } : {}),
  };
}
