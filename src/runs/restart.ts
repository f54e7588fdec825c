/** One restart: from a start design to a trained one, compared on samples that all restarts share. */

import * as tf from "@tensorflow/tfjs-core";
import { fixed } from "../../policies/fixed.js";
import { random } from "../../policies/random.js";
import { staticDesign } from "../../policies/static.js";
import { withoutGaps } from "../basics/withoutGaps.js";
import type { Estimator } from "../contracts/bounds.js";
import type { TrainingOptions } from "../contracts/options.js";
import type { Policy } from "../contracts/policy.js";
import type { Draw, Simulator } from "../contracts/simulator.js";
import type { DesignSpace } from "../contracts/space.js";
import type { Checkpoint, FeatureScaling, Key, Params, SeenScaling } from "../contracts/values.js";
import type { Pause } from "../engine/ascent/index.js";
import { tidied } from "../engine/tensors.js";
import { pilotScaling, validationDraw } from "../experiment/draws.js";
import { ownScaling } from "../experiment/features.js";
import { seenScaling, setupOf } from "../experiment/history.js";
import { policyContext, rollout } from "../experiment/rollout.js";
import { openSource } from "../experiment/source.js";
import { bestFirst } from "../information/greedy/first.js";
import { buildObjective } from "../information/objective.js";
import { capacityNote } from "../information/training/capacity.js";
import { gradientOf, hasPath, isBlackBox, triesNumbers } from "../information/training/gradient.js";
import { initState, type TrainState, unpackState } from "../information/training/state.js";
import type { StepTask } from "../information/training/step.js";
import { designOf, simulatedBy, type TrainEvent, type TrainTask, train } from "../information/training/train.js";
import { normal, uniforms } from "../numbers/distributions.js";
import { fold, keyFor, split } from "../numbers/keys.js";
import { measurementsOf } from "../numbers/measurements.js";
import { axesOf, valueAt } from "../numbers/scales.js";
import type { TrainedPolicy } from "../records/types.js";
import { betterOf, carriedOut, exchangedByCounting } from "./carriedOut.js";
import { compareRestart } from "./compareRestart.js";
import { withCritic } from "./critic.js";
import { inOrder } from "./groups.js";
import type { FinishedRestart } from "./piece.js";
import { type AdaptiveStart, loadTrained, trainedPolicy } from "./policy/trainedPolicy.js";

export interface RestartTask {
  readonly simulator: Simulator;
  readonly estimator: Estimator;
  readonly options: TrainingOptions;
  readonly key: Key;
  readonly index: number;
  /** Draws on which every restart is compared; never trained on. */
  readonly comparison: Draw;
  /** Absent: a static design is trained. */
  readonly adaptive?: AdaptiveStart;
}

const pilotSize = 2000;
const validationBatches = 4;
const secondsBetweenPauses = 0.5;

/** How far from the conventional design the first restart starts, in raw units: enough to leave a symmetric saddle. */
const jitter = 0.1;

/** Starts stay where the parametrisation still moves: at a boundary its gradient vanishes. */
const rawLimit = 2.5;
/** A fiftieth of the range from its ends, where the slope is a fourteenth of that in the middle: good designs lie that near, 0.4 h of a day. */
const policyRawLimit = 4;

interface Trained {
  readonly finished: FinishedRestart;
  /** Where one was to be trained. */
  readonly policy?: TrainedPolicy;
  readonly notes: readonly string[];
}

/**
 * Trains from `saved`, or afresh; `keep` is handed the live state as soon as there is one.
 * @returns the restart's design and its bound on the comparison draws
 */
