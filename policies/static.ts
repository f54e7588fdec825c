import * as tf from "@tensorflow/tfjs-core";
import type { FixedPolicy } from "../src/contracts/policy.js";

/** One design for every experiment: the policy that looks at nothing. */
export const staticDesign: FixedPolicy = {
  kind: "fixed",
  name: "static",
  summary: "one trained design, the same whatever is observed",
  use: "all measurements are planned before the first outcome is known",
  init: (space, start) => ({ "design/raw": tf.tensor2d([space.toRaw(start)]) }),
  raw: (params) => params["design/raw"] as tf.Tensor2D,
  designs: (params, { space, sharpness }) => space.fromRaw(params["design/raw"] as tf.Tensor2D, sharpness),
};
