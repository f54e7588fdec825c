/** From data to parameters: what is known of theta once the outcomes are in. */
import { check } from "../../basics/errors.js";
import { asPart, toldAs } from "../../basics/steps.js";
import { version } from "../../basics/version.js";
import { withoutGaps } from "../../basics/withoutGaps.js";
import type { MadeExperiment, MeasuredData } from "../../contracts/data.js";
import type { PosteriorMethod, PosteriorSample, PosteriorTask } from "../../contracts/posterior.js";
import type { Simulator } from "../../contracts/simulator.js";
import type { Key, Progress } from "../../contracts/values.js";
import { runningBackend } from "../../engine/backend.js";
import type { Measured } from "../../loading/data/measured.js";
import { key as rootKey, split } from "../../numbers/keys.js";
import { type Check, strangeness, strangeToLearned } from "../../numbers/strangeness.js";
import { chosenPosterior, requirePosterior } from "../../posteriors/chosen.js";
import type { InferenceResult, InferenceShown, InferredParameter, LearnedModel } from "../../records/types.js";
import { type Again, type Rows, simulatedAgain } from "./again.js";
import type { Tried } from "./censored.js";
import { type Learning, learnedDensity, learnedScores } from "./learn.js";
import type { LearnedKind, Models } from "./models.js";
import { type Near, nearestSimulations } from "./nearest.js";
import { predictiveCheck } from "./predictive.js";
import { priorOf } from "./prior.js";
import { likelihoodOfData, simulatorsOf, stepsOf } from "./seen.js";
import { shownOf, thinned } from "./shown.js";
import { summaryOf } from "./summary.js";
import { warningsOf } from "./warnings.js";

export interface InferenceJob {
  readonly measured: Measured;
  readonly data: MeasuredData;
  /** Absent: the best that there is. */
  readonly posterior?: PosteriorMethod;
  readonly draws: number;
  readonly training: Learning;
  readonly seed: number;
  /** Whether log p(data) is wanted too. */
  readonly evidence?: true;
  /** What is trained already, and where more of it is kept. */
  readonly models: Models;
}

export interface Inference {
  readonly result: InferenceResult;
  /** Draws of all parameters, in their own units, row after row. */
  readonly theta: Rows;
  readonly shown: InferenceShown;
  /** What was trained, or was known before; none where there is a likelihood. */
  readonly learned: readonly LearnedModel[];
}

/** Experiments that are simulated again with the posterior's parameters. */
const again = 2000;

/** @throws InputError where the data cannot be, or no posterior can be had; InterruptedError after the signal */
export async function* carryOutInference(job: InferenceJob, signal?: AbortSignal): AsyncGenerator<Progress, Inference> {
  const began = performance.now();
  const { measured, data, draws } = job;
  const k = split(rootKey(job.seed), "inferAgain", "inferLearn", "inferDraw");
  const of = simulatorsOf(measured);
  const simulator = of(data.experiments[0]?.design.length ?? measured.usual);
  yield { phase: "simulating the experiments", fraction: 0 };
  const simulations = await simulatedAgain(data.experiments, of, k.inferAgain, signal);
  let task: OpenTask | undefined;
  try {
    const seen = simulations.featuresOf(data.experiments.map(({ outcome }) => outcome));
    const alone = strangeness(simulations.prior.outcomes.features, seen);
    task = yield* asPart(taskOf(job, of, { ...simulations, seen, alone }, k.inferLearn, signal), 0.05, 0.6);
    const chosen = methodFor(job, task);
    const sample = yield* asPart(chosen.method.draw(task, k.inferDraw, draws, signal), 0.6, 0.9);
    yield { phase: "simulating the experiments again", fraction: 0.9 };
    const theta = { columns: simulator.prior.names.length, values: sample.theta };
    const replicated = simulations.simulate(thinned(theta, again));
    const checks = { posterior: predictiveCheck(replicated.features, seen), prior: alone };
    const { theta: ofPrior, outcomes } = simulations.prior;
    const near = !isTrained(chosen.method) ? {} : { near: nearestSimulations(ofPrior, outcomes.features, seen) };
    const parameters = summaryOf(sample, simulator.prior, simulations.prior.theta);
    return {
      result: resultOf(job, simulator, {
        ...chosen,
        ...near,
        ...(task.simulations ? { simulated: task.simulations.theta.values.length / theta.columns } : {}),
        sample,
        checks,
        parameters,
        seconds: (performance.now() - began) / 1000,
      }),
      theta,
      shown: shownOf(simulator, simulations, theta, replicated),
      learned: job.models.all,
    };
  } finally {
    task?.dispose();
    simulations.dispose();
  }
}

interface Method {
  readonly method: PosteriorMethod;
  readonly reason: string;
}

const trainedHere = "trained on simulations at exactly the places that were measured";

const isTrained = ({ from }: PosteriorMethod): boolean => from === "density" || from === "scores";

/** What was trained, and by whom. */
function trainedBy({ models, data }: InferenceJob, of: LearnedKind): string {
  const found = data.experiments.map(({ design }) => models.find(design, of));
  const runs = [...new Set(found.flatMap((model) => model?.from ?? []))];
  const decided = found.some((model) => model && !model.design);
  const what = decided ? "trained on the experiments of the policy, which measured where it advises" : trainedHere;
  return runs.length > 0 ? `${what}, before: ${runs.join(", ")}` : what;
}

