import * as tf from "@tensorflow/tfjs-core";
import { check } from "../src/basics/errors.js";
import { withoutGaps } from "../src/basics/withoutGaps.js";
import type { SpaceRules } from "../src/contracts/rules.js";
import type { DesignSpace } from "../src/contracts/space.js";
import type { Scale } from "../src/contracts/values.js";
import { spread } from "../src/numbers/scales.js";
import { type Ascending, latestOf, mayFollow } from "../src/portable/spaces/ascending.js";
import type { ChoiceData } from "../src/portable/spaces/choice.js";
import { nearestIn, onGrid, type Stretch } from "../src/portable/spaces/stretches.js";
import { closedBy, matchedAscending, notInTurn } from "./ascendingChoice.js";
import {
  byDistance,
  curvedBy,
  distance,
  inOrder,
  matched,
  notChosen,
  numbersIf,
  type Point,
  pointsIn,
  pointsOf,
  ROUNDING,
  randomIndices,
  rangesOf,
  shown,
} from "./candidates.js";
import { choiceBehind } from "./choiceBehind.js";
import { malformed, namesOf, scalesOf, show } from "./coordinates.js";
import { oneOf, takenBy } from "./deciding.js";
import { ownRules } from "./rules.js";

export interface ChoiceOptions {
  /** What can be chosen: numbers, or points of several numbers each. */
  readonly candidates: readonly number[] | readonly Point[];
  /** How many are chosen. */
  readonly dim: number;
  /** No candidate twice. */
  readonly distinct?: boolean;
  /** Choices ascend, each at least so far behind the one before it: of candidates that are numbers. */
  readonly apart?: number;
  /** The order of the choices means nothing: designs are reported in ascending order. */
  readonly exchangeable?: boolean;
  /** What people call the candidates, one name each. */
  readonly labels?: readonly string[];
  /** Numbers that people know them by, from 1: of a list of which these are a part, or that has another order. Absent: as they are listed. */
  readonly numbers?: readonly number[];
  readonly unit?: string;
  /** One name for every number of the design. */
  readonly names?: readonly string[];
  /** "log" where mixtures of candidates while training should be of ratios; one, or one for each number of a point. Default: where all go over a factor of 1,000. */
  readonly scale?: Scale | readonly Scale[];
}

/** A start's own candidate has this share of its mixture: ahead of all others together, but free to lose. */
const FIRST_SHARE = 0.7;

/** Differences between logits count this many times at sharpness 1: a share of 0.7 becomes 1 in float32. */
const HARDEST = 40;

/**
 * `dim` choices from a list. While training, each is a mixture of the candidates with weights softmax(t·raw), t growing from 1 to
 * HARDEST with `sharpness`; `finish` takes the candidates nearest to the mixtures. With `distinct`, a candidate's weight in earlier
 * choices is taken from it in later ones: a relaxed draw without replacement. For policies, which choose one after the other, a candidate is
 * taken by the earlier choices that were nearest to it, and each choice is wholly made at sharpness 1.
 */
