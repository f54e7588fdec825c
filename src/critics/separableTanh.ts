import * as tf from "@tensorflow/tfjs-core";
import type { Critic } from "../contracts/bounds.js";
import { encoders } from "./separable.js";

/**
 * The same with bounded units, one of the choices in the sweep of Poole et al. (2019, appendix C). Encoders of ReLU go on growing with their inputs: where
 * these have heavy tails, as cubed normals, few pairs score hundreds of nats too much, and bounds that exponentiate scores are decided by them.
 */
export const separableTanh: Critic = {
  name: "separableTanh",
  summary: "dot product of two encoders whose units are bounded: for outcomes with heavy tails",
  ...encoders(tf.tanh),
};