/** The reason's first part, up to a semicolon, says what was done. */
function methodFor(job: InferenceJob, task: PosteriorTask): Method {
  const { posterior, evidence } = job;
  const { method, reason } = posterior
    ? { method: requirePosterior(posterior, task), reason: `${posterior.name}, which was asked for: ${posterior.summary}` }
    : chosenPosterior(task, evidence);
  const [what, ...others] = reason.split("; ");
  if (!isTrained(method)) return { method, reason };
  const trained = trainedBy(job, method.from === "density" ? "density" : "critic");
  return { method, reason: [`${what}, ${trained}`, ...others].join("; ") };
}

interface Found extends Method {
  readonly sample: PosteriorSample;
  readonly checks: { readonly posterior: Check; readonly prior: Check };
  readonly parameters: readonly InferredParameter[];
  readonly near?: readonly Near[];
  /** How many simulations the data were compared with, where that is the posterior. */
  readonly simulated?: number;
  readonly seconds: number;
}

function resultOf(
  { data, seed }: InferenceJob,
  { name, settings, prior }: Simulator,
  { method, reason, sample, checks, parameters, near, simulated, seconds }: Found,
): InferenceResult {
  const censored = data.experiments.flatMap((one) => one.censored ?? []).filter((side) => side !== null).length;
  return {
    kind: "infer",
    simulator: name,
    settings,
    posterior: method.name,
    ...(isTrained(method) ? { trained: true as const } : {}),
    ...withoutGaps({ simulated }),
    why: reason,
    parameters,
    draws: sample.theta.length / prior.names.length,
    drawsFile: "draws.csv",
    ...diagnosticsOf(sample),
    data: {
      experiments: data.experiments.length,
      outcomes: data.experiments.reduce((sum, { outcome }) => sum + outcome.length, 0),
      missing: data.missing,
      ...(censored > 0 ? { censored } : {}),
    },
    predictive: { ...checks.posterior, prior: checks.prior },
    seconds,
    seed,
    backend: runningBackend().name,
    version,
    warnings: warningsOf({ data, sample, parameters, checks, ...(near ? { near } : {}), ...(simulated ? { simulated } : {}) }),
  };
}

type OpenTask = PosteriorTask & { dispose(): void };

/** The likelihood where there is one, and what is trained in its place where there is none, or a way that needs it was asked for. */
async function* taskOf(
  { data: { experiments }, posterior, training, models }: InferenceJob,
  of: (coordinates: number) => Simulator,
  simulations: Again & { readonly seen: Float32Array; readonly alone: Check },
  key: Key,
  signal?: AbortSignal,
): AsyncGenerator<Progress, OpenTask> {
  const [first] = experiments as [(typeof experiments)[0], ...typeof experiments];
  const simulator = of(first.design.length);
  const tried = (those: readonly MadeExperiment[]) => (e: number) =>
    triedOf(simulations, experiments, those[e] as MadeExperiment, e);
  const logLikelihood = likelihoodOfData(experiments, of, tried(experiments));
  const known = { prior: priorOf(simulator, simulations.prior.theta) };
  const byLikelihood = posterior === undefined || posterior.from === "likelihood";
  check(
    byLikelihood || experiments.every((one) => !one.censored),
    `outcomes that are known to lie below or above a limit only are told by a likelihood, and the posterior by "${posterior?.name}" reads none: choose another --posterior, or none`,
  );
  const work = { models, key, signal };
  const wanted =
    posterior?.from ??
    (logLikelihood ? "likelihood" : simulations.alone.p < strangeToLearned ? "simulations" : learnable(experiments, models));
  if (wanted === "density" && experiments.length === 1) {
    const density = yield* learnedDensity(first, simulator, training, work);
    return { ...known, density, dispose: density.dispose };
  }
  const dispose = () => {};
  if (wanted === "simulations") {
    const phase = "simulating many experiments";
    const many = yield* toldAs(simulations.many(signal), (fraction) => ({ phase, fraction }));
    return { ...known, simulations: { ...many, seen: simulations.seen }, dispose };
  }
  if (wanted === "scores") return { ...known, scores: yield* learnedScores(experiments, of, training, work), dispose };
  if (!logLikelihood) return { ...known, dispose };
  const logLikelihoods = stepsOf(experiments, of).map(
    (seen) => likelihoodOfData(seen, of, tried(seen)) as NonNullable<typeof logLikelihood>,
  );
  return { ...known, logLikelihood, logLikelihoods, dispose };
}

/** Simulations of the e-th experiment, or of the first measurements of it. */
function triedOf({ prior }: Again, experiments: readonly MadeExperiment[], { outcome }: MadeExperiment, e: number): Tried {
  const { columns, values } = prior.outcomes.own;
  const from = experiments.slice(0, e).reduce((sum, one) => sum + one.outcome.length, 0);
  const n = values.length / columns;
  const own = Float32Array.from({ length: n * outcome.length }, (_, at) => {
    const [row, i] = [Math.floor(at / outcome.length), at % outcome.length];
    return values[row * columns + from + i] as number;
  });
  return { theta: prior.theta, outcome: { columns: outcome.length, values: own } };
}

/** A density where one experiment was made, but for one whose critic was trained before and whose density was not. */
function learnable([first, ...others]: readonly MadeExperiment[], models: Models): "density" | "scores" {
  const { design } = first as MadeExperiment;
  if (others.length > 0) return "scores";
  return !models.find(design, "density") && models.find(design, "critic") ? "scores" : "density";
}

function diagnosticsOf({ ess, rhat, divergences, paretoK, logEvidence }: PosteriorSample) {
  return {
    ess: Math.min(...ess),
    ...(rhat ? { rhat: Math.max(...rhat) } : {}),
    ...withoutGaps({ divergences, paretoK }),
    ...(logEvidence ? { logEvidence } : {}),
  };
}
