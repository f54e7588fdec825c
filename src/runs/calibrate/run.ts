/** A calibration in a run folder. */
import { existsSync } from "node:fs";
import { basename, extname, join } from "node:path";
import { check, messageOf } from "../../basics/errors.js";
import { withoutGaps } from "../../basics/withoutGaps.js";
import type { Asked, Prepared } from "../../contracts/runKind.js";
import {
  calibratedRun,
  createCalibrationFolder,
  keepCalibration,
  openReplications,
  readCalibrationConfig,
  saveCalibration,
} from "../../records/calibrationStore.js";
import { configFile } from "../../records/folder.js";
import { readResult } from "../../records/store.js";
import type { CalibrationConfig, CalibrationResult, DesignResult } from "../../records/types.js";
import { carryOutCalibration } from "./calibrate.js";
import { type CalibrateInput, prepareCalibration, subjectNamed } from "./prepare.js";

/** Everything that can be wrong is found here, before anything is written. */
export async function prepareRun({ subject, options }: Asked): Promise<Prepared<CalibrationConfig, CalibrationResult>> {
  const { set, processes: _, ...others } = options;
  const settings = withoutGaps({ settings: set });
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
      check(
        begun.given?.hash === config.given?.hash,
        `the draws that are the prior of ${config.run ?? config.policy?.run} have changed since the run began. Put the file back as it was, or begin a new run`,
      );
      const store = openReplications(folder, config.about.parameters.names.length + 1);
      const result = yield* carryOutCalibration(job, store, signal);
      saveCalibration(folder, result);
      const warning = await shownInRun(folder, begun, result);
      if (warning !== undefined) yield { phase: "done", fraction: 1, warning };
      return result;
    },
  };
}

/** The run's own report shows how its posteriors fare. @returns why it does not, where the run is there */
async function shownInRun(folder: string, config: CalibrationConfig, result: CalibrationResult): Promise<string | undefined> {
  const run = calibratedRun(config);
  if (run === undefined || !existsSync(join(run, configFile)) || !isOfRun(run, config)) return undefined;
  try {
    keepCalibration(run, folder, config, result);
    await (await import("../../report/index.js")).writeReport([run]);
    return undefined;
  } catch (error) {
    return `the report of ${run} does not show this calibration: ${messageOf(error)}`;
  }
}

/** Posteriors where another design measures are not those of the run. */
function isOfRun(run: string, { design }: CalibrationConfig): boolean {
  const found = readResult(run) as Partial<DesignResult> | undefined;
  return design === undefined || `${found?.design}` === `${design}`;
}