export function choice(options: ChoiceOptions): DesignSpace {
  const { dim: count, distinct = false, exchangeable = false, unit = "", labels, numbers: known, apart } = options;
  const points = pointsOf(options.candidates);
  const m = points.length;
  check(Number.isInteger(count) && count >= 1, `choice: the number of choices must be a positive whole number, got ${count}.`);
  check(
    labels === undefined || (labels.length === m && new Set(labels).size === m),
    `choice: ${labels?.length} labels for ${m} candidates; give each one of its own, or none.`,
  );
  check(
    known === undefined ||
      (known.length === m && new Set(known).size === m && known.every((one) => Number.isInteger(one) && one > 0)),
    `choice: numbers are whole ones from 1 on, another for each of the ${m} candidates, got ${known?.join(", ")}.`,
  );
  const enough = !distinct || count <= m;
  check(enough, `choice: ${count} different choices need at least ${count} candidates, got ${m}; add some or allow repetition.`);
  const width = (points[0] as Point).length;
  const dim = count * width;
  const numbers = points.map(([x]) => x as number);
  const ascending = apart === undefined ? undefined : ascendingOf(points, { apart, count }, unit);
  const names = namesOf("choice", options.names, dim, "c");
  const extremes = (extreme: (...xs: number[]) => number): number[] =>
    Array.from({ length: dim }, (_, i) => extreme(...points.map((p) => p[i % width] as number)));
  const [low, high] = [extremes(Math.min), extremes(Math.max)];
  const part = { names: names.slice(0, width), unit, low: low.slice(0, width), high: high.slice(0, width) };
  const { scales } = scalesOf("choice", options.scale, part);
  const logarithmic = scales.map((scale) => scale === "log");
  const curve = curvedBy(scales);
  const curved = points.map(curve);
  // Distances in units of each number's range: which candidate is near must not depend on the units that the others are measured in.
  const reach = rangesOf(curved);
  const placed = (point: Point): Point => curve(point).map((x, i) => x / (reach[i] as number));
  const places = points.map(placed);
  const near = (a: number, b: number) => distance(placed([a]), placed([b]));
  const chosen = (design: readonly number[]): number[] =>
    ascending
      ? matchedAscending(design, numbers, ascending, near)
      : matched(pointsIn(design, width).map(placed), places, distinct);
  const designOf = (indices: readonly number[]): number[] => {
    const picked = indices.map((i) => points[i] as Point);
    return (exchangeable ? picked.sort(inOrder) : picked).flat();
  };
  /** Indices as a design that can be carried out. */
  const inTurn = (indices: readonly number[]): number[] => {
    const design = designOf(indices);
    return ascending ? designOf(chosen(design)) : design;
  };
  const listed = { points: curved, reach, logarithmic };
  const closed: NonNullable<DesignSpace["pool"]>["closed"] = ascending
    ? closedBy(numbers, ascending, listed)
    : (before) => (distinct && before.length > 0 ? takenBy(before, listed) : undefined);
  const next: NonNullable<DesignSpace["next"]> = (raw, before, sharpness) => {
    const hardness = tf.exp(tf.mul(sharpness, Math.log(HARDEST)));
    const { weights, one } = oneOf(raw, sharpness, hardness, closed(before));
    const mixture = tf.matMul(weights, tf.tensor2d(curved.flat(), [m, width])) as tf.Tensor2D;
    return one(straightened(mixture, logarithmic), points);
  };
  const decide = (raw: tf.Tensor2D, sharpness: tf.Scalar): tf.Tensor2D => {
    const made: tf.Tensor2D[] = [];
    for (let c = 0; c < count; c++) made.push(next(tf.slice(raw, [0, c * m], [-1, m]), made, sharpness));
    return tf.concat(made, 1);
  };
  const lead = Math.log((FIRST_SHARE * Math.max(1, m - 1)) / (1 - FIRST_SHARE));
  const own: DesignSpace = {
    kind: "choice",
    dim,
    rawDim: count * m,
    names,
    unit,
    low,
    high,
    ...(scales.includes("log") ? { scales: names.map((_, i) => scales[i % width] as Scale) } : {}),
    ...(m === 1 ? { inert: new Array<boolean>(count).fill(true) } : {}),
    fromRaw(raw, sharpness) {
      if (ascending) return decide(raw, sharpness);
      const hardness = tf.exp(tf.mul(sharpness, Math.log(HARDEST)));
      const logits = tf.reshape(raw, [-1, count, m]) as tf.Tensor3D;
      // One choice takes nothing from another, and TensorFlow.js has no gradient for taking a stack of one apart.
      const weights = distinct && count > 1 ? withoutReplacement(logits, hardness) : tf.softmax(tf.mul(logits, hardness));
      const mixtures = tf.matMul(tf.reshape(weights, [-1, m]), tf.tensor2d(curved.flat(), [m, width])) as tf.Tensor2D;
      return tf.reshape(straightened(mixtures, logarithmic), [-1, dim]) as tf.Tensor2D;
    },
    ...(width === 1 ? {} : { width }),
    ...(width === 1 && exchangeable ? { exchangeable } : {}),
    rawWidth: m,
    pool: { points, once: distinct || (apart ?? 0) > 0, ...withoutGaps({ labels, numbers: known }), closed },
    next,
    decide,
    after(before) {
      const rest = lastOf({ ...options, names }, before.length, width);
      if (!distinct && !ascending) return choice(rest);
      const taken = pointsIn(before, width).map((point) => byDistance(placed(point), places)[0] as number);
      const isLeft = (i: number) => (ascending ? mayFollow(numbers, ascending, taken.at(-1) as number, i) : !taken.includes(i));
      const left = [...points.keys()].filter(isLeft);
      check(left.length > 0, `choice: after ${shown(before.slice(-width))} no candidate is left.`);
      return choiceBehind(own, { before, left, rest: choice({ ...onlyOf(rest, points, left), scale: scales }) });
    },
    portable: {
      kind: "choice",
      candidates: points,
      ...(distinct ? { distinct } : {}),
      ...(ascending ? { ascending } : {}),
      ...withoutGaps({ labels, numbers: known }),
      ...scalesIn(scales),
    } satisfies ChoiceData,
    toRaw: (design) => chosen(design).flatMap((c) => points.map((_, i) => (i === c ? lead : 0))),
    finish: (design) => designOf(chosen(design)),
    equallySpaced: () => inTurn(spread({ low: 0, high: m - 1, scale: "linear" }, count).map(Math.round)),
    random: (key) => inTurn(randomIndices(key, count, m, distinct)),
    violation: (design) =>
      malformed(design, { names }) ??
      notChosen(design, points, { names, unit, distinct, scales, placed }) ??
      (ascending && notInTurn(design, numbers, ascending, near, { names, unit })),
    constrained: (rules) => choiceConstrained(own, { ...options, names }, points, rules),
  };
  return own;
}

