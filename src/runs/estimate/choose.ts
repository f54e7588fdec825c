/** Which estimate is answered where none is asked for: a rule that looks at the data, chosen by docs/estimation.md's table. */
import type { Quantity } from "./columns.js";
import type { InformationEstimate } from "./types.js";

export interface Look {
  readonly rows: number;
  readonly x: readonly Quantity[];
  readonly y: readonly Quantity[];
}

/** Pairs of kinds come so often on average, or counting them says little. */
const rowsOfKind = 5;
/** Nearest neighbours are near in so many columns, both sides together. */
const mostNear = 3;

/** Whether rows of it come again because there are few different ones. */
export const ofKinds = (side: readonly Quantity[]) => side.every(({ kind }) => kind === "discrete");
const kindsOf = (side: readonly Quantity[]) => side.reduce((product, { kinds = 1 }) => product * kinds, 1);

/** What samples the rule needs beside a critic: counted where both are kinds, one side's where one is, neighbours where there are few columns. */
export function samplesNeeded({ rows, x, y }: Look): "discrete" | "oneDiscrete" | "any" | undefined {
  const [inX, inY] = [ofKinds(x), ofKinds(y)];
  if (inX && inY) return kindsOf(x) * kindsOf(y) * rowsOfKind <= rows ? "discrete" : undefined;
  if (x.length + y.length > mostNear || [...x, ...y].some(({ words }) => (words?.length ?? 0) > 2)) return undefined;
  if (inX !== inY) return kindsOf(inX ? x : y) * 4 * rowsOfKind <= rows ? "oneDiscrete" : "any";
  return "any";
}

/** So far apart are two estimates that one of them is wrong, beside three errors; nats. */
const apart = 0.05;

/**
 * The estimate from samples, where there is one and the critic does not prove it wrong; else the critic's bound.
 * @param half the critic's value with half of the rows to learn from: what it gained by the other half, it may gain again by as many more
 */
export function chosen(
  critic: InformationEstimate,
  half: number | undefined,
  samples: InformationEstimate | undefined,
): { readonly answer: InformationEstimate; readonly warnings: string[] } {
  const rise = half === undefined ? 0 : Math.max(0, critic.value - half);
  if (samples) {
    const below = critic.value - samples.value;
    const noise = 3 * Math.hypot(critic.se, samples.se);
    if (below <= noise) return { answer: samples, warnings: [] };
    const contradicted = `${samples.estimator} says ${samples.value.toFixed(3)}, and a critic proves more`;
    return { answer: raised(critic, rise), warnings: below > apart + noise ? [contradicted] : [] };
  }
  const rising =
    rise > apart
      ? [`the bound rose by ${rise.toFixed(3)} nats when the critic learned from twice the rows: more rows would show more`]
      : [];
  return { answer: raised(critic, rise), warnings: rising };
}

/** What more rows would show is as likely as not above the bound. */
function raised(critic: InformationEstimate, rise: number): InformationEstimate {
  const [low, high] = critic.interval;
  return { ...critic, interval: [low, high + rise] };
}
