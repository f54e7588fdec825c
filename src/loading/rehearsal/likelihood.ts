/** The likelihood against what simulate makes: which of two thetas made an outcome, and how sure the likelihood is of it (calibration.ts). */
import * as tf from "@tensorflow/tfjs-core";
import { percent, shortRow } from "../../basics/digits.js";
import { check } from "../../basics/errors.js";
import type { LogLikelihood } from "../../contracts/bounds.js";
import type { Draw, Simulator } from "../../contracts/simulator.js";
import type { Key } from "../../contracts/values.js";
import { tidied } from "../../engine/tensors.js";
import { likelihoodOf } from "../../modelling/likelihoods.js";
import { uniforms } from "../../numbers/distributions.js";
import { fold, split } from "../../numbers/keys.js";
import { type Choices, isInverted, rightOnes, trueSlope, worstMiscalibration } from "./calibration.js";
import { columnsOf, neighbours, rowsOfDraw } from "./draws.js";
import { beyondDoubt, type Column } from "./twoSamples.js";

/** Rows that are scored together: only pairs on the diagonal are wanted of each block. */
const block = 64;

/** How far the second theta lies from the first on the way to another draw of the prior. Near ones are told apart by precise experiments too. */
const distances = [1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001, 0.0005];

/** Where the likelihood is fairly sure, errors of either kind show best. */
const telling = 1.5;

export interface LikelihoodTask {
  readonly simulator: Simulator;
  readonly draw: Draw;
  /** Whether noise may go with another theta than it was drawn with. */
  readonly independent: boolean;
  readonly key: Key;
}

/** What was seen at one design, where nothing was beyond doubt. */
export interface Look {
  readonly task: LikelihoodTask;
  readonly design: readonly number[];
  readonly distance: number;
  readonly judged: Judged;
}

/** @throws InputError that says in what the two disagree at this design */
export function checkLikelihoodLaw(task: LikelihoodTask, design: readonly number[]): Look | undefined {
  const { simulator, draw, independent } = task;
  if (!simulator.logLikelihood) return undefined;
  const n = draw.theta.shape[0];
  const far = tidied(() => whichOne(task, design, 1, n));
  refuseImpossible(design, far);
  const distance = independent ? tellingDistance(task, design) : 1;
  const judged = distance < 1 ? tidied(() => whichOne(task, design, distance, n)) : far; // biome-ignore format: short
  refuse(atDesign(design), judged);
  refuse(atDesign(design), far);
  return { task, design, distance, judged };
}

/** Where the likelihood is fairly sure which of two thetas it was, by a few draws. */
function tellingDistance(task: LikelihoodTask, design: readonly number[]): number {
  const draw = rowsOfDraw(task.draw, 0, block);
  const few = { ...task, draw };
  const away = distances.map((distance) =>
    Math.abs(Math.log(tidied(() => middle(whichOne(few, design, distance, block, false).odds)) / telling)),
  );
  tf.dispose([draw.theta, draw.noise]);
  return distances[away.indexOf(Math.min(...away))] as number;
}

export interface Judged extends Choices {
  readonly directions: readonly Column[];
  /** The score of each outcome under the theta that made it. */
  readonly own: Float64Array;
  readonly other: Float64Array;
}

/** Median of the sizes, of those that are finite. */
function middle(odds: Float64Array): number {
  const sizes = odds.filter(Number.isFinite).map(Math.abs).sort();
  return Math.max(1e-6, sizes[sizes.length >> 1] ?? 1e6);
}

export function whichOne(
  { simulator, draw, independent, key }: LikelihoodTask,
  design: readonly number[],
  distance: number,
  n: number,
  directed = true,
): Judged {
  const { theta, noise } = draw;
  const at = tf.tensor2d([design as number[]]);
  const k = split(key, "elsewhere", "coin");
  const others = elsewhere(theta, distance, k.elsewhere);
  const coin = uniforms(k.coin, n);
  const first = Uint8Array.from(coin, (u) => (u < 0.5 ? 1 : 0));
  const mask = tf.tensor2d(first, [n, 1], "bool");
  const pick = (a: tf.Tensor2D, b: tf.Tensor2D): tf.Tensor2D => tf.where(tf.tile(mask, [1, a.shape[1]]), a, b);
  // Noise that goes with its theta only: the outcome of the other theta is that of the other draw.
  const outcome = independent
    ? simulator.simulate(pick(theta, others), at, noise)
    : pick(simulator.simulate(theta, at, noise), simulator.simulate(others, at, neighbours(noise, n)));
  const [one, two] = scoresOfRows(likelihoodOf(simulator) as LogLikelihood, at, outcome, [theta, others]) as [
    Float64Array,
    Float64Array,
  ];
  const kept = Array.from({ length: n }, (_, i) => i).filter((i) => !Number.isNaN((one[i] as number) - (two[i] as number)));
  const of = (x: ArrayLike<number>) => Float64Array.from(kept, (i) => x[i] as number);
  const directions = directed ? directionsOf(simulator, theta, others, at, independent ? neighbours(noise, n) : undefined) : [];
  return {
    odds: of(one.map((x, i) => x - (two[i] as number))),
    first: Uint8Array.from(kept, (i) => first[i] as number),
    directions: directions.map(({ name, values }) => ({ name, values: of(values) })),
    own: one.map((x, i) => (first[i] ? x : (two[i] as number))),
    other: one.map((x, i) => (first[i] ? (two[i] as number) : x)),
  };
}

