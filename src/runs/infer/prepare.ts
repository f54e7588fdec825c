/** From options to an inference that can be carried out. */
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { check, InputError } from "../../basics/errors.js";
import { didYouMean, pick } from "../../basics/names.js";
import { versions } from "../../basics/version.js";
import { withoutGaps } from "../../basics/withoutGaps.js";
import type { BackendChoice } from "../../contracts/options.js";
import type { PosteriorMethod } from "../../contracts/posterior.js";
import type { SimulatorFamily } from "../../contracts/simulator.js";
import type { SettingValue } from "../../contracts/values.js";
import { startBackend } from "../../engine/backend.js";
import { dataOf, type Measured, readData, soFar } from "../../loading/data/index.js";
import { checkSimulator } from "../../loading/rehearse.js";
import { simulatorOfNumbers, widthOfFamily } from "../../modelling/defineSimulator.js";
import { withParts } from "../../modelling/failures.js";
import { settingsOfModel } from "../../modelling/rivals.js";
import { checkOption } from "../../options/check.js";
import { learningSteps } from "../../options/defaults.js";
import { defaultMembers } from "../../options/members.js";
import { type Settings, typedSettings } from "../../options/settings.js";
import { posteriors } from "../../posteriors/index.js";
import { configFile } from "../../records/folder.js";
import { readRivals, readSubject } from "../../records/inferenceStore.js";
import type { InferenceConfig, LearnedFile, LearnedModel } from "../../records/types.js";
import { criticNamed, densityNamed } from "../critic.js";
import { isBuiltIn, loadSimulator, sourceOf } from "../loadSimulator.js";
import { loadRivals, rivalNames, rivalSettings, sharesOf } from "../rivals.js";
import type { ComparedModel } from "./comparison.js";
import type { InferenceJob } from "./infer.js";
import { modelsIn } from "./known.js";
import { learnedFile, modelsOf } from "./models.js";

/** What `infer` takes: a simulator or a run, and data; everything else has a default. */
export interface InferInput {
  /** A name of the registry, the path of a TypeScript or JavaScript file, or the simulator itself. */
  readonly simulator?: string | SimulatorFamily;
  /** In its place, a run folder of `floe design` or `floe train`: its simulator, with its settings. */
  readonly run?: string;
  /** A file, or a history: {"observations": [{"design": [..], "outcome": [..]}]}. */
  readonly data: string | { readonly observations: readonly unknown[]; readonly reports?: readonly number[] };
  readonly settings?: Readonly<Record<string, SettingValue>>;
  /** How many measurements an experiment usually has: which columns a table may have. */
  readonly designs?: number;
  /** A name of `posteriors`; absent: the best that there is. */
  readonly posterior?: string;
  readonly draws?: number;
  readonly seed?: number;
  readonly backend?: BackendChoice;
  /** Of what is trained where there is no likelihood. */
  readonly steps?: number;
  readonly batch?: number;
  readonly density?: string;
  readonly critic?: string;
  /** Other models of the same experiment, by name or path with commas between: how probable each is, the data tell. */
  readonly rivals?: string;
  /** How probable each model is before the data; absent: all alike. */
  readonly modelWeights?: readonly number[];
}

const known = ["simulator", "run", "settings"];
const checkedOptions = [
  ...["data", "designs", "posterior", "draws", "seed", "backend", "steps", "batch", "density", "critic"],
  ...["rivals", "modelWeights"],
];

const defaults = { draws: 4000, seed: 0, backend: "auto", batch: 256 } as const;

export interface PreparedInference {
  readonly job: InferenceJob;
  readonly config: InferenceConfig;
  /** Where models are compared: all of them, this one first. */
  readonly models?: readonly ComparedModel[];
  /** learned.json with these models. */
  file(models: readonly LearnedModel[]): LearnedFile;
}

