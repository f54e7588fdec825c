/** Which estimate is answered where none is asked for: a rule that looks at the data, chosen by docs/estimationEvidence.md's table. */
import { errorOfMean, mean } from "../../basics/statistics.js";
import type { Quantity } from "./columns.js";
import { isMuch, stillRising, z } from "./each.js";
import type { InformationEstimate } from "./types.js";

export interface Look {
  readonly rows: number;
  readonly x: readonly Quantity[];
  readonly y: readonly Quantity[];
}

/** Pairs of kinds come so often on average, or counting them says little. */
const rowsOfKind = 5;
/** Nearest neighbours are near in so many columns, both sides together. */
const mostNear = 4;

/** Whether rows of it come again because there are few different ones. */
export const ofKinds = (side: readonly Quantity[]) => side.every(({ kind }) => kind === "discrete");
const kindsOf = (side: readonly Quantity[]) => side.reduce((product, { kinds = 1 }) => product * kinds, 1);
/** Whether ranks and a copula say anything of it. */
export const isContinuous = ({ x, y }: Look) => [...x, ...y].every(({ kind }) => kind === "continuous");

/** What samples the rule needs beside a critic: counted where both are kinds, one side's where one is, neighbours where there are few columns. */
export function samplesNeeded({ rows, x, y }: Look): "discrete" | "oneDiscrete" | "any" | undefined {
  const [inX, inY] = [ofKinds(x), ofKinds(y)];
  if (inX && inY) return kindsOf(x) * kindsOf(y) * rowsOfKind <= rows ? "discrete" : undefined;
  if (x.length + y.length > mostNear) return undefined;
  // Words have no distances; of kinds on one side none are asked for.
  const hasWords = (side: readonly Quantity[]) => side.some(({ words = [] }) => words.length > 2);
  const [kinds, others] = inX ? [x, y] : [y, x];
  if (inX !== inY && kindsOf(kinds) * 4 * rowsOfKind <= rows && !hasWords(others)) return "oneDiscrete";
  return hasWords(x) || hasWords(y) ? undefined : "any";
}

/** Of critics: what each row that was read adds to their value, and to that of the elliptical distribution that they began at. */
export interface RowsRead {
  readonly rows: number;
  readonly added: readonly number[];
  readonly elliptical: readonly number[];
  /** Rows that each critic was trained on. */
  readonly trained: number;
  /** What critics gained in the second half of their steps, where steps ran out. */
  readonly rising: number;
}

/** What was found before one of them is answered. */
export interface Evidence {
  readonly rows: number;
  readonly critic: InformationEstimate;
  readonly fit: RowsRead;
  /** Counted, or from nearest neighbours. */
  readonly samples?: InformationEstimate;
  /** What speaks against its interval. */
  readonly doubts?: readonly string[];
  readonly elliptical?: { readonly estimate: InformationEstimate; readonly columns: readonly [x: number, y: number] };
}

export interface Answer {
  readonly answer: InformationEstimate;
  readonly warnings: string[];
}

/** So far apart are two estimates that one of them is wrong, beside their errors; nats. */
const apart = 0.05;
/** So much of an elliptical distribution's information may be missing from what its scores prove, or be proven beyond it; nats. */
const [missing, beyond] = [0.02, 0.01] as const;
/** Errors that a difference must exceed; those of neighbours are up to twice what repetitions show (nearestNeighbours.test.ts). */
const [surely, surelyOfSamples] = [3, 1.5] as const;

/** By how much held-out rows prove less than the elliptical fit says, beside what fitting to finite rows costs and ranks hide; and what a critic proves beyond it. */
export function againstElliptical({ fit, elliptical, rows }: Evidence): { gap: number; gain: number; noise: number } | undefined {
  if (!elliptical) return undefined;
  const [p, q] = elliptical.columns;
  const gains = fit.added.map((v, i) => v - (fit.elliptical[i] as number));
  // a maximum of likelihood over pq correlations loses pq/2n on other rows, and a critic that believes fewer does not
  const lost = (p * q) / (2 * fit.trained);
  return {
    gap: elliptical.estimate.value - (elliptical.estimate.unseen ?? 0) - mean([...fit.elliptical]) - lost,
    gain: mean(gains) - lost,
    // where not all rows were read, the others' luck is in the gap
    noise: Math.hypot(errorOfMean(gains), fit.rows < rows ? errorOfMean([...fit.elliptical]) : 0),
  };
}

