/** The next design, once outcomes are in: an inference, whose draws are the prior of an ordinary design run. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { check } from "../basics/errors.js";
import { writeAtomically } from "../basics/files.js";
import { counted } from "../basics/text.js";
import type { Asked, Prepared } from "../contracts/runKind.js";
import type { Progress } from "../contracts/values.js";
import { checkDesignOptions } from "../options/check.js";
import { designInput } from "../options/input.js";
import { inferOptions } from "../options/table.js";
import { configFile } from "../records/folder.js";
import { createInferenceFolder, inferenceFiles, readInferenceConfig, saveInference } from "../records/inferenceStore.js";
import { lockRun } from "../records/runLock.js";
import { inferenceFolder } from "../records/store.js";
import type { DesignResult, RunConfig } from "../records/types.js";
import { checkGivable } from "./given.js";
import { carryOutInference, type Inference, type InferenceJob } from "./infer/infer.js";
import { type InferInput, prepareInference, subjectNamed } from "./infer/prepare.js";
import { drawsCsv } from "./infer/run.js";
import { resolveDesign } from "./job.js";
import { design } from "./kinds/design.js";

/** Enough that own and others' draws are not told apart by a few more measurements. */
const usualDraws = 20_000;

export interface Next {
  /** What is known now. @throws InterruptedError after the signal */
  infer(signal?: AbortSignal): AsyncGenerator<Progress, Inference>;
  /** The design run whose prior that is. @param place a folder for a file in passing */
  prepare(known: Inference, place: string): Promise<Prepared<RunConfig, DesignResult>>;
  /** Beside the design run, as a run of `floe infer`. */
  keep(folder: string, known: Inference): Promise<void>;
}

/** Everything that can be wrong is found here, before anything is computed. @throws InputError */
export async function prepareNext(subject: string, { set, ...options }: Asked["options"]): Promise<Next> {
  const of: Pick<InferInput, "run" | "simulator"> = subjectNamed(subject);
  const { data, posterior, draws = usualDraws, seed, backend } = options;
  const settings = set === undefined ? {} : { settings: set };
  const { job, config } = await prepareInference({ ...of, ...settings, data, posterior, draws, seed, backend } as InferInput);
  if (of.run !== undefined) checkAllRounds(of.run, job);
  const one = job.measured.create(job.measured.usual);
  checkGivable(one);
  const ofDesign = Object.entries({ designs: one.measure ? 1 : job.measured.usual, ...options, backend: config.backend }).filter(
    ([name, value]) => !(name in inferOptions) && value !== undefined,
  );
  const asked = { subject: config.simulator, options: { ...Object.fromEntries(ofDesign), set: config.settings } };
  await resolveDesign(checkDesignOptions(designInput(asked.subject, asked.options)));
  return {
    infer: (signal) => carryOutInference(job, signal),
    async prepare(known, place) {
      const file = join(place, inferenceFiles.draws);
      writeAtomically(file, textOf(known));
      return design.prepare({ ...asked, options: { ...asked.options, given: file } });
    },
    async keep(folder, known) {
      const own = join(folder, inferenceFolder);
      createInferenceFolder(own, config, true);
      saveInference(own, textOf(known), known.shown, known.result);
      lockRun(own)();
      const { infer } = await import("./kinds/infer.js");
      await infer.report(own);
    },
  };
}

const textOf = ({ result, theta }: Inference): string =>
  drawsCsv(
    result.parameters.map(({ name }) => name),
    theta,
  );

/** The prior is the simulator's own again, so that the data of earlier rounds must be among these: less than was known then would be known now. */
function checkAllRounds(run: string, { data }: InferenceJob): void {
  const before = join(run, inferenceFolder);
  if (!existsSync(join(before, configFile))) return;
  const known = readInferenceConfig(before).data.experiments;
  const count = (all: typeof known) => all.reduce((sum, { outcome }) => sum + outcome.length, 0);
  check(
    count(data.experiments) >= count(known),
    `${run} was designed with ${counted(count(known), "outcome")} known, and these data hold ${count(data.experiments)}: give the outcomes of all rounds in one file, the earlier ones too`,
  );
}
