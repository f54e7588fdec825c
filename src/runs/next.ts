/**
 * What to measure next, once outcomes are in: an inference, whose draws are the prior of an ordinary design run; or where a policy has decided so far,
 * of a run that refines it for the measurements that are left.
 */

import { existsSync } from "node:fs";
import { join } from "node:path";
import { check } from "../basics/errors.js";
import { writeAtomically } from "../basics/files.js";
import { readJsonFile } from "../basics/reading.js";
import { counted } from "../basics/text.js";
import { withoutGaps } from "../basics/withoutGaps.js";
import type { Asked, Prepared } from "../contracts/runKind.js";
import type { Progress } from "../contracts/values.js";
import { measurementsOf } from "../numbers/measurements.js";
import { checkDesignOptions } from "../options/check.js";
import { designInput } from "../options/input.js";
import { inferOptions } from "../options/table.js";
import { configFile } from "../records/folder.js";
import {
  createInferenceFolder,
  inferenceFiles,
  readInferenceConfig,
  saveInference,
  saveLearned,
} from "../records/inferenceStore.js";
import { lockRun } from "../records/runLock.js";
import { inferenceFolder, runFiles } from "../records/store.js";
import type { DesignResult, PolicyResult, RunConfig } from "../records/types.js";
import { checkGivable } from "./given.js";
import { carryOutInference, type Inference, type InferenceJob } from "./infer/infer.js";
import { type InferInput, prepareInference, subjectNamed } from "./infer/prepare.js";
import { drawsCsv } from "./infer/run.js";
import { resolveDesign } from "./job.js";
import { design } from "./kinds/design.js";
import { policy } from "./kinds/policy.js";
import { type Begun, begunOf, refinementOptions, writeBegun } from "./nextPolicy.js";
import { scheduleIn } from "./schedule.js";

/** Enough that own and others' draws are not told apart by a few more measurements. */
const usualDraws = 20_000;

export interface Next {
  /** What kind of run it is that comes next. */
  readonly kind: "design" | "policy";
  /** What is known now. @throws InterruptedError after the signal */
  infer(signal?: AbortSignal): AsyncGenerator<Progress, Inference>;
  /** The run whose prior that is. @param place a folder for files in passing */
  prepare(known: Inference, place: string): Promise<Prepared<RunConfig, DesignResult | PolicyResult>>;
  /** Beside the design run, as a run of `floe infer`. */
  keep(folder: string, known: Inference): Promise<void>;
}

/** Everything that can be wrong is found here, before anything is computed. @throws InputError */
export async function prepareNext(subject: string, { set, ...options }: Asked["options"]): Promise<Next> {
  const of: Pick<InferInput, "run" | "simulator"> = subjectNamed(subject);
  const { data, posterior, draws = usualDraws, seed, backend } = options;
  const question = of.run === undefined ? {} : questionOf(of.run);
  const begun = of.run !== undefined && holdsPolicy(of.run) ? begunOf(of.run, data) : undefined;
  const settings = withoutGaps({ settings: set });
  const whole = begun ? { designs: begun.file.horizon } : {};
  const asked = { ...of, ...settings, ...whole, data, posterior, draws, seed, backend } as InferInput;
  const { job, config, file } = await prepareInference(asked);
  if (of.run !== undefined) checkAllRounds(of.run, job);
  const one = job.measured.create(job.measured.usual);
  checkGivable(one);
  const own = Object.fromEntries(
    Object.entries({ ...question, ...options, seed, backend: config.backend }).filter(
      ([name, value]) => !(name in inferOptions) && value !== undefined,
    ),
  );
  const about = { subject: config.simulator, set: config.settings };
  const run = begun
    ? await rest(of.run as string, begun, about, own)
    : await planned(about, {
        designs: one.measure && !isOfSeveral({ ...question, ...options }) ? 1 : measurementsOf(one.designs),
        ...own,
      });
  return {
    ...run,
    infer: (signal) => carryOutInference(job, signal),
    async keep(folder, known) {
      const own = join(folder, inferenceFolder);
      createInferenceFolder(own, config, true);
      if (known.learned.length > 0) saveLearned(own, file(known.learned));
      saveInference(own, textOf(known), known.shown, known.result);
      lockRun(own)();
      const { infer } = await import("./kinds/infer.js");
      await infer.report(own);
    },
  };
}

/** What a run was to learn, from how many, and where they may be measured, its next one is. @throws InputError for one about several models */
function questionOf(run: string): Asked["options"] {
  const asked = readJsonFile(join(run, configFile), "the run") as Asked["options"];
  const { goal, nuisance, rivals, models, groups, subjects } = asked;
  check(
    rivals === undefined && models === undefined,
    `${run} is about several models, and what comes next is about the parameters of one: name it in place of the run`,
  );
  return { goal, nuisance, groups, subjects, ...scheduleIn(asked) };
}

/** Subjects are measured as often as those before them. */
const isOfSeveral = ({ groups = 1, subjects = 1 }: Asked["options"]): boolean => Number(groups) * Number(subjects) > 1;

interface About {
  readonly subject: string;
  readonly set: unknown;
}

/** The next static design. */
async function planned({ subject, set }: About, options: Asked["options"]): Promise<Pick<Next, "kind" | "prepare">> {
  const asked = { subject, options: { ...options, set } };
  check(
    options.gainAfter === undefined,
    "--gain-after is about policies: a static design is evaluated after all of its measurements",
  );
  await resolveDesign(checkDesignOptions(designInput(subject, asked.options)));
  return {
    kind: "design",
    prepare: async (known, place) => design.prepare({ subject, options: { ...asked.options, ...writeGiven(known, place) } }),
  };
}

/** The rest of an experiment that a policy has led so far. */
async function rest(
  run: string,
  begun: Begun,
  { subject, set }: About,
  options: Asked["options"],
): Promise<Pick<Next, "kind" | "prepare">> {
  const asked = { ...refinementOptions(run, options), set };
  const { family, horizon } = begun.file;
  await resolveDesign(checkDesignOptions(designInput(subject, { ...asked, policy: family, designs: horizon })));
  return {
    kind: "policy",
    prepare: async (known, place) =>
      policy.prepare({ subject, options: { ...asked, ...writeGiven(known, place), ...writeBegun(begun, place) } }),
  };
}

function writeGiven(known: Inference, place: string): { readonly given: string } {
  const given = join(place, inferenceFiles.draws);
  writeAtomically(given, textOf(known));
  return { given };
}

const holdsPolicy = (run: string): boolean => existsSync(join(run, runFiles.policy));

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
