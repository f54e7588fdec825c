/** Whether a trained design was found rather than ended up somewhere: what the user is told when it is no better than chance. */

import type { Gain, NamedGain } from "../contracts/gain.js";
import type { DesignSpace } from "../contracts/space.js";
import { axesOf, isFixed, shareAt } from "../numbers/scales.js";
import { type Difference, difference } from "../records/difference.js";

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
 * One warning, or none. Ends are where many a good design has its measurements, so they are named only beside a gain that says that the
 * training did not find its way.
 */
export function placementWarnings(
  space: DesignSpace,
  design: readonly number[],
  gain: Gain,
  baselines: readonly NamedGain[],
): string[] {
  const random = baselines.find((baseline) => baseline.design === null)?.gain;
  const found = random && difference(gain, random);
  if (!found || !isLittle(found, random)) return [];
  const edges = atEdge(space, design);
  const sits = `${listed(edges)} ${edges.length === 1 ? "sits at the end of its range" : "sit at the ends of their ranges"}`;
  return [
    `the design found is worth ${found.value > 0 ? "hardly" : "no"} more than random designs on average (${found.value.toFixed(2)} ± ${found.se.toFixed(2)} nats), ` +
      (edges.length > 0 ? `and ${sits}: ` : "") +
      "either the design hardly matters, or training did not see where it does. " +
      (axesOf(space).some(({ scale }) => scale === "log")
        ? "Try "
        : 'Where the best values may lie decades from the ends, give the design space low above 0 and scale: "log"; else try ') +
      "narrower ranges, more --restarts or --steps",
  ];
}

/** Not more, or surely not by much. */
function isLittle({ value, se }: Difference, random: Gain): boolean {
  const level = Math.abs(random.exact ?? random.lower?.value ?? 0);
  return value <= 0 || value + 1.96 * se < littleMore * level;
}

const listed = (names: readonly string[]): string => (names.length > 4 ? `${names[0]}, ..., ${names.at(-1)}` : names.join(", "));