/** Everything that can be wrong with options and data is found here, before anything is computed. @throws InputError */
export async function prepareInference(given: InferInput): Promise<PreparedInference> {
  checkInput(given);
  const input = withRivalsOfRun(given);
  if (input.rivals === undefined) {
    check(input.modelWeights === undefined, "--model-weights are of several models: add --rivals with the others");
    return prepareOne(input);
  }
  return prepareModels({ ...input, rivals: input.rivals });
}

async function prepareOne(input: InferInput): Promise<PreparedInference> {
  const { draws, seed, backend, batch } = { ...defaults, ...withoutGaps(input) };
  const { family, settings, source, designs } = await subjectOf(input);
  const posterior = input.posterior === undefined ? undefined : pick<PosteriorMethod>(posteriors, input.posterior, "posterior");
  const { density = defaultMembers.posteriorDensity, critic = defaultMembers.critic } = input;
  densityNamed(density);
  criticNamed(critic);
  const { name } = await startBackend(backend);
  const usual = designs * widthOfFamily(family, settings);
  const whole: Measured = { name: family.name, usual, create: (n) => simulatorOfNumbers(family, n, settings) };
  const { data } = input;
  const read = typeof data === "string" ? readData(data, whole) : dataOf(data, whole);
  const measured = read.reports === undefined ? whole : soFar(whole, read.reports);
  const simulator = measured.create(read.experiments[0]?.design.length ?? usual);
  if (!isBuiltIn(family)) await checkSimulator(withParts(simulator, { gradient: "score" }));
  // A density for the one experiment, or a critic for each of several designs.
  const steps = input.steps ?? (read.experiments.length === 1 ? learningSteps.one : learningSteps.several);
  const training = { steps, batch, density, critic };
  const asked = { steps: input.steps, batch: input.batch, density: input.density, critic: input.critic };
  const { simulatorHash } = source;
  const wanted = {
    experiments: read.experiments,
    asked: withoutGaps(asked),
    ...withoutGaps({ simulatorHash }),
  };
  const models = modelsOf(input.run === undefined ? [] : modelsIn(input.run, wanted));
  const { designs: space, outcome } = simulator;
  const config: InferenceConfig = {
    kind: "infer",
    ...source,
    settings: simulator.settings,
    designs,
    data: { file: typeof data === "string" ? resolve(data) : "data", ...read },
    ...(posterior ? { posterior: posterior.name } : {}),
    draws,
    training,
    seed,
    backend: name as InferenceConfig["backend"],
    about: {
      summary: simulator.summary,
      design: named(space),
      outcome: named(outcome),
      methods: [entry(family)],
    },
    versions: versions(),
  };
  const job = { measured, data: read, draws, training, seed, models, ...(posterior ? { posterior } : {}) };
  const most = Math.max(...read.experiments.map(({ design }) => design.length));
  return { job, config, file: (all) => learnedFile(measured.create(most), source, all) };
}

/** Each model with the data, by a way to the posterior that tells how well it explains them. */
async function prepareModels({ rivals, modelWeights, settings = {}, ...input }: InferInput & { readonly rivals: string }) {
  const { simulator, run, posterior } = input;
  check(typeof simulator === "string", `--rivals stands beside the name of a model, and ${run ?? "this"} is a run or an object`);
  const names = [simulator, ...rivalNames(rivals, simulator)];
  const all = await loadRivals(names);
  const shares = sharesOf(modelWeights, names.length);
  const own = rivalSettings(all, settings);
  const method = posterior === undefined ? undefined : pick<PosteriorMethod>(posteriors, posterior, "posterior");
  const able = Object.values<PosteriorMethod>(posteriors).filter(({ givesEvidence }) => givesEvidence);
  check(
    method === undefined || method.givesEvidence === true,
    `--posterior ${posterior} does not give the evidence, by which models are compared: leave it out, or choose one of ${able.map(({ name }) => name).join(", ")}`,
  );
  const prepared: PreparedInference[] = [];
  for (const [k, { name }] of all.entries()) {
    const one = await prepareOne({ ...input, simulator: names[k] as string, settings: settingsOfModel(name, own) });
    const [example] = one.job.data.experiments;
    const { logLikelihood } = one.job.measured.create(example?.design.length ?? one.job.measured.usual);
    check(
      logLikelihood !== undefined,
      `${name} has no likelihood, so nothing tells how probable the data are under it, and models cannot be compared`,
    );
    prepared.push(one);
  }
  const models = all.map(({ name }, k) => {
    const { job } = prepared[k] as PreparedInference;
    return { name, share: shares[k] as number, job: { ...job, evidence: true as const } };
  });
  const [first, ...others] = prepared as [PreparedInference, ...PreparedInference[]];
  const compared = others.map(({ config: { simulator: file, simulatorHash, settings: ofRival } }, i) => ({
    name: all[i + 1]?.name as string,
    simulator: file,
    ...withoutGaps({ simulatorHash }),
    settings: ofRival,
  }));
  const config: InferenceConfig = { ...first.config, models: { own: all[0]?.name as string, rivals: compared, shares } };
  return { ...first, job: (models[0] as ComparedModel).job, config, models };
}

