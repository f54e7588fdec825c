/** A design run's options, resolved: what is simulated, by which bound, how it is trained and evaluated. */

import { adaptivePolicies } from "../../policies/index.js";
import { staticDesign } from "../../policies/static.js";
import { check } from "../basics/errors.js";
import { pick } from "../basics/names.js";
import { withoutGaps } from "../basics/withoutGaps.js";
import type { Estimator } from "../contracts/bounds.js";
import type { EvaluationOptions, TrainingOptions } from "../contracts/options.js";
import type { AdaptiveFamily } from "../contracts/policy.js";
import type { Cost, Simulator, SimulatorFamily } from "../contracts/simulator.js";
import { startBackend } from "../engine/backend.js";
import { likelihoodServes } from "../experiment/aim.js";
import { firstMeasurements } from "../experiment/firstMeasurements.js";
import { checkStepwise } from "../experiment/rollout.js";
import { whyNotRepeated } from "../information/greedy/first.js";
import { countsEachStep } from "../information/training/enumeration.js";
import { checkOptimizer } from "../information/training/gradient.js";
import { checkSimulator } from "../loading/rehearse.js";
import { createSimulator } from "../modelling/defineSimulator.js";
import { withParts } from "../modelling/failures.js";
import { settingsOfModel } from "../modelling/rivals.js";
import { measurementsOf } from "../numbers/measurements.js";
import type { DesignOptions } from "../options/check.js";
import { evaluationDefaults, presetOf, resolveAdaptive, resolveTraining } from "../options/defaults.js";
import type { Settings } from "../options/settings.js";
import type { PolicyFile } from "../records/types.js";
import { chooseEstimator, withSettings } from "./chooseEstimator.js";
import { contrastedWith, trainedAlong, usualOfTrials } from "./contrasted.js";
import { costOf } from "./cost.js";
import { checkReads, criticNamed, criticsNamed, criticsOfTrials, densityNamed } from "./critic.js";
import { givenFile } from "./givenFile.js";
import { aimedAt } from "./goal.js";
import { grouped } from "./grouped.js";
import { checkOneSubject } from "./groups.js";
import { isBuiltIn } from "./loadSimulator.js";
import { checkFits as checkPolicyFits, familyFor, measurementsLeft, readPolicyFile } from "./policy/fromFile.js";
import { type GreedyPlan, planGreedy, scoredAlone } from "./policy/greedy.js";
import { type Horizons, horizonsOf } from "./policy/horizons.js";
import { loadModels } from "./rivals.js";
import { scheduled } from "./scheduled.js";
import { checkEvaluationFits, checkTrainingFits } from "./trainingSize.js";
import { type Rival, rivalsOf } from "./versus.js";

/** Everything that is fixed once the options are resolved. */
export interface DesignJob {
  readonly simulator: Simulator;
  readonly estimator: Estimator;
  /** What it was made with; absent where it has no settings. */
  readonly estimatorSettings?: Settings;
  readonly training: TrainingOptions;
  readonly evaluation: EvaluationOptions;
  readonly seed: number;
  /** The same without windows, spacing and grid, where designs keep some: what they cost is measured against its best design. */
  readonly free?: Simulator;
  /** What designs cost, where that is known. */
  readonly cost?: Cost;
  /** The user's own designs that the one found is compared with; absent: none were asked for. */
  readonly versus?: readonly Rival[];
  /** A policy that decides after every outcome is trained from the best static design; `training` is then the static design's. */
  readonly adaptive?: AdaptiveJob;
}

export interface AdaptiveJob {
  readonly family: AdaptiveFamily;
  readonly hidden: readonly number[];
  readonly training: TrainingOptions;
  /** What it begins as, where it does not go on from an earlier training: the best static design, or the best first measurement in every step. */
  readonly begins: "static" | "first";
  /** The file of an earlier training that it goes on from. */
  readonly from?: PolicyFile;
  /** The first measurement, where every single one can be scored by its likelihood alone. */
  readonly single?: Simulator;
  /** The greedy policy that it is compared with, or why there is none. */
  readonly greedy: GreedyPlan | string;
  /** The experiments that stop after 1, 2, ... measurements, without the whole one; none where only the whole one is evaluated. */
  readonly prefixes: readonly Simulator[];
  /** Where it serves several horizons. */
  readonly horizons?: Horizons;
}

/** Two recurrent layers of 64: FLO appendix L.3. */
const policyHidden = [64, 64];

/** @throws InputError for an evaluation's critic or model of densities that is not known, or of no use */
export function checkEvaluation(simulator: Simulator, { critic, bracket }: Partial<EvaluationOptions>): void {
  if (bracket !== undefined) densityNamed(bracket);
  if (critic === undefined) return;
  const { name } = simulator;
  const found = criticNamed(critic);
  check(
    !likelihoodServes(simulator),
    `${name} has a likelihood, so its evaluations train no critic: leave out the critic ${critic}`,
  );
  checkReads(found, simulator);
}

