/** What is believed about one parameter. */
import type { Tensor } from "@tensorflow/tfjs-core";
import type { Key, Support } from "../../contracts/values.js";

export interface Marginal {
  /** n draws: [n]. */
  sample(key: Key, n: number): Float32Array;
  /** Log density of each element, nats; -Infinity outside the support. */
  logDensity(x: Tensor): Tensor;
  /** Absent: every number. */
  readonly support?: Support;
}
