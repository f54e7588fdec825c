/** What the steps of each level come to: value, bias, variance and mean squared error of one batch, as the papers' tables have them. */
import { linearRegression, median } from "simple-statistics";
import { errorOfMean, mean } from "../../basics/statistics.js";
import type { Course } from "./train.js";

/** Nats; null where a step that is read was no number. */
export interface LevelResult {
  /** The truth. */
  readonly information: number;
  /** Mean over the last steps of the level, with its standard error. */
  readonly value: number | null;
  readonly se: number | null;
  /** What a typical step says: few batches, far off, are in the mean and not in it. */
  readonly median: number | null;
  /** The mean less the truth, and variance and mean squared error of the value of one batch. */
  readonly bias: number | null;
  readonly variance: number | null;
  readonly mse: number | null;
  /** How far the farthest of them is from the truth. */
  readonly farthest: number | null;
  /** The two terms whose difference is the bound, and how much they move in 1,000 steps; absent where the scores stand for no ratio. */
  readonly terms?: {
    readonly first: number;
    readonly second: number;
    readonly firstDrift: number;
    readonly secondDrift: number;
  };
  /** What the auxiliary alone says, where it does. */
  readonly readOut?: number;
}

/** Steps of one level learn of one another: means of so many stretches of them are nearly independent. */
const stretches = 20;

/** @param window so many steps at the end of each level are read */
export function levelResults(course: Course, levels: readonly number[], window: number): LevelResult[] {
  const steps = course.value.length;
  return levels.map((information, level) => {
    const end = Math.ceil(((level + 1) * steps) / levels.length); // where the next one begins: `levelAt`
    const read = (of: Float32Array): number[] => Array.from(of.subarray(end - window, end));
    const values = read(course.value);
    const terms = termsOf(values, read(course.first));
    const out = read(course.readOut);
    return {
      information,
      ...(values.every(Number.isFinite) ? summary(values, information) : nothing),
      ...(terms ? { terms } : {}),
      ...(out.every(Number.isFinite) ? { readOut: mean(out) } : {}),
    };
  });
}

const nothing = { value: null, se: null, median: null, bias: null, variance: null, mse: null, farthest: null };

function summary(values: readonly number[], truth: number) {
  const value = mean(values);
  const off = values.map((x) => x - truth);
  return {
    value,
    se: errorOfMean(partMeans(values)),
    median: median([...values]),
    bias: value - truth,
    variance: mean(values.map((x) => (x - value) ** 2)),
    mse: mean(off.map((x) => x * x)),
    farthest: Math.max(...off.map(Math.abs)),
  };
}

function partMeans(values: readonly number[]): number[] {
  const parts = Math.min(stretches, values.length);
  const at = (part: number) => Math.round((part * values.length) / parts);
  return Array.from({ length: parts }, (_, part) => mean(values.slice(at(part), at(part + 1))));
}

function termsOf(values: readonly number[], first: readonly number[]): LevelResult["terms"] {
  const second = first.map((x, i) => x - (values[i] as number));
  if (![...first, ...second].every(Number.isFinite)) return undefined;
  const drift = (xs: readonly number[]) => linearRegression(xs.map((x, i) => [i / 1000, x])).m;
  return { first: mean(first), second: mean(second), firstDrift: drift(first), secondDrift: drift(second) };
}
