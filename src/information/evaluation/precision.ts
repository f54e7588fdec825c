/**
 * What float32 takes from an experiment. TensorFlow.js computes with seven digits: a date counted from 4713 BC, or a frequency known to a
 * billionth, loses those that matter before any formula sees them. Steps of float32 are measured against what the experiment itself
 * tells apart: the spread of a parameter, what a step changes in the outcomes, the noise of the outcomes.
 */

import * as tf from "@tensorflow/tfjs-core";
import { short } from "../../basics/digits.js";
import type { Simulator } from "../../contracts/simulator.js";
import type { DesignSpace } from "../../contracts/space.js";
import type { Noise } from "../../contracts/values.js";
import { rowsOf, tidied } from "../../engine/tensors.js";
import { sliceDraw } from "../../experiment/draws.js";
import type { Pool } from "../../experiment/pool.js";
import { policyContext, rollout } from "../../experiment/rollout.js";
import { fixedKey, fold, split } from "../../numbers/keys.js";
import { placeText } from "../../portable/words.js";
import type { EvaluationTask } from "./task.js";

/** Rows that are looked at. */
const rows = 128;

/** A step of a parameter may be this share of what the outcomes tell of it: sums over steps are then integrals to many digits. */
const mostOfPosterior = 0.7;

/** Draws of a prior need so many steps a standard deviation. */
const stepsOfPrior = 2;

/** A step of an outcome may be this share of its noise: rounding then costs a hundredth of a nat. */
const mostOfNoise = 0.5;

/** A step of the design may change the outcomes by this share of their spread, */
const mostOfOutcome = 0.01;

/** and a coordinate's range needs so many steps. */
const stepsOfRange = 500;

/** The distance of the float32 number x from the next one. */
export function spacing(x: number): number {
  return 2 ** (Math.max(-126, Math.floor(Math.log2(Math.abs(x)))) - 23);
}

/** What the user must be told of an experiment's numbers: warnings, each with what to write. */
export function precisionNotes({ simulator, policy, params, key }: EvaluationTask, pool: Pool): string[] {
  return tidied(() => {
    const k = split(key, "draw", "policy");
    const draw = simulator.draw ? simulator.draw(k.draw, rows) : pool.outer(0);
    const n = Math.min(rows, draw.theta.shape[0]);
    const { theta, noise } = sliceDraw(draw, 0, n);
    const context = policyContext(policy, simulator.designs, k.policy, n);
    const { design, outcome } = rollout(simulator, policy, params, { theta, noise }, context);
    const seen = { simulator, theta, design, noise, outcome: rowsOf(outcome) };
    const noiseSd = noiseOf(seen);
    return [...ofParameters(seen, noiseSd), ...ofDesign(seen), ...ofOutcomes(seen, noiseSd)];
  });
}

interface Seen {
  readonly simulator: Simulator;
  readonly theta: tf.Tensor2D;
  readonly design: tf.Tensor2D;
  readonly noise: Noise;
  /** [n][q] */
  readonly outcome: readonly (readonly number[])[];
}

/** Standard deviation of each outcome given theta, by giving every theta the noise of its neighbour. */
function noiseOf(seen: Seen): number[] {
  const turned = <T extends tf.Tensor>(x: T): T => tf.concat([tf.slice(x, 1), tf.slice(x, 0, 1)]) as T;
  const noise = Object.fromEntries(Object.entries(seen.noise).map(([name, x]) => [name, turned(x)]));
  return changes(seen, { noise }).map((change) => change / Math.SQRT2);
}

/** Root mean square of what another theta, design or noise changes in each outcome. */
function changes(seen: Seen, other: Partial<Pick<Seen, "theta" | "design" | "noise">>): number[] {
  const { simulator, theta, design, noise } = { ...seen, ...other };
  const moved = rowsOf(simulator.simulate(theta, design, noise));
  return columnsOf(moved).map((column, k) => rms(column.map((y, i) => y - (seen.outcome[i]?.[k] as number))));
}

function ofParameters(seen: Seen, noiseSd: readonly number[]): string[] {
  const { prior } = seen.simulator;
  const all = rowsOf(seen.theta);
  return columnsOf(all).flatMap((values, j) => {
    const [step, sd] = [spacing(largest(values)), spread(values)];
    const stepped = all.map((row) => row.map((x, i) => (i === j ? x + spacing(x) : x)));
    const told = changes(seen, { theta: tf.tensor2d(stepped) }).map((change, k) => ratio(change, noiseSd[k] as number));
    if (sd >= stepsOfPrior * step && Math.hypot(...told) < mostOfPosterior) return [];
    const name = prior.names[j] as string;
    const unit = prior.units[j] ? ` ${prior.units[j]}` : "";
    const near = roundNear(values);
    return [
      `${name} is drawn near ${near}${unit}, where float32 numbers are ${short(step)}${unit} apart: too coarse for its spread ` +
        `(${short(sd)}${unit}) or for what the outcomes tell of it, so the gain is wrong. Let ${name} be the difference from an origin, ` +
        `e.g. from ${near}${unit}, in prior and simulate alike`,
    ];
  });
}

