/** What a finished design run says. */

import { short } from "../basics/digits.js";
import { spaced } from "../basics/names.js";
import { version } from "../basics/version.js";
import { withoutGaps } from "../basics/withoutGaps.js";
import type { Gain, NamedGain } from "../contracts/gain.js";
import { alternatives, hasNoCap } from "../estimators/alternatives.js";
import { measurementsOf } from "../numbers/measurements.js";
import { greedyName, roundedName } from "../records/comparedNames.js";
import { difference } from "../records/difference.js";
import type { BeliefsFile, DesignResult, PolicyResult } from "../records/types.js";
import { baselines } from "./baselines.js";
import { isFree, lossWords } from "./constraintLoss.js";
import { nearProblem } from "./contrasted.js";
import { costAt, isCost } from "./cost.js";
import { fewDraws } from "./given.js";
import { byGroups } from "./groups.js";
import type { DesignJob } from "./job.js";
import { nearbyWords } from "./nearby.js";
import { evaluationName, type FinishedPolicy, type FinishedRestart, policyTraining, subjectNames } from "./piece.js";
import { placementWarnings, reactionWarnings } from "./placement.js";
import type { DesignRunState } from "./state.js";
import { type Rival, roundedDesign } from "./versus.js";

/** The static restarts that were finished, in their order, with their indices. */
function finishedOf({ finished }: DesignRunState): (FinishedRestart & { readonly index: number })[] {
  return Object.entries(finished).map(([index, restart]) => ({ index: Number(index), ...restart }));
}

const priced = (cost: number | undefined): { readonly cost?: number } => (cost !== undefined && isCost(cost) ? { cost } : {});

/** The best design in a person's digits, where own designs are compared with it. */
export function roundedOf({ simulator, versus, adaptive }: DesignJob, state: DesignRunState): Rival | undefined {
  return versus && !adaptive ? roundedDesign(simulator.designs, bestOf(state).design) : undefined;
}

/** With what was found less each, where that can be told. */
function compared(gain: Gain, all: readonly NamedGain[]): NamedGain[] {
  return all.map((one) => {
    const found = difference(gain, one.gain);
    return { ...one, ...(found ? { difference: found } : {}) };
  });
}

/** The restart with the best bound on the comparison draws. */
export function bestOf(state: DesignRunState): FinishedRestart & { readonly index: number } {
  return finishedOf(state).reduce((best, restart) => (restart.compared.value > best.compared.value ? restart : best));
}

export function designResult(job: DesignJob, state: DesignRunState, backend: string, seconds: number): DesignResult {
  const { design } = bestOf(state);
  const found = common(job, state, backend, seconds, "optimised");
  const rounded = roundedOf(job, state);
  const { cost } = job;
  const { designs: space } = job.simulator;
  const result: DesignResult = {
    kind: "design",
    ...found,
    baselines: compared(found.gain, [...(rounded ? evaluated(state, [rounded]) : []), ...found.baselines]).map((one) => ({
      ...one,
      ...priced(cost && costAt(cost, space, one.design)),
    })),
    design,
    ...byGroups(design, space),
    ...(cost && isCost(cost.of(design)) ? { cost: { value: cost.of(design), unit: cost.unit } } : {}),
  };
  return whole(job, result, [
    ...(cost && !isCost(cost.of(design))
      ? [`what the design costs came out as ${cost.of(design)}, which is no positive number: it is left out`]
      : []),
    ...placementWarnings(
      job.simulator.designs,
      design,
      result.gain,
      result.baselines.filter((one) => !isFree(one)),
    ),
    ...lossWords("this design", space, result.gain, result.baselines),
    ...nearbyWords(space, design, result.gain, state.evaluations[subjectNames.spaced]),
    ...fewDraws(job.simulator.prior.draws, result.gain),
  ]);
}

