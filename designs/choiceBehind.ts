/** Choices that are left of a list from which some were made, and which closes candidates by them. */
import * as tf from "@tensorflow/tfjs-core";
import type { DesignSpace } from "../src/contracts/space.js";
import { columns } from "../src/engine/tensors.js";
import { measurementsOf, rawWidthOf, widthOf } from "../src/numbers/measurements.js";

interface Behind {
  /** The numbers of the choices that were made. */
  readonly before: readonly number[];
  /** Indices of the candidates that the next ones are from. */
  readonly left: readonly number[];
  /** The space over these alone. */
  readonly rest: DesignSpace;
}

/** A policy goes on as it would in the whole, whose raw numbers are one for each candidate of all; designs in plain numbers are those of what is left. */
export function choiceBehind(whole: DesignSpace, { before, left, rest }: Behind): DesignSpace {
  const [width, each, own] = [widthOf(whole), rawWidthOf(whole), left.length];
  const count = measurementsOf(rest);
  const made = Array.from({ length: before.length / width }, (_, i) => before.slice(i * width, (i + 1) * width));
  const known = (n: number): tf.Tensor2D[] =>
    made.map((point) => tf.add(tf.zeros([n, width]), tf.tensor2d([point])) as tf.Tensor2D); // rows of all alike
  const next: NonNullable<DesignSpace["next"]> = (raw, more, sharpness) =>
    (whole.next as NonNullable<DesignSpace["next"]>)(raw, [...known(more[0]?.shape[0] ?? 1), ...more], sharpness);
  const decide = (raw: tf.Tensor2D, sharpness: tf.Scalar): tf.Tensor2D => {
    const all: tf.Tensor2D[] = [];
    for (let c = 0; c < count; c++) all.push(next(tf.slice(raw, [0, c * each], [-1, each]), all, sharpness));
    return columns(...all);
  };
  const pool = whole.pool as NonNullable<DesignSpace["pool"]>;
  const { exchanges } = rest.constrained?.({}) ?? {};
  const { portable: _, constrained: __, ...same } = rest; // the policy's file has the whole's
  return {
    ...same,
    low: whole.low.slice(before.length), // as networks see places
    high: whole.high.slice(before.length),
    ...(own === 1 ? { inert: new Array<boolean>(count * each).fill(true) } : {}),
    rawDim: count * each,
    rawWidth: each,
    fromRaw: decide,
    decide,
    next,
    pool: { ...pool, closed: (more) => pool.closed([...known(more[0]?.shape[0] ?? 1), ...more]) },
    toRaw(design) {
      const raw = rest.toRaw(design);
      return Array.from({ length: count }, (_, c) => {
        const row = new Array<number>(each).fill(0);
        for (const [i, at] of left.entries()) row[at] = raw[c * own + i] as number;
        return row;
      }).flat();
    },
    ...(exchanges ? { exchanges } : {}),
    after: (more) => (whole.after as NonNullable<DesignSpace["after"]>)([...before, ...more]),
  };
}
