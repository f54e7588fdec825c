/**
 * A rehearsal on a tiny draw, before minutes are spent on training: does the simulator keep its contract? Every message says
 * what is wrong and what to do, because most simulators are written by people who see these contracts for the first time.
 */

import * as tf from "@tensorflow/tfjs-core";
import { shortRow } from "../basics/digits.js";
import { check, firstLineOf, InputError, messageOf } from "../basics/errors.js";
import { explainMissing } from "../basics/missingMember.js";
import type { Estimator } from "../contracts/bounds.js";
import type { Draw, Simulator } from "../contracts/simulator.js";
import type { Key } from "../contracts/values.js";
import { outcomeFeature } from "../experiment/features.js";
import { undeclared } from "../modelling/outcomes.js";
import { normal } from "../numbers/distributions.js";
import { fixedKey, fold, split } from "../numbers/keys.js";
import { inPieces, outcomesOfOne, widthOf } from "../numbers/measurements.js";
import { placeIn } from "./importUserFile.js";
import { checkDerivative } from "./rehearsal/derivative.js";
import { checkLaws } from "./rehearsal/laws.js";
import { checkOwnDesigns } from "./rehearsal/ownDesigns.js";
import { checkPassive } from "./rehearsal/passive.js";
import { checkShape, shapeOf } from "./rehearsal/shapes.js";

/** Small, and unlike any usual dimension, so that a transposed or broadcast shape shows. */
const rows = 13;
const others = 7;

/**
 * @param trainedBy what a training would follow; without it, the likelihood's derivative is not asked for
 * @throws InputError for the first promise of the contract that `simulator` does not keep. The backend must run.
 */
export async function checkSimulator(
  simulator: Simulator,
  key: Key = fixedKey("rehearsal"),
  trainedBy?: Estimator["scores"],
): Promise<void> {
  const k = split(key, "draw", "designs", "gradient", "laws");
  const drawn: Draw[] = [];
  try {
    for (let i = 0; i < 2; i++) drawn.push(await drawOf(simulator, k.draw));
    const [draw, again] = drawn as [Draw, Draw];
    checkRepeats(draw, again);
    const { designs } = simulator;
    const trials = [designs.equallySpaced(), ...[0, 1, 2, 3].map((i) => designs.random(fold(k.designs, i)))];
    for (const design of trials) tf.tidy(() => checkOutcome(simulator, design, draw));
    tf.tidy(() => checkRowsOfDesigns(simulator, trials, draw));
    tf.tidy(() => checkMeasured(simulator, trials[1] as number[], draw));
    tf.tidy(() => checkPassive(simulator, trials, draw));
    if ((simulator.gradient ?? "pathwise") === "pathwise") tf.tidy(() => checkGradient(simulator, trials, draw, k.gradient));
    tf.tidy(() => checkLikelihood(simulator, trials, draw));
    checkLaws(simulator, trials.slice(1), k.laws); // equal spacing reaches the edges, where a density may be degenerate
    tf.tidy(() => checkOwnScores(simulator, trials[1] as number[], draw));
    if (trainedBy === "likelihood") tf.tidy(() => checkDerivative(simulator, trials.slice(1), draw));
    tf.tidy(() => checkFeatures(simulator, trials[1] as number[], draw));
  } catch (error) {
    const place = placeIn(error);
    const what = error instanceof InputError ? error.message : `it failed${place ? ` at ${place}` : ""}: ${firstLine(error)}`;
    throw new InputError(`simulator "${simulator.name}": ${what}`, { cause: error });
  } finally {
    for (const { theta, noise } of drawn) tf.dispose([theta, noise]);
  }
}

async function drawOf({ bank, draw, prior }: Simulator, key: Key): Promise<Draw> {
  const k = split(key, "bank", "members", "draw");
  const result = bank ? bank.draw(await bank.simulate(k.bank, 4 * rows), k.members, rows) : tidyDraw(() => draw?.(k.draw, rows));
  const { theta, noise } = (result ?? {}) as Partial<Draw>;
  check(theta instanceof tf.Tensor && typeof noise === "object" && noise !== null, drawHelp);
  checkShape(
    "theta of draw(key, n)",
    theta,
    [rows, prior.names.length],
    "a row for each experiment, a column for each of prior.names",
  );
  checkFinite("theta of draw(key, n)", theta);
  checkSupport(prior, theta);
  for (const [name, x] of Object.entries(noise)) {
    const fits = x instanceof tf.Tensor && x.shape[0] === rows;
    check(
      fits,
      `noise "${name}" of draw(key, n) must be a tensor whose first axis is the n = ${rows} experiments, got ${shapeOf(x)}`,
    );
    checkFinite(`noise "${name}" of draw(key, n)`, x);
  }
  return { theta, noise };
}

