/** The static design that an adaptive policy begins as, measurement by measurement. */
import { slice, type Tensor2D } from "@tensorflow/tfjs-core";
import type { Params } from "../src/contracts/values.js";

/** The raw numbers of one measurement of it, [1, rawWidth]. @param step from 0 @param horizon measurements in all */
export function planned(params: Params, step: number, horizon: number): Tensor2D {
  const start = params["design/start"] as Tensor2D;
  const each = start.shape[1] / horizon;
  return slice(start, [0, step * each], [1, each]);
}
