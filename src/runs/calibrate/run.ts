/** A calibration in a run folder. */
import { basename, extname } from "node:path";
import { check } from "../../basics/errors.js";
import type { Asked, Prepared } from "../../contracts/runKind.js";
import {
  createCalibrationFolder,
  openReplications,
  readCalibrationConfig,
  saveCalibration,
} from "../../records/calibrationStore.js";
import type { CalibrationConfig, CalibrationResult } from "../../records/types.js";
import { carryOutCalibration } from "./calibrate.js";
import { type CalibrateInput, prepareCalibration, subjectNamed } from "./prepare.js";

/** Everything that can be wrong is found here, before anything is written. */
export async function prepareRun({ subject, options }: Asked): Promise<Prepared<CalibrationConfig, CalibrationResult>> {
  const { set, processes: _, ...others } = options;
  const settings = set === undefined ? {} : { settings: set };
  const { job, config } = await prepareCalibration({ ...subjectNamed(subject), ...others, ...settings } as CalibrateInput);
  return {
    config,
    name: `calibrate-${basename(config.simulator, extname(config.simulator))}`,
    create: (folder, force) => createCalibrationFolder(folder, config, force),
    async *carryOut(folder, signal) {
      const begun = readCalibrationConfig(folder);
      check(
        begun.policy?.hash === config.policy?.hash,
        `the policy in ${config.policy?.run} has changed since the run began, and a run goes on only with the policy that it began with. Put the file back as it was, or begin a new run`,
      );
      const store = openReplications(folder, config.about.parameters.names.length + 1);
      const result = yield* carryOutCalibration(job, store, signal);
      saveCalibration(folder, result);
      return result;
    },
  };
}