function ofDesign(seen: Seen): string[] {
  const { designs } = seen.simulator;
  const coarse = inexact(designs);
  if (!coarse.includes(true)) return [];
  const stepped = rowsOf(seen.design).map((row) => row.map((x, i) => (coarse[i] ? x + spacing(x) : x)));
  const told = changes(seen, { design: tf.tensor2d(stepped) }).map((change, k) =>
    ratio(change, spread(seen.outcome.map((row) => row[k] as number))),
  );
  const steps = designs.low.map((low, i) => {
    const high = designs.high[i] as number;
    return coarse[i] && high > low ? (high - low) / spacing(Math.max(Math.abs(low), Math.abs(high))) : Infinity;
  });
  const worst = steps.indexOf(Math.min(...steps));
  if (Math.max(...told) < mostOfOutcome && (steps[worst] as number) >= stepsOfRange) return [];
  const [low, high] = [designs.low[worst] as number, designs.high[worst] as number];
  const unit = designs.unit ? ` ${designs.unit}` : "";
  const step = short(spacing(Math.max(Math.abs(low), Math.abs(high))));
  const said = (x: number) => placeText(x, high - low);
  return [
    `${designs.names[worst]} goes from ${said(low)} to ${said(high)}${unit}, where float32 numbers are ${step}${unit} apart: designs are rounded ` +
      `so, and the gain is that of the rounded design. Count from an origin: low: 0, high: ${said(high - low)}, ` +
      `unit: "${designs.unit || "units"} after ${said(low)}", and no origin in simulate`,
  ];
}

/** Which coordinates have values that are no float32: not those of a choice between numbers that are. */
function inexact(space: DesignSpace): boolean[] {
  const tried = [space.equallySpaced(), ...[0, 1, 2].map((i) => space.random(fold(fixedKey("precision"), i)))];
  return space.low.map((_, i) => tried.some((design) => Math.fround(design[i] as number) !== design[i]));
}

function ofOutcomes({ simulator, outcome }: Seen, noiseSd: readonly number[]): string[] {
  const coarse = columnsOf(outcome).flatMap((values, k) => {
    const [step, sd, noise] = [spacing(largest(values)), spread(values), noiseSd[k] as number];
    // Without noise, e.g. of counts, only numbers that hardly differ at all are suspect.
    const fine = noise > 0 ? step < mostOfNoise * noise : sd === 0 || step < 0.1 * sd;
    return fine ? [] : [{ k, step, noise, near: roundNear(values) }];
  });
  const [one] = coarse;
  if (!one) return [];
  const unit = simulator.outcome.unit ? ` ${simulator.outcome.unit}` : "";
  return [
    `${simulator.outcome.names[one.k]}${coarse.length > 1 ? ` and ${coarse.length - 1} more outcomes lie` : " lies"} near ${one.near}${unit}, where float32 ` +
      `numbers are ${short(one.step, 3)}${unit} apart: too coarse for noise of ${short(one.noise, 3)}${unit}, so the gain is wrong. ` +
      `Let simulate return the difference from an origin, e.g. from ${one.near}${unit}`,
  ];
}

const ratio = (change: number, of: number): number => (change > 0 && of > 0 ? change / of : 0);
const rms = (values: readonly number[]): number => Math.sqrt(values.reduce((sum, x) => sum + x * x, 0) / values.length);
const largest = (values: readonly number[]): number => values.reduce((most, x) => Math.max(most, Math.abs(x)), 0);

/** A number near x that is easy to say: of the digits that the draws have in common, or two. */
function roundNear(values: readonly number[]): string {
  const [x, sd] = [values[0] as number, spread(values)];
  const common = sd > 0 ? Math.floor(Math.log10(Math.abs(x) / sd)) : 15;
  return short(x, Math.max(1, Math.min(15, common)));
}

function columnsOf(table: readonly (readonly number[])[]): number[][] {
  return (table[0] ?? []).map((_, k) => table.map((row) => row[k] as number));
}

function spread(values: readonly number[]): number {
  const origin = values[0] as number;
  const shift = values.reduce((sum, x) => sum + (x - origin), 0) / values.length;
  return rms(values.map((x) => x - origin - shift));
}
