/** Where trainings start. */
import * as tf from "@tensorflow/tfjs-core";
import type { Simulator } from "../contracts/simulator.js";
import type { DesignSpace } from "../contracts/space.js";
import type { Key } from "../contracts/values.js";
import { tidied } from "../engine/tensors.js";
import { normal, uniforms } from "../numbers/distributions.js";
import { split } from "../numbers/keys.js";
import { axesOf, valueAt } from "../numbers/scales.js";

/** How far from the conventional design the first restart starts, in raw units: enough to leave a symmetric saddle. */
const jitter = 0.1;

/** Starts stay where the parametrisation still moves: at a boundary its gradient vanishes. */
const rawLimit = 2.5;
/** A fiftieth of the range from its ends, where the slope is a fourteenth of that in the middle: good designs lie that near, 0.4 h of a day. */
const policyRawLimit = 4;

/** The first restart starts near the conventional design, the second at the two ends of the space, the others near random designs. */
export function startDesign({ designs }: Simulator, index: number, key: Key): number[] {
  const k = split(key, "design", "jitter");
  const starts = [() => designs.equallySpaced(), () => atBothEnds(designs)];
  const design = (starts[index] ?? (() => anywhere(designs, k.design)))();
  return fromRawOf(designs, design, rawLimit, (raw) => tf.add(raw, tf.mul(jitter, normal(k.jitter, raw.shape))));
}

/** A static design that lies on the edge of its space is no start for a policy: what it would move hardly moves there. */
export const withinReach = (designs: DesignSpace, start: readonly number[]): number[] =>
  fromRawOf(designs, start, policyRawLimit, (raw) => raw);

function fromRawOf(
  designs: DesignSpace,
  design: readonly number[],
  limit: number,
  move: (raw: tf.Tensor2D) => tf.Tensor2D,
): number[] {
  return tidied(() => {
    const raw = move(tf.clipByValue(tf.tensor2d([designs.toRaw(design)]), -limit, limit));
    return Array.from(designs.fromRaw(raw, tf.scalar(1)).dataSync()); // sharpness 1: a choice starts at a candidate
  });
}

/**
 * Optimal designs often repeat a few extreme points, and noisy gradients take long to carry coordinates there from the
 * middle, where they vanish by symmetry: the first half of the coordinates starts low, the second high.
 */
function atBothEnds({ dim, ...range }: DesignSpace): number[] {
  return axesOf(range).map((axis, i) => valueAt(axis, i < dim / 2 ? 0.05 + 0.05 * (i / dim) : 0.9 + 0.05 * (i / dim)));
}

/** A random design, on the scales that it is trained on: decades that are thin for the user's random designs must not be so for starts. */
function anywhere(designs: DesignSpace, key: Key): number[] {
  if (!designs.scales?.includes("log")) return designs.random(key);
  const shares = uniforms(key, designs.dim);
  return designs.finish(axesOf(designs).map((axis, i) => valueAt(axis, shares[i] as number)));
}
