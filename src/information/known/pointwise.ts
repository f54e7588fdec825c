/** What an auxiliary network says of single pairs, beside the log ratio of their densities, which is known. */
import * as tf from "@tensorflow/tfjs-core";
import { mean, quantileSorted } from "simple-statistics";
import type { Key } from "../../contracts/values.js";
import { type AscentState, tensorsOf } from "../../engine/ascent/index.js";
import { fold } from "../../numbers/keys.js";
import { inputsOf, readerOf } from "./learned.js";
import type { KnownRows } from "./task.js";
import type { KnownTraining } from "./walk.js";

/** Of the level that was learned last. */
export interface Pointwise {
  /** Root mean square error over pairs that are drawn together, and what 95 % of them are within, nats; null where nothing is said of single pairs. */
  readonly rms: number | null;
  readonly within95: number | null;
  /** Along x at a few y, where each has one column: found and true, [y][x]. */
  readonly slices?: {
    readonly x: readonly number[];
    readonly y: readonly number[];
    readonly found: readonly (readonly number[])[];
    readonly truth: readonly (readonly number[])[];
  };
}

const nothing: Pointwise = { rms: null, within95: null };

/** Pairs that are drawn, about; and where slices are laid: shares of y below, and of x within. */
const [most, shares, edge, places] = [2000, [0.05, 0.25, 0.5, 0.75, 0.95], 0.01, 41] as const;

/** @param k of the pairs that are drawn for it */
export function pointwise({ estimator, ...training }: KnownTraining, state: AscentState, k: Key): Pointwise {
  const { pairs, critic, batch } = training;
  if (estimator.from !== "scores" || !estimator.readOut || !critic) return nothing;
  const { read } = readerOf({ ...training, estimator }, critic);
  const level = pairs.levels.length - 1;
  const params = tensorsOf(state);
  const found = (rows: KnownRows): number[] =>
    tf.tidy(() => Array.from((read(params, inputsOf(pairs, rows)).readOut as tf.Tensor1D).dataSync()));
  const truth = (rows: KnownRows): number[] => {
    const { logLikelihood, logMarginal } = pairs.densities(rows, level);
    const n = logMarginal.length;
    return Array.from(logMarginal, (own, i) => (logLikelihood[i * (n + 1)] as number) - own);
  };
  try {
    const drawn = Array.from({ length: Math.ceil(most / batch) }, (_, i) => pairs.draw(fold(k, i), batch, level));
    const off = drawn.flatMap((rows) => {
      const known = truth(rows);
      return found(rows).map((one, i) => Math.abs(one - (known[i] as number)));
    });
    const sizes = off.sort((a, b) => a - b);
    return {
      ...{ rms: Math.sqrt(mean(off.map((x) => x * x))), within95: quantileSorted(sizes, 0.95) },
      ...(pairs.columns.x === 1 && pairs.columns.y === 1 ? { slices: slicesOf(drawn) } : {}),
    };
  } finally {
    tf.dispose(params);
  }

  function slicesOf(drawn: readonly KnownRows[]): NonNullable<Pointwise["slices"]> {
    const [xs, ys] = (["x", "y"] as const).map((side) =>
      drawn.flatMap((rows) => Array.from(rows[side])).sort((a, b) => a - b),
    ) as [number[], number[]];
    const [low, high] = [quantileSorted(xs, edge), quantileSorted(xs, 1 - edge)];
    const x = Array.from({ length: places }, (_, i) => low + ((high - low) * i) / (places - 1));
    const y = shares.map((share) => quantileSorted(ys, share));
    const rows = y.map((one) => ({ x: Float32Array.from(x), y: new Float32Array(places).fill(one) }));
    return { x, y, found: rows.map(found), truth: rows.map(truth) };
  }
}
