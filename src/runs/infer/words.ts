/** An inference in words, for a terminal. */
import { percent, short, withError, withErrorParts } from "../../basics/digits.js";
import { table } from "../../basics/tables.js";
import { counted, named } from "../../basics/text.js";
import type { InferenceResult } from "../../records/types.js";

export function inferenceSummary({
  trained,
  why,
  parameters,
  draws,
  ess,
  rhat,
  paretoK,
  predictive,
  data,
  logEvidence,
  models,
}: InferenceResult): string {
  const head = ["parameter", "mean", "sd", "95 % interval", "before: mean", "sd"];
  const rows = parameters.map(({ name, unit, mean, sd, interval, intervalErrors, mcError, prior }) => [
    named(name, unit),
    withError(mean, mcError, { digits: 1 }),
    short(sd, 3),
    interval.map((end, i) => withError(end, intervalErrors[i] as number, { digits: 1 })).join(" to "),
    short(prior.mean, 3),
    short(prior.sd, 3),
  ]);
  const rests = [
    counted(draws, "draw"),
    `effective ${Math.round(ess)}`,
    ...(rhat === undefined ? [] : [`R-hat ${rhat.toFixed(3)}`]),
    ...(paretoK === undefined ? [] : [`Pareto k ${paretoK.toFixed(2)}`]),
    ...(logEvidence ? [`log evidence ${withError(logEvidence.value, logEvidence.se)} nats`] : []),
  ];
  const seen = `${counted(data.experiments, "experiment")}, ${counted(data.outcomes, "outcome")}${data.missing > 0 ? `, ${data.missing} missing` : ""}${data.censored ? `, ${data.censored} of them beyond a limit only` : ""}`;
  return (
    `${table([head, ...rows])}± is one Monte Carlo error, which more --draws make smaller${trained ? "; how well its model was trained is not in it: floe calibrate tells" : ""}\n\n` +
    (models ? `${modelTable(models)}\n` : "") +
    `data       ${seen}\n` +
    `posterior  ${why.split("; ")[0]}\n           ${rests.join(", ")}\n` +
    `check      ${percent(predictive.p, 1)} of experiments simulated with these parameters lie as far out as the data (p = ${shareOf(predictive)})\n`
  );
}

/** Which model the data speak for. */
function modelTable(models: NonNullable<InferenceResult["models"]>): string {
  const head = ["model", "before", "log evidence (nats)", "best over it", "probability"];
  const rows = models.map(({ name, before, logEvidence, bayesFactor, probability }) => [
    name,
    short(before, 3),
    withError(logEvidence.value, logEvidence.se),
    bayesFactor.se > 0 ? withError(bayesFactor.value, bayesFactor.se) : short(bayesFactor.value, 3),
    withError(probability.value, probability.se, { digits: 1 }),
  ]);
  return table([head, ...rows]);
}

const shareOf = ({ p, se }: { readonly p: number; readonly se: number }): string => {
  const parts = withErrorParts(p, se, { digits: 1 });
  return parts.value;
};