/** A run about several models stands for all of them. */
function withRivalsOfRun(input: InferInput): InferInput {
  const rivals = input.run === undefined ? undefined : readRivals(input.run);
  if (!rivals || input.rivals !== undefined) return input;
  const { run: _, ...rest } = input;
  check(
    Object.keys(input.settings ?? {}).length === 0,
    `settings cannot change the models of a run: name them instead, ${rivals.simulator} --rivals ${rivals.rivals}`,
  );
  return { ...rivals, ...rest, settings: rivals.settings };
}

const named = ({
  names,
  unit,
  units,
}: {
  readonly names: readonly string[];
  readonly unit: string;
  readonly units?: readonly string[];
}) => ({
  names,
  unit,
  ...(units ? { units } : {}),
});

const entry = ({ name, summary, reference }: SimulatorFamily) => ({ name, summary, ...(reference ? { reference } : {}) });

function checkInput(input: InferInput): void {
  check(typeof input === "object" && input !== null, "infer takes an object: { simulator, data }");
  for (const [name, value] of Object.entries(input)) {
    const all = [...known, ...checkedOptions];
    check(all.includes(name), `unknown option "${name}"${didYouMean(name, all)}`);
    if (checkedOptions.includes(name) && value !== undefined && (name !== "data" || typeof value === "string"))
      checkOption(name, value, `option "${name}"`);
  }
  check(
    input.data !== undefined,
    "say what was measured: --data FILE, a table (CSV), a history (JSON) or a session of floe live",
  );
  check(
    (input.simulator === undefined) !== (input.run === undefined),
    "say what was measured on: a simulator, or a run, and not both",
  );
}

interface Subject {
  readonly family: SimulatorFamily;
  readonly settings: Settings;
  readonly source: { readonly simulator: string; readonly simulatorHash?: string };
  readonly designs: number;
}

async function subjectOf({ simulator, run, settings = {}, designs }: InferInput): Promise<Subject> {
  if (run !== undefined) {
    const config = readSubject(run);
    if (Object.keys(settings).length > 0)
      throw new InputError(`settings cannot change the simulator of a run: name the simulator instead, ${config.simulator}`);
    const family = await loadSimulator(config.simulator);
    const source = sourceOf({ simulator: config.simulator });
    return { family, settings: config.settings, source, designs: designs ?? config.designs };
  }
  const family = typeof simulator === "string" ? await loadSimulator(simulator) : (simulator as SimulatorFamily);
  return {
    family,
    settings: typedSettings(family.settings, settings),
    source: sourceOf({ simulator: simulator as string | SimulatorFamily }),
    designs: designs ?? family.defaultDesigns,
  };
}

/** What is typed is a run folder where there is one, else a simulator. */
export const subjectNamed = (typed: string): Pick<InferInput, "run"> | Pick<InferInput, "simulator"> =>
  existsSync(join(typed, configFile)) ? { run: typed } : { simulator: typed };
