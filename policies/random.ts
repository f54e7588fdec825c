import * as tf from "@tensorflow/tfjs-core";
import type { FixedPolicy } from "../src/contracts/policy.js";
import { fold } from "../src/numbers/keys.js";

/** A fresh random design for every experiment; its gain is the average over the design space. */
export const random: FixedPolicy = {
  kind: "fixed",
  name: "random",
  summary: "a fresh random design for every experiment",
  use: "a baseline: what an experiment is worth without planning",
  init: () => ({}),
  draw: (space, key, n) => ({ designs: tf.tensor2d(Array.from({ length: n }, (_, i) => space.random(fold(key, i)))) }),
  designs: (_params, { noise }) => noise.designs as tf.Tensor2D,
};