/** How many processes work is not part of what is to be done. */
type Asked = Omit<DesignOptions, "processes"> & Partial<Pick<DesignOptions, "processes">>;

/** Resolves every default and rehearses simulators that are not built in; the backend must run. @throws InputError for anything that cannot be run, before anything is computed */
export async function prepareDesign(options: Asked): Promise<DesignJob> {
  const base = await loaded(options);
  const job = jobFrom(base, options);
  await rehearse(base, job, options);
  await checkFits(job, options.processes ?? 1);
  const cost = await costOf(job.simulator, options);
  return cost ? { ...job, cost } : job;
}

/** Whatever is not built in; of several models each by itself, and of several subjects one. */
async function rehearse(base: SimulatorFamily, { simulator, estimator }: DesignJob, options: Asked): Promise<void> {
  const [{ grouped: several }, { settings }] = [simulator.designs, simulator];
  const measurements = measurementsOf(simulator.designs);
  for (const { name, family } of base.models ?? [])
    if (!isBuiltIn(family))
      await checkSimulator(createSimulator(family, measurements, settingsOfModel(name, settings)), undefined, estimator.scores);
  if (base.models || isBuiltIn(base)) return;
  const one = () => createSimulator(scheduled(givenTo(base, options), options), measurements, settings);
  await checkSimulator(several ? one() : simulator, undefined, estimator.scores);
}

/** A run that can be carried out. */
export interface PreparedRun {
  readonly job: DesignJob;
  /** Of which helping processes make the same job; the backend is the one that runs. */
  readonly options: DesignOptions;
}

/** Starts the backend, and prepares the job. @param family where the simulator is loaded already @throws InputError */
export async function prepareRun(options: DesignOptions, family?: SimulatorFamily): Promise<PreparedRun> {
  const { name: backend } = await startBackend(options.backend);
  return { job: await prepareDesign(family ? { ...options, simulator: family } : options), options: { ...options, backend } };
}

/** Before anything is computed: is there memory for what will be? @throws InputError with the number of bytes and what to lower */
async function checkFits({ simulator, estimator, training, adaptive, evaluation }: DesignJob, processes: number): Promise<void> {
  const sized = { simulator, estimator };
  await checkTrainingFits({ ...sized, options: training, policy: staticDesign }, Math.min(processes, training.restarts));
  if (adaptive) await checkTrainingFits({ ...sized, options: adaptive.training, policy: { kind: "adaptive", ...adaptive } }, 1);
  await checkEvaluationFits(simulator, evaluation);
}

/** As `prepareDesign`, for a simulator that was rehearsed before. */
export async function resolveDesign(options: Asked): Promise<DesignJob> {
  return jobFrom(await loaded(options), options);
}

async function loaded({ simulator, ...options }: Asked): Promise<SimulatorFamily> {
  return typeof simulator === "string" ? await loadModels(simulator, options) : simulator;
}

/** With what is known already as its prior. */
function givenTo(family: SimulatorFamily, { given }: Asked): SimulatorFamily {
  check(
    given === undefined || !family.models,
    "--given are draws of one model's parameters, and cannot be the prior of several: leave out one of --given and --rivals",
  );
  return given === undefined ? family : givenFile(family, given);
}

/** Of a policy whose training goes on, its file says what is trained, and what of the experiment is left. */
function jobFrom(base: SimulatorFamily, options: Asked): DesignJob {
  const one = scheduled(givenTo(base, options), options);
  if (options.policy !== undefined) checkOneSubject(base, options);
  const family = grouped(one, options);
  if (options.from === undefined) return jobOf(aimedAt(family, options), options);
  const from = readPolicyFile(options.from);
  const { designs, given, policy, settings = {} } = options;
  checkPolicyFits(from, family, { designs, given, policy, settings });
  check(options.policyHidden === undefined, "--from: the policy has its own widths: leave out --policy-hidden");
  check(
    options.horizons === undefined,
    "--from: the policy goes on for the experiment that it was trained for: leave out --horizons",
  );
  check(options.policyStart === undefined, "--from: the policy begins as its file has it: leave out --policy-start");
  const own = { designs: measurementsLeft(from), policy: from.family, policyHidden: from.hidden };
  return jobOf(aimedAt(familyFor(family, from), options), { ...options, ...own }, from);
}

/** Where all that a measurement can tell is counted out a policy begins with the best first measurement, if it can be repeated: a static design's places are far apart (docs/policies.md). */
function beginningOf(
  simulator: Simulator,
  estimator: Estimator,
  single: Simulator | string,
  asked: DesignOptions["policyStart"],
  isOfTrials: boolean,
): AdaptiveJob["begins"] {
  const whyNot = typeof single === "string" ? single : whyNotRepeated(simulator.designs);
  const countedOut = () => isOfTrials || countsEachStep(simulator, estimator, single);
  if (asked !== "first") return asked ?? (whyNot === undefined && countedOut() ? "first" : "static");
  check(whyNot === undefined, `--policy-start first measures at the best first place in every step, and cannot here: ${whyNot}`);
  return asked;
}

