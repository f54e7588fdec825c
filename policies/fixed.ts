import * as tf from "@tensorflow/tfjs-core";
import type { FixedPolicy } from "../src/contracts/policy.js";

/** The policy that always carries out `design`: for evaluating a design that is already known. */
export function fixed(design: readonly number[]): FixedPolicy {
  return {
    kind: "fixed",
    name: "fixed",
    summary: "a given design",
    use: "a design that is already known is to be evaluated",
    init: () => ({}),
    known: () => design,
    designs: () => tf.tensor2d([design as number[]]),
  };
}