/** @param decisions designs of experiments in which the policy decided, a row each */
export function policyResult(
  job: DesignJob,
  state: DesignRunState,
  backend: string,
  seconds: number,
  decisions: readonly (readonly number[])[],
): PolicyResult {
  const { baselines: fixed, leftOut = [], ...rest } = common(job, state, backend, seconds, "trained");
  const { family, from, greedy } = job.adaptive as NonNullable<DesignJob["adaptive"]>;
  const [planned] = evaluated(state, [{ name: subjectNames.planned, design: bestOf(state).design }]);
  const others = typeof greedy === "object" ? evaluated(state, [{ name: greedyName, design: null, decides: true }]) : [];
  const before = from ? evaluated(state, [{ name: subjectNames.unrefined, design: null, decides: true }]) : [];
  const own = state.spent[policyTraining];
  const result: PolicyResult = {
    kind: "policy",
    ...rest,
    training: { ...rest.training, ...(own === undefined ? {} : { policy: { seconds: own } }) },
    policy: family.name,
    horizon: measurementsOf(job.simulator.designs),
    policyFile: "policy.json",
    baselines: compared(rest.gain, [...before, ...(planned ? [planned] : []), ...others, ...fixed]),
    ...left([...leftOut, ...(typeof greedy === "string" ? [{ name: greedyName, why: greedy }] : [])]),
    ...gainPerStep(job, state),
    ...gainPerHorizon(job, state),
  };
  const { designs: space } = job.simulator;
  const besides = [...others, ...fixed.filter((one) => !isFree(one))];
  return whole(job, result, [
    ...reactionWarnings(space, result.gain, planned, besides, decisions),
    ...(planned ? lossWords("the static design", space, planned.gain, fixed) : []),
  ]);
}

/** With the warnings that only the comparison with all baselines gives, and what the design space and a bank have to say. */
function whole<Result extends DesignResult | PolicyResult>(
  { simulator }: DesignJob,
  result: Result,
  more: readonly string[],
): Result {
  const warnings = [...result.warnings, ...more, ...(simulator.designs.advice ?? [])];
  return { ...result, warnings, ...withoutGaps({ notes: simulator.bank?.about }) };
}

/** Absent where only the last step was evaluated. */
function gainPerStep(
  { simulator, adaptive }: DesignJob,
  { evaluations, leftOut }: DesignRunState,
): Pick<PolicyResult, "gainPerStep"> {
  const steps = measurementsOf(simulator.designs);
  if (adaptive?.prefixes.length !== steps - 1) return {};
  const compared = adaptive.from ? [subjectNames.unrefined, subjectNames.planned] : [subjectNames.planned];
  const told = [subjectNames.trained, ...compared].filter((name) => !(name in leftOut));
  const gains = (name: string) => stepsOf(name, steps).map((step) => evaluations[step] as Gain);
  return { gainPerStep: told.map((name) => ({ name, gains: gains(name) })) };
}

/** Absent where the policy knows one horizon only. */
function gainPerHorizon({ adaptive }: DesignJob, { evaluations }: DesignRunState): Pick<PolicyResult, "gainPerHorizon"> {
  const { all } = adaptive?.horizons ?? {};
  if (!all) return {};
  const nameFor = (i: number, horizon: number) =>
    evaluationName(subjectNames.trained, undefined, i + 1 < all.length ? horizon : undefined);
  return { gainPerHorizon: all.map((horizon, i) => ({ horizon, gain: evaluations[nameFor(i, horizon)] as Gain })) };
}

/** The names of an evaluation's pieces after 1, 2, ... measurements and after the last. */
function stepsOf(name: string, horizon: number): string[] {
  return Array.from({ length: horizon }, (_, i) => evaluationName(name, i + 1 < horizon ? i + 1 : undefined));
}

/** What turns outcomes into beliefs. @param source of the simulator: its name, or its file with the hash that it had when the run began */
export function beliefsFile(
  { simulator, adaptive }: DesignJob,
  { fresh }: DesignRunState,
  source: Pick<BeliefsFile, "simulator" | "simulatorHash">,
): BeliefsFile {
  const left = measurementsOf(simulator.designs);
  const { after = [] } = adaptive?.from ?? {};
  const horizon = left + after.length;
  const steps = stepsOf(subjectNames.trained, left).map((name) => fresh[name]);
  const last = steps.at(-1);
  return {
    kind: "beliefs",
    version,
    ...source,
    settings: simulator.settings,
    horizon,
    ...(last && after.length === 0
      ? { learned: { critics: steps.map((step) => step?.critic ?? null), thetas: last.thetas } }
      : {}),
  };
}

const left = (all: NonNullable<DesignResult["leftOut"]>): Pick<DesignResult, "leftOut"> =>
  all.length > 0 ? { leftOut: all } : {};