/** Whoever works on a scale without ends would never come back to such a draw. */
function checkSupport({ names, support }: Simulator["prior"], theta: tf.Tensor): void {
  for (const row of theta.arraySync() as number[][])
    for (const [j, x] of row.entries()) {
      const { low = Number.NEGATIVE_INFINITY, high = Number.POSITIVE_INFINITY } = support?.[j] ?? {};
      check(x >= low && x <= high, `draw(key, n) gave ${names[j]} = ${x}, outside of its prior's support, ${low} to ${high}`);
    }
}

/** What users leave behind in draw is theirs to leave; tf.tidy itself would print about a promise, which is refused below. */
function tidyDraw<T>(compute: () => T): T {
  const engine = tf.engine();
  engine.startScope();
  let result: T | undefined;
  try {
    result = compute();
    return result;
  } finally {
    engine.endScope(result as tf.TensorContainer);
  }
}

const drawHelp =
  "draw(key, n) must return { theta, noise }: theta [n, parameters], and noise an object of tensors whose first axis is n ({} when there is none)";

/** The same key must give the same numbers, or no run could be repeated or resumed. */
function checkRepeats(one: Draw, two: Draw): void {
  const names = Object.keys(one.noise).filter((name) => !equal(one.noise[name], two.noise[name]));
  if (!equal(one.theta, two.theta)) names.unshift("theta");
  check(
    names.length === 0,
    `draw(key, n) gave another ${names.join(" and ")} for the same key: make all random numbers from the key, by normal(key, shape), ` +
      "uniform(key, shape) and their like, never by Math.random or tf.random*",
  );
}

function checkOutcome(simulator: Simulator, design: readonly number[], draw: Draw): void {
  const violation = simulator.designs.violation(design);
  check(!violation, `its design space made a design that it does not accept itself: ${violation}`);
  const outcome = outcomeOf(simulator, [design], draw);
  const meaning = "a row for each experiment, a column for each of outcome.names";
  checkShape("simulate(theta, design, noise)", outcome, [rows, simulator.outcome.names.length], meaning);
  checkFinite("simulate(theta, design, noise)", outcome, design);
  const strange = undeclared(simulator.outcome, outcome.dataSync());
  check(!strange, `simulate gave ${strange}: correct simulate, or the kind, low and high of its outcome`);
  check(
    equal(outcome, outcomeOf(simulator, [design], draw)),
    "simulate gave two outcomes for the same theta, design and noise: draw all random numbers in draw(key, n) and hand them over as noise",
  );
}

/** A policy gives every experiment a design of its own: [n, dim] must mean the same as n calls with [1, dim]. */
function checkRowsOfDesigns(simulator: Simulator, trials: readonly number[][], draw: Draw): void {
  const own = Array.from({ length: rows }, (_, i) => trials[i % trials.length] as number[]);
  const together = outcomeOf(simulator, own, draw);
  const alone = trials.map((design) => outcomeOf(simulator, [design], draw));
  const wanted = tf.concat(own.map((_, i) => tf.slice(alone[i % trials.length] as tf.Tensor, i, 1)));
  const close =
    together.shape.join() === wanted.shape.join() &&
    !tf.greater(relativeDifference(together, wanted), 1e-3).dataSync().includes(1);
  check(
    close,
    "simulate must take a design [1, dim], the same for all experiments, and a design [n, dim], a row for each, and mean the same by both",
  );
}

/** Its shapes: whether it is the same experiment is asked of its law. */
function checkMeasured(simulator: Simulator, design: readonly number[], { theta, noise }: Draw): void {
  const { measure, designs } = simulator;
  const outcomes = outcomesOfOne(simulator) ?? 1;
  const meaning =
    outcomes === 1 ? "one number for each experiment" : "a row for each experiment, a column for each outcome of one measurement";
  for (const [step, place] of measure ? inPieces(design, widthOf(designs)).entries() : []) {
    const own = tf.tile(tf.tensor2d([place]), [rows, 1]);
    for (const at of [tf.tensor2d([place]), own] as tf.Tensor2D[]) {
      const what = `measure(theta, at [${at.shape.join(", ")}], noise, step = ${step})`;
      checkShape(what, measure?.(theta, at, noise, step), [rows, outcomes], meaning);
    }
  }
}

function relativeDifference(a: tf.Tensor, b: tf.Tensor): tf.Tensor {
  return tf.div(tf.abs(tf.sub(a, b)), tf.add(tf.max(tf.abs(b), 0), tf.abs(b)));
}