export async function* runRestart(
  task: RestartTask,
  saved: Checkpoint | undefined,
  keep: (state: TrainState) => void,
  signal?: AbortSignal,
): AsyncGenerator<TrainEvent | Pause, Trained> {
  const { simulator, estimator, options, index } = task;
  const k = split(
    fold(task.key, task.index),
    ...([
      "source",
      "validation",
      "shorter",
      "pilot",
      "pilotDesigns",
      "seenDesigns",
      "start",
      "init",
      "baseline",
      "train",
      "compared",
      "exchange",
    ] as const),
  );
  const source = openSource(simulator, sourceKey(task, k.source), options.steps, signal);
  const validated = validationBatches * options.batch;
  const validation = await validationDraw(simulator, k.validation, validated, signal);
  const shorter = await openShorter(task, k.shorter, validated, signal);
  try {
    await source.at(0);
    const pilot = () => source.draw(k.pilot, pilotSize);
    const designSeen = task.adaptive !== undefined || (!hasPath(simulator) && estimator.scores !== "likelihood"); // trials differ between experiments
    const scaling = tidied(() => ({
      ...pilotScaling(simulator, random, {}, pilot(), k.pilotDesigns, designSeen),
      ...(designSeen && triesNumbers(simulator, task.adaptive !== undefined) ? { logits: true as const } : {}),
      ...(estimator.from === "density" ? { ownTheta: ownScaling(simulator, pilot().theta) } : {}),
    }));
    const objective = buildObjective(simulator, estimator, withCritic(options, index), scaling);
    const seen = task.adaptive && (task.adaptive.from?.seen ?? tidied(() => pilotSeen(simulator, pilot(), k.seenDesigns)));
    const learner = learnerOf(task, seen, k.start);
    const { policy } = learner;
    const { optimizer, ...drawn } = gradientOf(simulator, estimator, policy, scaling, {
      optimizer: options.optimizer,
      restart: index,
      single: task.adaptive?.single,
    });
    const { score } = drawn;
    const served = shorter.map((one) => ({ ...one, ...shorterOf(task, one.simulator, scaling, seen) }));
    const fresh = initState({ ...learner.init(), ...objective.init(k.init), ...score?.init(k.baseline) });
    const state = saved ? unpackState(saved, fresh) : fresh;
    keep(state);
    const training: TrainTask = {
      simulator,
      policy,
      objective,
      ...drawn,
      options,
      key: k.train,
      source,
      validation,
      ...(served.length > 0 ? { shorter: served } : {}),
      secondsBetweenPauses,
    };
    yield* train(training, state, signal);
    const { bound: value, se } = state.counters.last;
    const comparing = k.compared;
    const compared = (own: TrainTask) => compareRestart(own, state, task.comparison, comparing);
    const evenly = simulator.designs.equallySpaced();
    const design = designOf(training, state);
    // A black box's critic knows designs as they are carried out, choices made and in ascending order.
    const asCarriedOut = isBlackBox(simulator, estimator) && !task.adaptive ? { ...training, policy: fixed(design) } : training;
    const ended = { design, compared: compared(asCarriedOut) };
    const noisy = score ? !score.explores : drawn.enumeration?.how === "thetas";
    const comparedAt = (design: readonly number[]) => compared({ ...training, policy: fixed(design) });
    // A policy is not what stands beside it.
    const begun = noisy && !task.adaptive ? betterOf(ended, { design: evenly, compared: comparedAt(evenly) }) : ended;
    const counts = noisy || drawn.enumeration?.how === "one at a time";
    const counted = async () =>
      counts ? await exchangedByCounting(begun, simulator, estimator, k.exchange, comparedAt, options.steps, signal) : undefined;
    const finish = async () => (await counted()) ?? carriedOut(begun, training, state, comparing, comparedAt);
    const best = task.adaptive ? ended : await finish();
    const others = pilotSize * (task.adaptive ? 2 : 1) + task.comparison.theta.shape[0];
    // Members of a bank are met again and again.
    const simulated =
      isBlackBox(simulator, estimator) && !simulator.bank ? { simulations: simulatedBy(training, state) + others } : {};
    const movedBy = isBlackBox(simulator, estimator) ? withoutGaps({ optimizer }) : {};
    return {
      finished: {
        ...best,
        design: inOrder(best.design, simulator.designs),
        steps: state.counters.step,
        ...simulated,
        ...movedBy,
        bound: { value, se },
      },
      ...(task.adaptive && seen ? { policy: trainedPolicy(task.adaptive, seen, state) } : {}),
      notes: [
        ...trainingNotes(state, capacityNote(estimator, value, options.batch)),
        ...(begun === ended ? [] : [notFound(index)]),
      ],
    };
  } finally {
    source.close();
    for (const one of [{ validation }, ...shorter]) tf.dispose([one.validation.theta, one.validation.noise]);
  }
}

/** What experiments of fewer measurements draw, of a policy that serves them too: never from a bank. */
async function openShorter({ adaptive, options }: RestartTask, key: Key, n: number, signal?: AbortSignal) {
  const open = async (simulator: Simulator, i: number) => ({
    simulator,
    source: openSource(simulator, key, options.steps, signal),
    validation: await validationDraw(simulator, fold(key, i), n, signal),
  });
  return await Promise.all((adaptive?.horizons?.shorter ?? []).map(open));
}

/** The policy in one of them, and how its gradient comes. */
function shorterOf(
  { adaptive, estimator, options, index }: RestartTask,
  simulator: Simulator,
  scaling: FeatureScaling,
  seen: SeenScaling | undefined,
): Pick<StepTask, "policy" | "objective" | "enumeration"> {
  const { family, hidden, horizons, single } = adaptive as AdaptiveStart;
  const most = Math.max(...(horizons?.all ?? []));
  const policy = family.create(setupOf(simulator, seen as SeenScaling, measurementsOf(simulator.designs), hidden, most));
  const { enumeration } = gradientOf(simulator, estimator, policy, scaling, { restart: index, single });
  const objective = buildObjective(simulator, estimator, withCritic(options, index), scaling);
  return { policy, objective, ...(enumeration ? { enumeration } : {}) };
}

