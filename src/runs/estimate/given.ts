/**
 * Information that x and y have of each other beside what z tells, by the chain rule I(x; y given z) = I(x; (y, z)) - I(x; z) (Cover and Thomas
 * 2006, eq. 2.62); estimators that take z have a formula of their own. The difference of two lower bounds is a bound on neither side.
 */
import { errorOfMean } from "../../basics/statistics.js";
import { asPart } from "../../basics/steps.js";
import type { FromSamples } from "../../contracts/bounds.js";
import type { Key, Progress } from "../../contracts/values.js";
import { rowsIn, rowsOfTable, shuffled, sideBySide } from "../../information/divergence/samples.js";
import type { CrossFitOptions } from "../../information/pairs/crossFit.js";
import { split } from "../../numbers/keys.js";
import type { Asked } from "./asked.js";
import { ofKinds, samplesNeeded } from "./choose.js";
import { z } from "./each.js";
import { sampledOnce, trainedOnce } from "./pieces.js";
import { codesOf } from "./sides.js";
import type { InformationEstimate } from "./types.js";

type Given = Asked & Required<Pick<Asked, "given">>;

/** @throws Error where nothing is given */
function checked(asked: Asked): Given {
  if (!asked.given) throw new Error("nothing is given");
  return asked as Given;
}

/** By critics: both terms are read off the same rows, by critics that learned from the same others, so that their errors are one of the difference. */
export async function* byChain(
  asked: Asked,
  options: CrossFitOptions,
  k: Key,
  signal?: AbortSignal,
): AsyncGenerator<Progress, InformationEstimate> {
  const { pairs, given, pieces } = checked(asked);
  const apart = { ...options, shuffles: 0 }; // putting y elsewhere would take it from its z, too
  const terms = [
    { name: "I(x; y and z)", pairs: { x: pairs.x, y: sideBySide(pairs.y, given) } },
    { name: "I(x; z)", pairs: { x: pairs.x, y: given } },
  ];
  const found = [];
  for (const [i, term] of terms.entries()) {
    const steps = trainedOnce(pieces, term.pairs, apart, k, signal, `, ${term.name}`);
    found.push(yield* asPart(steps, i / 2, (i + 1) / 2, `${term.name}: `));
  }
  const [both, alone] = found as [(typeof found)[number], (typeof found)[number]];
  const rest = alone.fit.added ?? [];
  const byRow = (both.fit.added ?? []).map((v, i) => v - (rest[i] as number));
  const byPart = both.fit.parts.map(({ value: v }, i) => v - (alone.fit.parts[i]?.value as number));
  const value = both.fit.value - alone.fit.value;
  const se = Math.max(errorOfMean(byRow), byPart.length > 1 ? errorOfMean(byPart) : 0);
  return {
    ...both.estimate,
    ...{ value, se, interval: [value - z * se, value + z * se], side: "neither" },
    warnings: [both, alone].flatMap(({ estimate }, i) => estimate.warnings.map((words) => `${terms[i]?.name}: ${words}`)),
    seconds: both.estimate.seconds + alone.estimate.seconds,
  };
}

/** By an estimator from samples: its own formula, or the difference, whose errors are added as if they were independent, which is too much. */
export function samplesGiven(estimator: FromSamples, asked: Asked, k: Key): InformationEstimate {
  const { pairs, codes, given, pieces, ...sides } = checked(asked);
  if (estimator.given !== undefined) return sampledOnce(pieces, estimator, { ...pairs, given }, "rows, given z", k);
  const inKinds = (["x", "y", "z"] as const).every((side) => ofKinds(sides[side] ?? [])) && estimator.samples !== "any";
  const [x, y, ofZ] = inKinds ? [codes.x, codes.y, codesOf(sides.z ?? [])] : [pairs.x, pairs.y, given];
  const both = sampledOnce(pieces, estimator, { x, y: sideBySide(y, ofZ) }, "rows, I(x; y and z)", k);
  const alone = sampledOnce(pieces, estimator, { x, y: ofZ }, "rows, I(x; z)", k);
  const value = both.value - alone.value;
  const se = Math.hypot(both.se, alone.se);
  return {
    ...both,
    ...{ value, se, interval: [value - z * se, value + z * se], side: "neither" },
    seconds: both.seconds + alone.seconds,
  };
}

/** So far apart are two estimates that one of them is wrong, beside three errors; nats. */
const apart = 0.05;

/**
 * Counted where all are kinds, neighbours where there are few columns, else critics; none of them is a bound, so where two contradict one
 * another, or critics say something else from half of the rows, it is said.
 */
export async function* chosenGiven(
  asked: Asked,
  options: CrossFitOptions,
  members: readonly FromSamples[],
  ofSamples: (member: FromSamples) => InformationEstimate,
  k: Key,
  signal?: AbortSignal,
) {
  const { x, y, z: known = [], pairs } = asked;
  const rows = rowsIn(pairs.x);
  const sort = samplesNeeded({ rows, x, y: [...y, ...known] });
  const member = sort && members.find(({ samples }) => samples === (sort === "discrete" ? "discrete" : "any"));
  const samples = member && ofSamples(member);
  const keys = split(k, "half", "fewer");
  const critic = yield* byChain(asked, options, k, signal);
  const few = shuffled(keys.fewer, rows).subarray(0, Math.floor(rows / 2));
  const of = (table: Given["given"]) => rowsOfTable(table, few);
  const half = { ...asked, pairs: { x: of(pairs.x), y: of(pairs.y) }, given: of(checked(asked).given) };
  const other = samples ?? (yield* byChain(half, options, keys.half, signal));
  const doubt = Math.abs(critic.value - other.value) > apart + 3 * Math.hypot(critic.se, other.se);
  const words = samples
    ? `${samples.estimator} says ${samples.value.toFixed(3)} nats, and critics ${critic.value.toFixed(3)}`
    : `from half of the rows critics say ${other.value.toFixed(3)} nats, and from all of them ${critic.value.toFixed(3)}: from more rows they may say something else again`;
  return { answer: samples ?? critic, others: [critic, ...(samples ? [samples] : [])], warnings: doubt ? [words] : [] };
}