/** @throws InputError where so many do not fit */
function ascendingOf(points: readonly Point[], { apart, count }: Ascending, unit: string): Ascending {
  const numbers = points.map(([x]) => x as number);
  check(
    points[0]?.length === 1 && numbers.every((x, i) => i === 0 || x > (numbers[i - 1] as number)),
    "choice: with apart, candidates are numbers in ascending order.",
  );
  check(
    (latestOf(numbers, { apart, count })[0] as number) >= 0,
    `choice: no ${count} of the candidates ascend at least ${show(apart, unit)} apart; take fewer measurements, list more, or a smaller distance.`,
  );
  return { apart, count };
}

/** Of the candidates those that the rules allow. Exchanges put every other candidate in the place of each choice. */
function choiceConstrained(free: DesignSpace, options: ChoiceOptions, points: readonly Point[], rules: SpaceRules): DesignSpace {
  check(
    rules.spacing === undefined,
    "choice: candidates are as far apart as they are listed; give fewer, and distinct: true, in place of a spacing.",
  );
  check(
    rules.candidates === undefined,
    "choice: its candidates are listed already; narrow them by windows or a grid, or change the list in the simulator.",
  );
  check(
    rules.budget === undefined && !rules.limits,
    "choice: list the candidates that a limit allows; sums over several choices cannot be limited.",
  );
  const width = (points[0] as Point).length;
  const { windows, grid } = ownRules(rules, free);
  for (const list of [windows, grid]) // one list of candidates has one rule
    check(
      list.every((one, i) => JSON.stringify(one) === JSON.stringify(list[i % width])),
      "choice: all choices are from one list; give rules for all of them alike.",
    );
  const isAllowed = (point: Point) =>
    point.every(
      (x, i) =>
        nearestIn(windows[i] as readonly Stretch[], x) === x &&
        Math.abs(onGrid(x, grid[i] as number) - x) <= ROUNDING * Math.abs(x) + 1e-12,
    );
  const allowed = points.filter(isAllowed);
  check(
    allowed.length > 0,
    `choice: none of the candidates is in the windows and on the grid: ${points
      .slice(0, 6)
      .map((one) => shown(one))
      .join(", ")}; give other ones.`,
  );
  const kept = allowed.map((point) => points.indexOf(point));
  const left = choice(onlyOf(options, points, kept));
  const exchanges = (design: readonly number[]) =>
    pointsIn(design, width).flatMap((_, c) =>
      allowed.flatMap((point) => {
        const other = left.finish(pointsIn(design, width).flatMap((one, k) => (k === c ? point : one)));
        return left.violation(other) === undefined ? [other] : [];
      }),
    );
  return { ...left, free, exchanges, constrained: (more) => choiceConstrained(free, options, points, { ...rules, ...more }) };
}

/** Without its first numbers, on which the other choices do not depend. */
function lastOf(options: ChoiceOptions, numbers: number, width: number): ChoiceOptions {
  const { dim, names } = options;
  return { ...options, dim: dim - numbers / width, ...(names ? { names: names.slice(numbers) } : {}) };
}

/** Of the candidates only some. */
function onlyOf(options: ChoiceOptions, points: readonly Point[], kept: readonly number[]): ChoiceOptions {
  const numbers = numbersIf(kept.map((i) => options.numbers?.[i] ?? i + 1));
  const labels = options.labels && kept.map((i) => options.labels?.[i] as string);
  const { numbers: _, labels: __, ...same } = options;
  return { ...same, candidates: kept.map((i) => points[i] as Point), ...withoutGaps({ labels, numbers }) };
}

/** As a space, or its portable half, says it; nothing where all are linear. */
const scalesIn = (scales: readonly Scale[]): { readonly scales?: readonly Scale[] } => (scales.includes("log") ? { scales } : {});

/** Weights [n, count, m] where what earlier choices took of a candidate is missing in later ones. */
function withoutReplacement(logits: tf.Tensor3D, hardness: tf.Tensor): tf.Tensor {
  const weights: tf.Tensor[] = [];
  let left: tf.Tensor | undefined; // log of what is left of each candidate
  for (const own of tf.unstack(logits, 1)) {
    const taken = tf.softmax(tf.mul(left ? tf.add(own, left) : own, hardness));
    weights.push(taken);
    const remains = tf.log(tf.add(tf.relu(tf.sub(1, taken)), 1e-6)); // finite for a candidate that is wholly taken
    left = left ? tf.add(left, remains) : remains;
  }
  return tf.stack(weights, 1);
}

/** Back from logarithms in the columns that hold them. */
function straightened(mixtures: tf.Tensor2D, logarithmic: readonly boolean[]): tf.Tensor2D {
  if (!logarithmic.includes(true)) return mixtures;
  const mask = tf.tensor1d(logarithmic.map(Number));
  const rest = tf.mul(mixtures, tf.sub(1, mask));
  return tf.add(rest, tf.mul(tf.exp(tf.mul(mixtures, mask)), mask));
}

choice.summary = "choices from a list of candidates";
choice.use = "what exists in a few versions only: tablet strengths, sensors, sites";
choice.example = (): DesignSpace => choice({ candidates: [1, 2, 5, 10], dim: 3, unit: "mg" });