/** @param subject what was trained */
function common(
  job: DesignJob,
  state: DesignRunState,
  backend: string,
  seconds: number,
  subject: "optimised" | "trained",
): Omit<DesignResult, "kind" | "design"> {
  const { simulator, estimator, seed, adaptive } = job;
  const training = adaptive?.training ?? job.training;
  const finished = finishedOf(state);
  const best = bestOf(state);
  const last = adaptive ? (state.policy as FinishedPolicy) : best;
  const main = subjectNames[subject];
  const cap = estimator.cap(training.batch);
  const missing = Object.entries(state.leftOut);
  return {
    simulator: simulator.name,
    settings: simulator.settings,
    estimator: estimator.name,
    seed,
    backend,
    version,
    designNames: simulator.designs.names,
    designUnit: simulator.designs.unit,
    ...(simulator.designs.units ? { designUnits: simulator.designs.units } : {}),
    gain: state.evaluations[main] as Gain,
    baselines: evaluated(state, [...freeIn(state), ...comparedWith(job)]),
    ...left(missing.map(([name, why]) => ({ name, why }))),
    training: {
      steps: finished.reduce((sum, { steps }) => sum + steps, state.policy?.steps ?? 0),
      seconds,
      ...simulationsOf([...finished, ...(state.policy ? [state.policy] : [])]),
      bound: last.bound,
      cap: Number.isFinite(cap) ? cap : null,
      restarts: finished.map(({ design, compared, steps, optimizer }) => ({
        design,
        compared,
        steps,
        ...withoutGaps({ optimizer }),
      })),
      chosen: finished.findIndex(({ index }) => index === best.index),
    },
    warnings: warningsOf(state, main, [
      ...missing.map(([name, why]) => leftOutOf(job, name, why)),
      ...capWarnings(job, last, cap),
    ]),
  };
}

/** Of all trainings, where there is nothing but simulations. */
function simulationsOf(trainings: readonly FinishedRestart[]): { readonly simulations?: number } {
  const counted = trainings.flatMap(({ simulations }) => simulations ?? []);
  return counted.length > 0 ? { simulations: counted.reduce((sum, n) => sum + n, 0) } : {};
}

/** The best design without constraints, where the run has some. */
const freeIn = ({ free }: DesignRunState): Omit<NamedGain, "gain">[] => (free ? [{ name: subjectNames.free, design: free }] : []);

/** What the run is compared with, whatever it finds. */
function comparedWith({ simulator, versus = [] }: DesignJob): Omit<NamedGain, "gain">[] {
  const usual = Object.entries(baselines).map(([name, { known }]) => ({ name, design: known?.(simulator.designs) ?? null }));
  const none = simulator.passive ? [{ name: subjectNames.unmeasured, design: null, rival: "none" as const }] : [];
  return [...versus, ...usual, ...none];
}

/** Those of them that could be evaluated, with their gains. */
function evaluated(
  { evaluations, leftOut, deciding = {} }: DesignRunState,
  all: readonly Omit<NamedGain, "gain">[],
): NamedGain[] {
  const timed = (name: string) => (deciding[name] === undefined ? {} : { seconds: deciding[name] });
  return all
    .filter(({ name }) => !(name in leftOut))
    .map((one) => ({ ...one, ...timed(one.name), gain: evaluations[one.name] as Gain }));
}

/** @param name of a baseline */
export function leftOutOf(job: DesignJob, name: string, why: string): string {
  const one = comparedWith(job).find((one) => one.name === name);
  const place = one?.design ? ` (${one.design.map((x) => short(x)).join(", ")})` : "";
  const what = one?.rival || name === roundedName ? `design "${name}"` : `baseline "${spaced(name)}"`;
  return `the ${what}${place} could not be evaluated and was left out: ${why}`;
}

/** Each once, in an order that does not depend on which piece ended first. Baselines would repeat the notes of the evaluation. */
function warningsOf({ notes, failed }: DesignRunState, main: string, ofTraining: readonly string[]): string[] {
  const told = [...Object.values(notes.trainings).flat(), ...(notes.evaluations[main] ?? [])]; // whole numbers stand in their order
  const failures = Object.entries(failed).map(([index, why]) => failureOf(Number(index), why));
  return [...new Set([...failures, ...told, ...ofTraining])];
}

export function failureOf(index: number, why: string): string {
  return `restart ${index + 1} could not be finished and was left out: ${why}`;
}

function capWarnings({ simulator, estimator, adaptive }: DesignJob, { bound }: FinishedRestart, cap: number): string[] {
  if (bound.value < 0.9 * cap) return [];
  const near = nearProblem(estimator, simulator, adaptive !== undefined) === undefined ? "take --near-contrasts 140, " : "";
  const ways =
    estimator.from === "scores" && estimator.nearContrasts
      ? "Raise --training-contrasts, or leave them out"
      : `Raise --batch, ${near}or use an estimator without a cap (${alternatives(simulator, hasNoCap)})`;
  return [
    `${estimator.name} was trained against its cap: it cannot report more than ${cap.toFixed(2)} nats with so many contrasts (their logarithm), ` +
      `so it sees little difference between good designs. ${ways}. The evaluation is not affected.`,
  ];
}
