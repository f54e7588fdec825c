/** Whether training found something: what the user is told of a design that is no better than chance, and of a policy that does not react. */

import { withError } from "../basics/digits.js";
import type { Gain, NamedGain } from "../contracts/gain.js";
import type { DesignSpace } from "../contracts/space.js";
import { measurementsOf } from "../numbers/measurements.js";
import { axesOf, isFixed, shareAt } from "../numbers/scales.js";
import { comparison, type Difference, difference, inSentences, isClear, lossesOf, lossWarnings } from "../records/difference.js";

/** A design that gains less than this share more than random ones was not worth its training. */
const littleMore = 0.03;

/** Within this share of its range, on the scale of its training, a coordinate sits at an end. */
const edge = 0.02;

/** Names of the coordinates that could be elsewhere and sit at an end of their range. */
export function atEdge(space: DesignSpace, design: readonly number[]): string[] {
  return axesOf(space).flatMap((axis, i) => {
    const share = shareAt(axis, design[i] as number);
    return !isFixed(axis) && (share < edge || share > 1 - edge) ? [space.names[i] as string] : [];
  });
}

/**
 * A design that is worth hardly more than random ones: one warning, or none, which says what it loses to baselines too. Ends are where many a good
 * design has its measurements, so they are named only beside a gain that says that the training did not find its way.
 */
export function placementWarnings(
  space: DesignSpace,
  design: readonly number[],
  gain: Gain,
  baselines: readonly NamedGain[],
): string[] {
  const random = baselines.find((baseline) => baseline.design === null && !baseline.rival)?.gain;
  const found = random && difference(gain, random);
  if (!found || !isLittle(found, random)) return lossWarnings("design", gain, baselines);
  const losses = lossesOf(gain, baselines);
  const isLoss = found.value < 0 && isClear(found);
  const little = `${found.value > 0 ? "hardly" : "no"} more than random designs on average (${withError(found.value, found.se, inSentences)} nats)`;
  const edges = atEdge(space, design);
  const sits = `${listed(edges)} ${edges.length === 1 ? "sits at the end of its range" : "sit at the ends of their ranges"}`;
  return [
    `the design found is worth ${[...losses, ...(isLoss ? [] : [little])].join(" and ")}` +
      `${edges.length > 0 ? `, and ${sits}` : ""}: ` +
      (losses.length > 0
        ? "training has not converged. "
        : "either the design hardly matters, or training did not see where it does. ") +
      (axesOf(space).some(({ scale }) => scale === "log")
        ? "Try "
        : 'Where the best values may lie decades from the ends, give the design space low above 0 and scale: "log"; else try ') +
      `narrower ranges, more --restarts or --steps${losses.length > 0 ? ", or another --estimator" : ""}`,
  ];
}

/** Within this share of their range, on the scale of the training, places count as one. */
const samePlace = 0.01;

/** Whether a policy measures at the same places whatever it has seen. @param designs of simulated experiments, a row each */
function isStatic(space: DesignSpace, designs: readonly (readonly number[])[]): boolean {
  return axesOf(space).every((axis, i) => {
    const shares = designs.map((design) => (isFixed(axis) ? 0 : shareAt(axis, design[i] as number))).sort((a, b) => a - b);
    const at = (quantile: number) => shares[Math.floor(quantile * (shares.length - 1))] as number;
    return at(0.95) - at(0.05) < samePlace;
  });
}

/**
 * What a policy loses to baselines, and that it does what its static design does, or gains no more: each said once.
 * @param planned the best static design, where it could be evaluated @param designs as for `isStatic`
 */
export function reactionWarnings(
  space: DesignSpace,
  gain: Gain,
  planned: NamedGain | undefined,
  others: readonly NamedGain[],
  designs: readonly (readonly number[])[],
): string[] {
  const losses = () => lossWarnings("policy", gain, planned ? [planned, ...others] : others);
  if (measurementsOf(space) === 1) return [oneMeasurement, ...losses()];
  const found = planned && difference(gain, planned.gain);
  const reacts = !isStatic(space, designs);
  if (reacts && (!found || isClear(found))) return losses();
  const facts = [
    ...(found ? [`is ${isClear(found) ? "worth " : ""}${comparison(found, "the static design")}`] : []),
    ...(reacts ? [] : ["measures at the same places whatever it has seen"]),
  ];
  return [
    `the policy found ${facts.join(" and ")}: either outcomes tell little of where to measure next, and floe design does as well, ` +
      "or training has not found how; try more --steps",
    ...lossWarnings("policy", gain, others),
  ];
}

const oneMeasurement =
  "a policy of one measurement has seen nothing when it decides: it is a static design, as floe design finds it";

/** Not more, or surely not by much. */
function isLittle({ value, se }: Difference, random: Gain): boolean {
  const level = Math.abs(random.exact ?? random.lower?.value ?? 0);
  return value <= 0 || value + 1.96 * se < littleMore * level;
}

const listed = (names: readonly string[]): string => (names.length > 4 ? `${names[0]}, ..., ${names.at(-1)}` : names.join(", "));
