import * as tf from "@tensorflow/tfjs-core";
import { check } from "../src/basics/errors.js";
import { misspelt } from "../src/basics/names.js";
import type { DesignSpace } from "../src/contracts/space.js";
import { uniforms } from "../src/numbers/distributions.js";
import type { SkeletonData } from "../src/portable/spaces/skeleton.js";
import { clamp, logit, malformed, namesOf, outOfBounds } from "./coordinates.js";

export interface SkeletonOptions {
  readonly low: number;
  readonly high: number;
  readonly dim: number;
}

/** How raw numbers become a design, as a formula: low + (high - low)·sigmoid(raw). It lands inside for every raw. */
export function skeleton(options: SkeletonOptions): DesignSpace {
  const wrong = misspelt("skeleton", options, ["low", "high", "dim"]);
  check(wrong === undefined, `${wrong}`);
  const { low, high, dim } = options;
  check(low < high, `skeleton: low must be below high, got ${low} and ${high}.`);
  const names = namesOf("skeleton", undefined, dim, "d");
  const bounds = { low: new Array<number>(dim).fill(low), high: new Array<number>(dim).fill(high) };
  const inside = (x: number): number => clamp(x, low, high);
  return {
    kind: "skeleton",
    dim,
    rawDim: dim,
    names,
    unit: "",
    ...bounds,
    fromRaw: (raw) => tf.add(low, tf.mul(high - low, tf.sigmoid(raw))) as tf.Tensor2D,
    // Both may be left out, with src/portable/spaces/skeleton.ts: without them no policy can use the space.
    next: (raw) => tf.add(low, tf.mul(high - low, tf.sigmoid(raw))) as tf.Tensor2D,
    portable: { kind: "skeleton", low, high } satisfies SkeletonData,
    toRaw: (design) => design.map((x) => logit((x - low) / (high - low))),
    finish: (design) => design.map(inside),
    equallySpaced: () => Array.from({ length: dim }, (_, i) => inside(low + ((high - low) * i) / Math.max(1, dim - 1))),
    random: (key) => Array.from(uniforms(key, dim, low, high)),
    violation: (design) => malformed(design, { names }) ?? outOfBounds(design, { names, unit: "", ...bounds }),
  };
}

skeleton.summary = "what it allows, in a line";
skeleton.use = "for which apparatus";
skeleton.example = (): DesignSpace => skeleton({ low: 0, high: 1, dim: 2 });
