import * as tf from "@tensorflow/tfjs-core";
import type { FixedPolicy } from "../src/contracts/policy.js";

/** The conventional design: measurements spread evenly. */
export const equallySpaced: FixedPolicy = {
  kind: "fixed",
  name: "equallySpaced",
  summary: "measurements spread evenly over the design space",
  use: "a baseline: what convention would do",
  init: () => ({}),
  known: (space) => space.equallySpaced(),
  designs: (_params, { space }) => tf.tensor2d([space.equallySpaced()]),
};
