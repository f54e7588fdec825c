import * as tf from "@tensorflow/tfjs-core";
import type { FixedPolicy } from "../src/contracts/policy.js";

/** Where it measures, and why one would. */
export const skeletonFixed: FixedPolicy = {
  kind: "fixed",
  name: "skeletonFixed",
  summary: "what it is, in a line",
  use: "when to take it",
  init: () => ({}), // what is trained, named "design/..."; nothing here
  /** Only where one design is the same for all experiments, and nothing is trained. */
  known: (space) => space.finish([...space.low]),
  /** One design for all experiments, [1, dim], or one each, [n, dim]. */
  designs: (_params, { space }) => tf.tensor2d([space.finish([...space.low])]),
};
