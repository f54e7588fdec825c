/** What the user must know before the numbers of an inference are believed. */
import { percent } from "../../basics/digits.js";
import { enumerate } from "../../basics/text.js";
import type { MeasuredData } from "../../contracts/data.js";
import type { PosteriorSample } from "../../contracts/posterior.js";
import { type Check, strangeToLearned } from "../../numbers/strangeness.js";
import type { InferredParameter } from "../../records/types.js";
import { contradicted, type Near, nearestInWords } from "./nearest.js";

interface Told {
  readonly data: MeasuredData;
  readonly sample: PosteriorSample;
  readonly parameters: readonly InferredParameter[];
  readonly checks: { readonly posterior: Check; readonly prior: Check };
  /** Where the posterior rests on what was trained on simulations: those that came out most like the data. */
  readonly near?: readonly Near[];
  /** Where it is the simulations most like the data: among how many they were looked for. */
  readonly simulated?: number;
}

/** Shares of simulations that lie as far out as the data: below, the data are like none of them. */
const [strange, unexplained] = [0.001, 0.01];
/** Largest R-hat of chains that agree (Vehtari et al. 2021). */
const mostRhat = 1.01;

/** Fewer effective draws leave the ends of an interval to chance. */
const leastEss = 100;

export function warningsOf({ data, sample, parameters, checks, near, simulated }: Told): string[] {
  const { posterior, prior } = checks;
  const isLearned = near !== undefined || simulated !== undefined;
  const far = `${percent(Math.max(prior.p, 1 / prior.samples), 1)} or less`;
  return [
    ...data.notes,
    ...(prior.p < (isLearned ? strangeToLearned : strange)
      ? [
          `these data are unlike anything that is simulated with the prior's parameters: ${far} of ${prior.samples} simulated experiments stand as alone among the others. ` +
            (simulated !== undefined
              ? `What is trained on such simulations would have seen hardly any like them, so that nothing was trained: the posterior is those of ${simulated.toLocaleString("en-US")} ` +
                "simulations that came out most like the data. It is rough, and wider than it could be. Look for a slip in the data, or widen the prior"
              : near
                ? "What was trained on such simulations has seen hardly any like them, so its intervals cannot be trusted: look for a slip in the data, or widen the prior"
                : "Look for a slip in the data or in their units; if they are right, prior or model are in doubt"),
        ]
      : []),
    ...(posterior.p < unexplained
      ? [
          `the model does not explain these data with any parameters that it finds: of ${posterior.samples} experiments simulated with them ` +
            `${percent(posterior.p, 1)} lie as far from their mean (p = ${posterior.p.toPrecision(2)})`,
        ]
      : []),
    ...(near ? learnedDoubts(parameters, near, prior.p < strangeToLearned) : []),
    ...sample.warnings,
    ...parameters.flatMap(({ name, ess, rhat }) => [
      ...(rhat !== undefined && rhat > mostRhat
        ? [`${name}: the chains have not come together (R-hat ${rhat.toFixed(3)}, above ${mostRhat}): more --draws may help`]
        : []),
      ...(ess < leastEss ? [`${name}: ${ess.toFixed(0)} effective draws are few: its interval is rough`] : []),
    ]),
  ];
}

/** So many standard deviations of the prior from its mean there is hardly any draw of it .. */
const farFromPrior = 3;

/** .. and what was trained on its draws has guessed what it says of such places. */
function learnedDoubts(parameters: readonly InferredParameter[], near: readonly Near[], isStrange: boolean): string[] {
  const beyond = parameters.flatMap(({ name, mean, prior }) =>
    Math.abs(mean - prior.mean) > farFromPrior * prior.sd
      ? [
          `${name}: its mean lies ${(Math.abs(mean - prior.mean) / prior.sd).toFixed(1)} standard deviations from the prior's, where hardly anything was simulated ` +
            "to learn from: it is a guess. Widen the prior if it is possible",
        ]
      : [],
  );
  const others = contradicted(parameters, near);
  const apart =
    others.length > 0 ? [`${enumerate(others)}: what was trained and the simulations nearest to the data do not agree`] : [];
  const doubts = [...beyond, ...apart];
  return doubts.length > 0 || isStrange ? [...doubts, nearestInWords(parameters, near)] : [];
}
