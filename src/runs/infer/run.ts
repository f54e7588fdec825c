/** An inference in a run folder. */
import { basename, extname } from "node:path";
import { csvCell } from "../../basics/csv.js";
import { shortestOf } from "../../basics/decimal.js";
import { check } from "../../basics/errors.js";
import { withoutGaps } from "../../basics/withoutGaps.js";
import type { Asked, Prepared } from "../../contracts/runKind.js";
import {
  createInferenceFolder,
  readInferenceConfig,
  readLearned,
  saveInference,
  saveLearned,
} from "../../records/inferenceStore.js";
import type { InferenceConfig, InferenceResult } from "../../records/types.js";
import type { Rows } from "./again.js";
import { compareModels } from "./comparison.js";
import { carryOutInference } from "./infer.js";
import { modelsOf } from "./models.js";
import { type InferInput, prepareInference, subjectNamed } from "./prepare.js";

/** Everything that can be wrong is found here, before anything is written. */
export async function prepareRun({ subject, options }: Asked): Promise<Prepared<InferenceConfig, InferenceResult>> {
  const { set, processes: _, ...others } = options;
  const settings = withoutGaps({ settings: set });
  const {
    job,
    config,
    models: compared,
    file,
  } = await prepareInference({
    ...subjectNamed(subject),
    ...others,
    ...settings,
  } as InferInput);
  return {
    config,
    name: `infer-${basename(config.simulator, extname(config.simulator))}`,
    create(folder, force) {
      createInferenceFolder(folder, config, force);
      if (job.models.all.length > 0) saveLearned(folder, file(job.models.all)); // it goes on without the run that trained them
    },
    async *carryOut(folder, signal) {
      const { data } = readInferenceConfig(folder);
      check(
        JSON.stringify(data.experiments) === JSON.stringify(config.data.experiments),
        `${data.file} has changed since the run began, and a run goes on only with the data that it began with. Put the file back as it was, or begin a new run`,
      );
      const models = modelsOf(readLearned(folder)?.models ?? [], (all) => saveLearned(folder, file(all)));
      const { theta, shown, result } = yield* compared
        ? compareModels(compared, signal)
        : carryOutInference({ ...job, models }, signal);
      saveInference(
        folder,
        drawsCsv(
          result.parameters.map(({ name }) => name),
          theta,
        ),
        shown,
        result,
      );
      return result;
    },
  };
}

/** One column a parameter, in its own unit. */
export function drawsCsv(names: readonly string[], { columns, values }: Rows): string {
  const rows = Array.from({ length: values.length / columns }, (_, i) =>
    Array.from(values.subarray(i * columns, (i + 1) * columns), shortestOf).join(","),
  );
  return `${[names.map(csvCell).join(","), ...rows].join("\n")}\n`;
}