/** Each theta a part of the way to its neighbour; what has few values jumps there. */
function elsewhere(theta: tf.Tensor2D, distance: number, key: Key): tf.Tensor2D {
  const [n, p] = theta.shape;
  const next = tf.concat([tf.slice(theta, [1, 0], [n - 1, -1]), tf.slice(theta, [0, 0], [1, -1])]);
  if (distance === 1) return next;
  const steps = columnsOf(
    theta,
    Array.from({ length: p }, (_, j) => `${j}`),
  ).map(({ values }, j) => {
    const jumps = new Set(values as Float64Array).size < n / 20;
    return jumps ? uniforms(fold(key, j), n).map((u) => (u < 0.5 ? 1 : 0)) : new Float32Array(n).fill(distance);
  });
  const step = tf.transpose(tf.tensor2d(steps.map((column) => Array.from(column))));
  return tf.add(theta, tf.mul(step, tf.sub(next, theta)));
}

/** Score of each outcome under the theta in its row, for several thetas. */
function scoresOfRows(
  logLikelihood: LogLikelihood,
  at: tf.Tensor2D,
  outcome: tf.Tensor2D,
  thetas: readonly tf.Tensor2D[],
): Float64Array[] {
  const n = outcome.shape[0];
  const scores = thetas.map(() => new Float64Array(n));
  for (let from = 0; from < n; from += block) {
    const m = Math.min(block, n - from);
    const values = tidied(() => {
      const rows = (x: tf.Tensor2D): tf.Tensor2D => tf.slice(x, [from, 0], [m, -1]);
      return logLikelihood(tf.concat(thetas.map(rows), 0), at, rows(outcome)).dataSync();
    });
    for (const [k, own] of scores.entries()) for (let i = 0; i < m; i++) own[from + i] = values[(k * m + i) * m + i] as number;
  }
  return scores;
}

/** In which a wrong mean would show: the sign of the change of each unknown, and of each outcome, for noise of others. */
function directionsOf(
  simulator: Simulator,
  theta: tf.Tensor2D,
  others: tf.Tensor2D,
  at: tf.Tensor2D,
  noise: Draw["noise"] | undefined,
): Column[] {
  const signs = (a: tf.Tensor2D, b: tf.Tensor2D, names: readonly string[], what: string) =>
    columnsOf(tf.sign(tf.sub(a, b) as tf.Tensor2D), names.map((name) => `${what}${name}`)).map(({ name, values }) => ({
      name,
      values: Float64Array.from(values, (x) => (Number.isFinite(x) ? x : 0)),
    })); // biome-ignore format: short
  const outcomes = noise
    ? signs(simulator.simulate(theta, at, noise), simulator.simulate(others, at, noise), simulator.outcome.names, "outcome ")
    : [];
  return [...outcomes, ...signs(theta, others, simulator.prior.names, "parameter ")];
}

function refuseImpossible(design: readonly number[], { own, other }: Judged): void {
  const where = atDesign(design);
  const wrong = own.filter((x) => !Number.isFinite(x));
  check(
    wrong.length === 0,
    `logLikelihood is ${wrong[0]} for ${percent(wrong.length, own.length)} of the outcomes that their own theta has just produced, ${where}; ` +
      `it must be the log density, in nats, of what simulate returns${Number.isNaN(wrong[0]) ? product : ""}`,
  );
  const strange = other.filter((x) => Number.isNaN(x) || x === Number.POSITIVE_INFINITY);
  check(
    strange.length === 0,
    `logLikelihood is ${strange[0]} for ${percent(strange.length, other.length)} of the outcomes of other thetas, ${where}; it must be -Infinity where an ` +
      `outcome is impossible${strange[0] === Number.POSITIVE_INFINITY ? `. ${signs}` : product}`,
  );
}

const signs = "Is its sign wrong? It must be the log density, in nats, and not minus it";

const product =
  ". A product of 0 and the logarithm of 0 is NaN: choose by tf.where before the logarithm, and not between products";

const atDesign = (design: readonly number[]) => `at the design ${shortRow(design)}`;

/** @throws InputError where the two disagree beyond doubt */
export function refuse(where: string, judged: Judged): void {
  const { z, about } = worstMiscalibration(judged, judged.directions);
  if (Math.abs(z) < beyondDoubt) return;
  const { right, expected } = rightOnes(judged);
  check(
    !isInverted(judged),
    `logLikelihood scores outcomes lower under the theta that made them than under others: which of two thetas made an outcome it tells rightly in ` +
      `${right.toFixed(1)} of 100 cases ${where}, and a coin would in 50. ${signs}`,
  );
  const slope = trueSlope(judged);
  const factor = slope > 1 ? Math.sqrt(slope) : 1 / Math.sqrt(slope);
  const wide = slope > 1 ? "more widely" : "less";
  const how =
    about === "confidence"
      ? `which of two thetas made an outcome it tells rightly in ${right.toFixed(1)} of 100 cases, and by its own densities that would be ${expected.toFixed(1)}: ` +
        `it takes outcomes to scatter about ${factor.toPrecision(2)} times ${wide} than simulate makes them`
      : `it errs to one side with ${about} (which of two thetas made an outcome it tells rightly in ${right.toFixed(1)} of 100 cases, and by its own ` +
        `densities that would be ${expected.toFixed(1)}): its mean, or what it takes for the noise, is another`;
  check(
    false,
    `logLikelihood and simulate do not describe the same experiment ${where}: ${how} (${Math.abs(z).toFixed(0)} standard errors). ` +
      "Use the same mean and the same errors in both; without logLikelihood everything still works, from simulations alone",
  );
}
