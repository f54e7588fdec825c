/** The library's way to posteriors that are known to hold. */
import type { Progress } from "../../contracts/values.js";
import type { Replication, ReplicationStore } from "../../records/calibrationStore.js";
import type { CalibrationResult } from "../../records/types.js";
import { carryOutCalibration } from "./calibrate.js";
import { type CalibrateInput, prepareCalibration } from "./prepare.js";

export type { CalibrateInput } from "./prepare.js";

/**
 * Whether posteriors hold what they say, by experiments that are simulated with known parameters: ranks of the truth among draws, and how often
 * intervals hold it.
 * @throws InputError for wrong options; InterruptedError after the signal
 */
export async function* calibrate(input: CalibrateInput, signal?: AbortSignal): AsyncGenerator<Progress, CalibrationResult> {
  const { job } = await prepareCalibration(input);
  return yield* carryOutCalibration(job, inMemory(), signal);
}

/** Where no folder keeps them. */
function inMemory(): ReplicationStore {
  const kept: Replication[] = [];
  return { load: () => kept, append: (one) => kept.push(one) };
}
