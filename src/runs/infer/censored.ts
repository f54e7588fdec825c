/** The likelihood of experiments of which some outcomes are known to lie below or above a limit only. */

import * as tf from "@tensorflow/tfjs-core";
import { check, InputError } from "../../basics/errors.js";
import { counted } from "../../basics/text.js";
import type { LogLikelihood } from "../../contracts/bounds.js";
import type { MadeExperiment } from "../../contracts/data.js";
import type { LogCumulative, Simulator } from "../../contracts/simulator.js";
import { tidied } from "../../engine/tensors.js";
import { likelihoodOf } from "../../modelling/likelihoods.js";
import { outcomeRanges } from "../../modelling/outcomes.js";
import { inPieces, outcomesOfOne, widthOf } from "../../numbers/measurements.js";
import { largestOutcome } from "../../portable/outcome.js";
import { legendre, type Nodes, whole } from "./quadrature.js";
import type { Rows, Seen } from "./rows.js";

/** Simulations of one experiment: parameters of the prior, and what came out. */
export interface Tried {
  readonly theta: Rows;
  readonly outcome: Rows;
}

interface Censored {
  /** Which outcome. */
  readonly i: number;
  readonly side: "below" | "above";
  readonly limit: number;
}

/**
 * log p(what is known of one experiment | theta). Outcomes that are independent given theta are taken one by one: by the simulator's
 * `logCumulative`, or by an integral over the likelihood. Where they are not, one of them may be censored: the integral is over the whole likelihood then.
 * @param of the simulator of so many measurements @throws InputError where neither can be done
 */
export function censoredLikelihood(made: MadeExperiment, of: (coordinates: number) => Simulator, tried: Tried): Seen {
  const { design, outcome, censored = [] } = made;
  const simulator = of(design.length);
  const all = censored.flatMap((side, i): Censored[] => (side ? [{ i, side, limit: outcome[i] as number }] : []));
  const oneByOne = simulator.measure !== undefined && outcomesOfOne(simulator) === 1;
  const width = widthOf(simulator.designs);
  const places = inPieces(design, width);
  if (oneByOne && (simulator.logCumulative || (all.length > 1 && isIndependent(made, of, tried)))) {
    const rest = outcome.map((_, i) => i).filter((i) => !censored[i]);
    const known =
      rest.length > 0 ? logLikelihoodAt(of(rest.length * width), pick(places, rest).flat(), pick(outcome, rest)) : undefined;
    const single = of(width);
    const terms = all.map(({ i, ...one }) =>
      beyond(single, { design: places[i] as number[], outcome: [one.limit] }, { i: 0, ...one }, columnOf(tried, i)),
    );
    return (theta) => [...(known ? [known] : []), ...terms].map((term) => term(theta)).reduce((sum, term) => tf.add(sum, term));
  }
  check(
    all.length === 1,
    `${counted(all.length, "outcome")} of one experiment are known to lie below or above a limit only, and the outcomes of ${simulator.name} ` +
      `${oneByOne ? "are not independent of each other given the parameters" : "do not come about one by one (it lacks measure)"}: one can be, with all the others known`,
  );
  return beyond(simulator, made, all[0] as Censored, tried);
}

const pick = <T>(values: readonly T[], at: readonly number[]): T[] => at.map((i) => values[i] as T);

const columnOf = ({ theta, outcome: { columns, values } }: Tried, i: number): Tried => ({
  theta,
  outcome: {
    columns: 1,
    values: Float32Array.from({ length: values.length / columns }, (_, row) => values[row * columns + i] as number),
  },
});

function logLikelihoodAt(simulator: Simulator, design: readonly number[], outcome: readonly number[]): Seen {
  const known = likelihoodOf(simulator) as LogLikelihood;
  return (theta) => tf.reshape(known(theta, tf.tensor2d([design as number[]]), tf.tensor2d([outcome as number[]])), [-1]);
}

/** Thetas by which it is told whether numbers agree. */
const trials = 200;

/** Nats by which they may differ: what float32 leaves of log likelihoods of some hundred. */
const slack = 0.01;

const someOf = ({ columns, values }: Rows): tf.Tensor2D =>
  tf.tensor2d(values.slice(0, trials * columns), [Math.min(trials, values.length / columns), columns]);

/** Whether a joint log likelihood is the sum of those of its measurements. */
function isIndependent({ design, outcome }: MadeExperiment, of: (coordinates: number) => Simulator, { theta }: Tried): boolean {
  const parts = design.map((place, i) => logLikelihoodAt(of(1), [place], [outcome[i] as number]));
  const joint = logLikelihoodAt(of(design.length), design, outcome);
  return tidied(() => {
    const some = someOf(theta);
    const [together, ...each] = [joint, ...parts].map((term) => term(some).dataSync());
    return (together as Float32Array).every((log, n) => {
      const sum = each.reduce((total, part) => total + (part[n] as number), 0);
      return log === sum || Math.abs(log - sum) <= slack + 1e-5 * Math.abs(log);
    });
  });
}

