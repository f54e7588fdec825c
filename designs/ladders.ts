/** Ascending times with a least spacing as positions in [0, 1] that only ascend, on either scale. */
import * as tf from "@tensorflow/tfjs-core";
import type { Scale } from "../src/contracts/values.js";
import { type Axis, shareAt, sharesAt, valueAt, valuesAt } from "../src/numbers/scales.js";

export interface Ladder {
  /** Of the i-th time, from 0. */
  positionOf(time: number, i: number): number;
  timeAt(position: number, i: number): number;
  /** As `timeAt`, for columns [n, k] of the times from the i-th on. */
  timesAt(positions: tf.Tensor2D, i: number): tf.Tensor2D;
  /** As `positionOf`, for a column [n, 1]. */
  positionsOf(times: tf.Tensor2D, i: number): tf.Tensor2D;
}

export interface Rungs {
  readonly low: number;
  readonly spacing: number;
  /** What is left of the range when all times are as early as they can be; 0 where it is one value. */
  readonly slack: number;
}

export function ladderOn(scale: Scale, rungs: Rungs): Ladder {
  return scale === "log" && rungs.slack > 0 ? byRatios(rungs) : byDifferences(rungs);
}

function byDifferences({ low, spacing, slack }: Rungs): Ladder {
  const start = (i: number) => low + i * spacing;
  const divisor = slack || 1;
  return {
    positionOf: (time, i) => (time - start(i)) / divisor,
    timeAt: (position, i) => position * slack + start(i),
    timesAt(positions, i) {
      const starts = Array.from({ length: positions.shape[1] }, (_, k) => start(i + k));
      return tf.add(tf.mul(positions, slack), tf.tensor1d(starts));
    },
    positionsOf: (times, i) => tf.div(tf.sub(times, start(i)), divisor),
  };
}

/** Without i spacings, the times ascend from low to low + slack: their logarithms are spread over that. */
function byRatios({ low, spacing, slack }: Rungs): Ladder {
  const axis: Axis = { low, high: low + slack, scale: "log" };
  return {
    positionOf: (time, i) => shareAt(axis, time - i * spacing),
    timeAt: (position, i) => valueAt(axis, position) + i * spacing,
    timesAt(positions, i) {
      const count = positions.shape[1];
      const bare = valuesAt(new Array<Axis>(count).fill(axis), positions);
      return tf.add(bare, tf.tensor1d(Array.from({ length: count }, (_, k) => (i + k) * spacing)));
    },
    positionsOf: (times, i) => sharesAt(axis, tf.sub(times, i * spacing)),
  };
}