/** All restarts of a design meet the same banks of paths, each in an order of its own: where a bank is dear it is simulated once. */
function sourceKey({ simulator: { bank }, adaptive, key }: RestartTask, own: Key): Key {
  return bank?.plain && !adaptive ? (split(fold(key, 0), "source").source as Key) : own;
}

const notFound = (index: number): string =>
  `restart ${index + 1} ended below the equally spaced design, which took its place: its gradient is noisy (gradient: "score"); try more --steps, a larger --batch or a smaller --design-rate`;

/** What is trained, and the parameters that it begins with. */
interface Learner {
  readonly policy: Policy;
  init(): Params;
}

function learnerOf(task: RestartTask, seen: SeenScaling | undefined, key: Key): Learner {
  return task.adaptive && seen ? adaptiveLearner(task.simulator, task.adaptive, seen, key) : staticLearner(task, key);
}

function staticLearner({ simulator, index }: RestartTask, key: Key): Learner {
  const start = startDesign(simulator, index, key);
  return { policy: staticDesign, init: () => staticDesign.init(simulator.designs, start) };
}

function adaptiveLearner(
  simulator: Simulator,
  { family, hidden, begins, start, single, from, horizons }: AdaptiveStart,
  seen: SeenScaling,
  key: Key,
): Learner {
  const { designs } = simulator;
  if (from) {
    const { policy, params } = loadTrained(simulator, from);
    return { policy, init: () => params };
  }
  const horizon = measurementsOf(designs);
  const policy = family.create(setupOf(simulator, seen, horizon, hidden, horizons && horizon));
  const first = (): number[] => bestFirst(simulator, single as Simulator, keyFor(key, "first"));
  return { policy, init: () => policy.init(key, designs, withinReach(designs, begins === "first" ? first() : start)) };
}

/** How measurements of random designs are spread: the eyes of an adaptive policy. */
function pilotSeen(simulator: Simulator, draw: Draw, key: Key): SeenScaling {
  const context = policyContext(random, simulator.designs, key, draw.theta.shape[0]);
  const { design, outcome } = rollout(simulator, random, {}, draw, context);
  return seenScaling(simulator, design, outcome);
}

/** The first restart starts near the conventional design, the second at the two ends of the space, the others near random designs. */
function startDesign({ designs }: Simulator, index: number, key: Key): number[] {
  const k = split(key, "design", "jitter");
  const starts = [() => designs.equallySpaced(), () => atBothEnds(designs)];
  const design = (starts[index] ?? (() => anywhere(designs, k.design)))();
  return fromRawOf(designs, design, rawLimit, (raw) => tf.add(raw, tf.mul(jitter, normal(k.jitter, raw.shape))));
}

/** A static design that lies on the edge of its space is no start for a policy: what it would move hardly moves there. */
const withinReach = (designs: DesignSpace, start: readonly number[]): number[] =>
  fromRawOf(designs, start, policyRawLimit, (raw) => raw);

function fromRawOf(
  designs: DesignSpace,
  design: readonly number[],
  limit: number,
  move: (raw: tf.Tensor2D) => tf.Tensor2D,
): number[] {
  return tidied(() => {
    const raw = move(tf.clipByValue(tf.tensor2d([designs.toRaw(design)]), -limit, limit));
    return Array.from(designs.fromRaw(raw, tf.scalar(1)).dataSync()); // sharpness 1: a choice starts at a candidate
  });
}

/**
 * Optimal designs often repeat a few extreme points, and noisy gradients take long to carry coordinates there from the
 * middle, where they vanish by symmetry: the first half of the coordinates starts low, the second high.
 */
function atBothEnds({ dim, ...range }: DesignSpace): number[] {
  return axesOf(range).map((axis, i) => valueAt(axis, i < dim / 2 ? 0.05 + 0.05 * (i / dim) : 0.9 + 0.05 * (i / dim)));
}

/** A random design, on the scales that it is trained on: decades that are thin for the user's random designs must not be so for starts. */
function anywhere(designs: DesignSpace, key: Key): number[] {
  if (!designs.scales?.includes("log")) return designs.random(key);
  const shares = uniforms(key, designs.dim);
  return designs.finish(axesOf(designs).map((axis, i) => valueAt(axis, shares[i] as number)));
}

function trainingNotes({ counters }: TrainState, beyondBatch: string | undefined): string[] {
  const skipped = `${counters.badSteps} training steps were skipped because the bound or its gradient was not finite`;
  return [...(counters.badSteps > 0 ? [skipped] : []), ...(beyondBatch ? [beyondBatch] : [])];
}