/** Without a gradient the design would never move; the training would look fine and be worthless. */
function checkGradient(simulator: Simulator, trials: readonly number[][], draw: Draw, key: Key): void {
  // In units of the outcomes' own: a derivative of large numbers by small ones is beyond float32, though that of the gain is not.
  const size = tf.max(tf.abs(outcomeOf(simulator, trials.slice(1, 2), draw))).dataSync()[0] || 1;
  // Weighted, because outcomes may add up to a constant, e.g. shares, or the two sides of a beam splitter.
  const weights = tf.div(normal(key, [rows, simulator.outcome.names.length]), size);
  const total = (design: tf.Tensor) => tf.sum(tf.mul(weights, simulator.simulate(draw.theta, design as tf.Tensor2D, draw.noise)));
  const reached = trials.filter((design) => {
    const gradient = gradientAt(total, design);
    checkFinite("the gradient of simulate with respect to the design", gradient, design);
    return gradient.dataSync().some((g) => g !== 0);
  });
  check(reached.length > 0, noGradient);
}

function gradientAt(f: (x: tf.Tensor) => tf.Tensor, design: number[]): tf.Tensor {
  try {
    return tf.grad(f)(tf.tensor2d([design]));
  } catch (error) {
    check(!/compute gradient/i.test(messageOf(error)), `${noGradient}. TensorFlow.js says: ${firstLine(error)}`);
    throw error;
  }
}

const noGradient =
  "the outcome does not depend on the design in a way that has a gradient, so the design could not be optimised. Compute the outcome " +
  "from `design` by tf operations alone: not through dataSync, arraySync, tf.tensor(...), rounding or comparisons. Where that cannot be (counts, choices, a " +
  'black box), let create return gradient: "score"';

/** Its shapes; and what is declared to take a row of the design for each outcome must score each outcome at its own. */
function checkLikelihood(simulator: Simulator, trials: readonly number[][], draw: Draw): void {
  const { logLikelihood } = simulator;
  if (!logLikelihood) return;
  const outcome = tf.slice(outcomeOf(simulator, [trials[1] as number[]], draw), 0, others) as tf.Tensor2D;
  const scores = logLikelihood.call(simulator, draw.theta, tf.tensor2d([trials[1] as number[]]), outcome);
  checkShape("logLikelihood(theta, design, outcome)", scores, [rows, others], "a row for each theta, a column for each outcome");
  const own = trials.map((design, i) => tf.slice(outcomeOf(simulator, [design], draw), i, 1) as tf.Tensor2D);
  const alone = trials.map((design, i) => {
    const scores = logLikelihood.call(simulator, draw.theta, tf.tensor2d([design]), own[i] as tf.Tensor2D);
    checkShape(`logLikelihood(theta, design, outcome) of one outcome`, scores, [rows, 1], "a row for each theta");
    return scores;
  });
  checkOwnDesigns(logLikelihood, draw.theta, trials, own, alone);
}

function checkOwnScores(simulator: Simulator, design: number[], draw: Draw): void {
  if (!simulator.logLikelihood) return;
  const outcome = tf.slice(outcomeOf(simulator, [design], draw), 0, others) as tf.Tensor2D;
  const values = simulator.logLikelihood(draw.theta, tf.tensor2d([design]), outcome).dataSync();
  const own = Array.from({ length: others }, (_, i) => values[i * others + i]).find((value) => !Number.isFinite(value));
  check(
    own === undefined,
    `logLikelihood is ${own} for an outcome that its own theta has just produced, at the design ${shortRow(design)}; ` +
      "it must be the log density, in nats, of what simulate returns",
  );
}

function checkFeatures(simulator: Simulator, design: number[], draw: Draw): void {
  const { features } = simulator;
  const outcome = features?.outcome && outcomeFeature(simulator, outcomeOf(simulator, [design], draw));
  const mapped = { theta: features?.theta?.(draw.theta), outcome };
  for (const [name, x] of Object.entries(mapped)) {
    if (x === undefined) continue;
    const fits = x instanceof tf.Tensor && x.shape.length === 2 && x.shape[0] === rows;
    check(fits, `features.${name} must map [n, columns] to [n, columns], got ${shapeOf(x)} for n = ${rows}`);
    checkFinite(`features.${name}`, x);
  }
}

function outcomeOf(simulator: Simulator, designs: readonly (readonly number[])[], { theta, noise }: Draw): tf.Tensor2D {
  return simulator.simulate(theta, tf.tensor2d(designs as number[][]), noise);
}

function checkFinite(what: string, x: tf.Tensor, design?: readonly number[]): void {
  const bad = x.dataSync().find((value) => !Number.isFinite(value));
  check(
    bad === undefined,
    `${what} contains ${bad}${design ? ` at the design ${shortRow(design)}` : ""}; every value must be finite`,
  );
}

function equal(a: tf.Tensor | undefined, b: tf.Tensor | undefined): boolean {
  const [x, y] = [a?.dataSync() ?? [], b?.dataSync() ?? []];
  return x.length === y.length && x.every((value, i) => Object.is(value, y[i]));
}

function firstLine(error: unknown): string {
  return explainMissing(firstLineOf(error));
}