function freeOf(simulator: Simulator): Pick<DesignJob, "free"> {
  const { free } = simulator.designs;
  return free ? { free: withParts(simulator, { designs: free }) } : {};
}

function jobOf(family: SimulatorFamily, options: Asked, from?: PolicyFile): DesignJob {
  const made = createSimulator(family, options.designs ?? family.defaultDesigns, options.settings ?? {});
  // The first measurements of an experiment may be fixed ones, and a design that is only evaluated may be: here one is looked for.
  check(
    !made.designs.inert?.every(Boolean),
    `simulator "${made.name}": every coordinate of its design space is fixed (low = high, or one place that windows, grid or candidates leave), so there is nothing to choose; leave at least one free, or use floe evaluate`,
  );
  const preset = presetOf(family, options.preset);
  const chosen = chooseEstimator(options.estimator ?? options.training.estimator ?? preset.estimator, made);
  const { estimator: whole, ...ownSettings } = withSettings(chosen, options.estimatorSettings);
  const contrasted = resolveTraining(family, whole, options.preset, options.training);
  const { negatives, trainingContrasts } = contrasted;
  const also = { ...options.training, ...withoutGaps({ negatives, trainingContrasts }) };
  const ofTrials = options.policy === undefined ? undefined : usualOfTrials(also, whole, made);
  const one = () => createSimulator(family, 1, options.settings ?? {});
  const firstOf = (all: Simulator) => (measurementsOf(all.designs) === 1 ? all : firstMeasurements(all, one()));
  const countsList = () =>
    countsEachStep(
      made,
      whole,
      scoredAlone(made, () => firstOf(made)),
    );
  const estimator = contrastedWith({ ...contrasted, ...ofTrials }, whole, made, options.policy !== undefined, countsList);
  const simulator = trainedAlong(made, estimator);
  const adaptive =
    options.policy === undefined ? undefined : pick<AdaptiveFamily>(adaptivePolicies, options.policy, "adaptive policy");
  const both = adaptive && resolveAdaptive(family, estimator, options.preset, options.training, made.gradient);
  // Of trials batch and near contrasts are the policy's alone, typed or not: config.json has them, and a run that goes on must train the same static design.
  const { batch: _, nearContrasts: __, curriculum: ___, ...ofStatic } = options.training;
  const alone = ofTrials && adaptive && resolveAdaptive(family, estimator, options.preset, ofStatic, made.gradient);
  const fixed = both && { ...(alone ?? both).fixed, ...withoutGaps({ steps: options.staticSteps }) };
  const asked = { ...(preset.critic === undefined ? criticsOfTrials(simulator, estimator) : {}), ...options.training };
  const training = fixed ?? resolveTraining(family, estimator, options.preset, asked, made.gradient);
  const critics = criticsNamed(training.critic);
  densityNamed(training.density);
  if (estimator.scores === "critic") for (const critic of critics) checkReads(critic, simulator);
  checkOptimizer(simulator, estimator, training.optimizer);
  checkEvaluation(simulator, options.evaluation);
  if (adaptive) checkStepwise(simulator);
  const stops = adaptive && options.gainAfter !== "last" ? measurementsOf(simulator.designs) - 1 : 0;
  const measuring = (measurements: number) => createSimulator(family, measurements, options.settings ?? {});
  const stopped = (measurements: number) => firstMeasurements(simulator, measuring(measurements));
  const prefixes = Array.from({ length: stops }, (_, i) => stopped(i + 1));
  const evaluation = { ...evaluationDefaults, ...options.evaluation };
  const first = () => prefixes[0] ?? firstOf(simulator);
  const single = adaptive && scoredAlone(simulator, first);
  const text = adaptive && options.horizons;
  const experimentOf = (measurements: number) => trainedAlong(measuring(measurements), estimator);
  const horizons = text === undefined ? undefined : horizonsOf(simulator, { text, estimator, single, experimentOf });
  const versus = options.versus && rivalsOf(simulator, options.versus);
  return {
    simulator,
    estimator,
    ...ownSettings,
    ...(versus ? { versus } : {}),
    training,
    ...freeOf(simulator),
    ...(adaptive && both && single !== undefined
      ? {
          adaptive: {
            family: adaptive,
            hidden: options.policyHidden ?? policyHidden,
            training: { ...both.adaptive, ...ofTrials },
            begins: beginningOf(simulator, estimator, single, options.policyStart, ofTrials !== undefined),
            prefixes,
            ...(typeof single === "string" ? {} : { single }),
            greedy: options.greedy === "no" ? "it was not asked for" : planGreedy(simulator, single, evaluation.samples),
            ...(from ? { from } : {}),
            ...(horizons ? { horizons } : {}),
          },
        }
      : {}),
    evaluation,
    seed: options.seed,
  };
}