/** log P(one outcome lies beyond its limit, and the others are what they are | theta). */
function beyond(simulator: Simulator, made: MadeExperiment, one: Censored, tried: Tried): Seen {
  const summed = bySums(simulator, made, one, tried);
  const { design, outcome } = made;
  const { logCumulative, name } = simulator;
  if (!logCumulative || outcome.length > 1) {
    check(
      summed !== undefined,
      `${name}: the probability of an outcome ${one.side} ${one.limit} cannot be had from the likelihood, whose noise is too narrow for an integral over outcomes: let the simulator say it, as logCumulative`,
    );
    return summed;
  }
  const closed: Seen = (theta) => {
    const both: LogCumulative = logCumulative.call(
      simulator,
      theta,
      tf.tensor2d([design as number[]]),
      tf.tensor2d([outcome as number[]]),
    );
    return tf.reshape(both[one.side], [-1]);
  };
  const apart = summed ? apartBy(closed, summed, tried.theta) : 0;
  if (apart > 10 * slack)
    throw new InputError(
      `${name}: logCumulative and logLikelihood do not agree: the log probability of an outcome ${one.side} ${one.limit} differs by ${apart.toPrecision(2)}. Use the same mean and the same errors in both`,
    );
  return closed;
}

/** Log probabilities below this are no matter. */
const leastLog = -12;

/** The largest difference where either is not negligible. */
function apartBy(a: Seen, b: Seen, theta: Rows): number {
  return tidied(() => {
    const some = someOf(theta);
    const [left, right] = [a, b].map((term) => term(some).dataSync()) as [Float32Array, Float32Array];
    return left.reduce((most, log, n) => {
      const other = right[n] as number;
      return Math.max(log, other) < leastLog || log === other ? most : Math.max(most, Math.abs(log - other));
    }, 0);
  });
}

/** Panels of eight points: doubled until it makes no difference. */
const [firstPanels, mostPanels] = [16, 256];
/** Whole numbers that are added up at most. */
const mostWhole = 5000;

/** By a sum over outcomes; undefined where the likelihood is too narrow for one. */
function bySums(simulator: Simulator, made: MadeExperiment, { i, side, limit }: Censored, tried: Tried): Seen | undefined {
  const range = outcomeRanges(simulator.outcome)?.[i];
  const [low, high] = spanOf(tried.outcome, i, range ?? { low: -largestOutcome, high: largestOutcome });
  const span = { low, high };
  const sum = (nodes: Nodes): Seen => overNodes(simulator, made, i, nodes);
  if (range && range.kind !== "continuous") {
    // Of few numbers all are added up: where simulations come out says nothing of far parameters.
    const [low, high] = range.high - range.low < mostWhole ? [range.low, range.high] : [span.low, span.high];
    const nodes = side === "below" ? whole(Math.ceil(low), Math.ceil(limit) - 1) : whole(Math.floor(limit) + 1, Math.floor(high));
    return nodes.at.length > 0 && nodes.at.length <= mostWhole ? sum(nodes) : undefined;
  }
  const [from, to] =
    side === "below" ? [Math.min(low, limit - (high - low)), limit] : [limit, Math.max(high, limit + (high - low))];
  const ends = range ? [Math.max(from, range.low), Math.min(to, range.high)] : [from, to];
  const by = (panels: number) => sum(legendre(ends[0] as number, ends[1] as number, panels));
  for (let panels = firstPanels; panels <= mostPanels; panels *= 2) {
    const width = ((ends[1] as number) - (ends[0] as number)) / panels;
    if (apartBy(by(panels), by(2 * panels), tried.theta) <= slack && isResolved(simulator, made, i, { low, high, width }, tried))
      return by(2 * panels);
  }
  return undefined;
}

/** Of simulated experiments, and the share of them that must be integrated rightly. */
const [asked, rightShare] = [40, 0.9];

/**
 * Whether panels of this width see where the density of simulated experiments is: between points that are too far apart it would be nothing, and
 * nothing agrees with nothing.
 */
function isResolved(
  simulator: Simulator,
  { design }: MadeExperiment,
  i: number,
  { low, high, width }: { readonly low: number; readonly high: number; readonly width: number },
  { theta, outcome }: Tried,
): boolean {
  const row = ({ columns, values }: Rows, n: number) => Array.from(values.subarray(n * columns, (n + 1) * columns));
  const panels = Math.max(1, Math.ceil((high - low) / width));
  const [coarse, fine] = [legendre(low, high, panels), legendre(low, high, 2 * panels)];
  let [right, of] = [0, 0];
  for (let n = 0; n < Math.min(asked, theta.values.length / theta.columns); n++) {
    const own = row(outcome, n);
    if (!own.every(Number.isFinite)) continue;
    const [a, b] = tidied(() => {
      const at = tf.tensor2d([row(theta, n)]);
      return [coarse, fine].map((nodes) => overNodes(simulator, { design, outcome: own }, i, nodes)(at).dataSync()[0] as number);
    }) as [number, number];
    of++;
    if (a > -1e20 && Math.abs(a - b) <= slack) right++;
  }
  return right >= rightShare * of;
}

function overNodes(simulator: Simulator, { design, outcome }: MadeExperiment, i: number, { at, logWeights }: Nodes): Seen {
  const known = likelihoodOf(simulator) as LogLikelihood;
  const rows = at.map((y) => outcome.map((other, j) => (j === i ? y : other)));
  return (theta) => {
    const scores = known(theta, tf.tensor2d([design as number[]]), tf.tensor2d(rows));
    return tf.logSumExp(tf.maximum(tf.add(scores, tf.tensor2d([logWeights as number[]])), -1e30), 1) as tf.Tensor1D;
  };
}

/** What outcomes can be: their range where it has ends, else where simulations came out, with as much room again on both sides. */
function spanOf(
  { columns, values }: Rows,
  i: number,
  { low, high }: { readonly low: number; readonly high: number },
): [number, number] {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let at = i; at < values.length; at += columns) {
    const y = values[at] as number;
    if (!Number.isFinite(y)) continue;
    least = Math.min(least, y);
    most = Math.max(most, y);
  }
  const room = most - least;
  return [Math.max(low, least - room), Math.min(high, most + room)];
}