/**
 * The estimate that a critic on held-out rows does not contradict: of an elliptical copula, where its scores prove what it says and the critic finds
 * nothing beyond it; or from samples, where the critic proves no more. Undefined: there is none but the critic's own.
 */
export function uncontradicted(evidence: Evidence): Answer | undefined {
  const { critic, samples, elliptical, doubts = [] } = evidence;
  const against = againstElliptical(evidence);
  const above = (one: InformationEstimate, other: InformationEstimate, errors: number) =>
    one.value - other.value - errors * Math.hypot(one.se, other.se);
  if (elliptical && against) {
    const { gap, gain, noise } = against;
    const { estimate } = elliptical;
    const fits = Math.abs(gap) <= missing + noise && gain <= beyond + 2 * noise;
    if (fits && !(samples && above(samples, estimate, surelyOfSamples) > 0)) return { answer: estimate, warnings: [] };
  }
  if (!samples) return undefined;
  const more = above(critic, samples, surely);
  if (more <= 0) return { answer: samples, warnings: [...doubts] };
  if (more <= apart) return { answer: critic, warnings: [] };
  return { answer: critic, warnings: [`${samples.estimator} says ${samples.value.toFixed(3)}, and a critic proves more`] };
}

/** Neighbours of rows in two columns are near enough; those that come again are as near as can be; and halves of so few rows show nothing. */
export const isFar = (look: Look): boolean => look.x.length + look.y.length > 2 && isContinuous(look) && look.rows >= 200;

/** Beyond this share of the logarithm of the contrasts, they hold a value down by hundredths of a nat and more. */
const mostOfCap = 0.45;

/**
 * What neighbours say, and what twice the rows would add: about as much as they added from half of them to all. The interval begins where it would
 * without, and ends where it would if their bias fell as n^(-2/d), which is how distances to neighbours shrink in d columns.
 * @param halves the same of each half of the rows @param d columns of x and y together
 */
export function nearer(all: InformationEstimate, halves: readonly InformationEstimate[], d: number): Answer {
  const rise = Math.max(0, all.value - mean(halves.map(({ value }) => value)));
  const [low] = all.interval;
  const value = all.value + rise;
  const far = rise / (2 ** (2 / d) - 1);
  const seconds = halves.reduce((sum, half) => sum + half.seconds, all.seconds);
  return {
    answer: { ...all, value, se: Math.hypot(all.se, rise / 2), interval: [low, value + z * Math.hypot(all.se, far)], seconds },
    warnings: isMuch(rise, value)
      ? [`${all.estimator} gained ${rise.toFixed(3)} nats from half of the rows to all: with more rows it would show more`]
      : [],
  };
}

/** Of what critics find beyond the elliptical distribution that they begin at, so much they never learn (three sines, 200,000 rows, any steps: .023). */
const unlearnedShare = 0.025;

/**
 * The critic's value and what it would still gain by more rows: as much as it gained from half of them to all, for its loss falls as one over the
 * rows that it learned from (less steeply where it is far from the truth, which the warning is for); and likewise by more steps, where these ran out.
 * @param half what critics say of the same held-out rows that learned from half as many
 */
export function extrapolated(critic: InformationEstimate, fit: RowsRead, half: RowsRead): Answer {
  const differences = fit.added.map((v, i) => v - (half.added[i] as number));
  const [risen, noise] = [mean(differences), errorOfMean(differences)];
  const rise = Math.max(0, risen);
  const more = rise + fit.rising;
  const unlearned = unlearnedShare * Math.max(0, critic.value - mean([...fit.elliptical]));
  const [low] = critic.interval;
  const value = critic.value + more;
  const heldDown = critic.cap !== null && value > mostOfCap * critic.cap;
  const interval = [low, value + z * Math.hypot(critic.se, noise, more, unlearned)] as const;
  return {
    answer: { ...critic, value, se: Math.hypot(critic.se, noise, more / 2, unlearned), interval: [...interval], side: "neither" },
    warnings: [
      ...(isMuch(rise - noise, critic.value)
        ? [`critics gained ${rise.toFixed(3)} nats when they learned from twice the rows: with more rows they would show more`]
        : []),
      ...(isMuch(fit.rising, critic.value) ? [stillRising(fit.rising)] : []),
      ...(heldDown ? ["so much information is held down by the number of contrasts: more held-out rows would show more"] : []),
    ],
  };
}
