/** One restart: from a start design to a trained one, compared on samples that all restarts share. */

import * as tf from "@tensorflow/tfjs-core";
import { fixed } from "../../policies/fixed.js";
import { random } from "../../policies/random.js";
import { staticDesign } from "../../policies/static.js";
import { withoutGaps } from "../basics/withoutGaps.js";
import type { Estimator, FromScores } from "../contracts/bounds.js";
import type { TrainingOptions } from "../contracts/options.js";
import type { Policy } from "../contracts/policy.js";
import type { Draw, Simulator } from "../contracts/simulator.js";
import type { Checkpoint, FeatureScaling, Key, Params, SeenScaling } from "../contracts/values.js";
import type { Pause } from "../engine/ascent/index.js";
import { tidied } from "../engine/tensors.js";
import { inEarlierStages } from "../estimators/moreContrasts.js";
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
import type { TrainTask } from "../information/training/task.js";
import { designOf, simulatedBy, type TrainEvent, train } from "../information/training/train.js";
import { fold, keyFor, split } from "../numbers/keys.js";
import { measurementsOf } from "../numbers/measurements.js";
import type { TrainedPolicy } from "../records/types.js";
import { betterOf, carriedOut, exchangedByCounting } from "./carriedOut.js";
import { compareRestart } from "./compareRestart.js";
import { withCritic } from "./critic.js";
import { inOrder } from "./groups.js";
import type { FinishedRestart } from "./piece.js";
import { type AdaptiveStart, loadTrained, trainedPolicy } from "./policy/trainedPolicy.js";
import { startDesign, withinReach } from "./starts.js";

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
    const chosen = { optimizer: options.optimizer, restart: index, single: task.adaptive?.single };
    const drawnBy = (contrasted: Estimator) => gradientOf(simulator, contrasted, policy, scaling, chosen);
    const servedBy = (contrasted: Estimator) =>
      shorter.map((one) => ({ ...one, ...shorterOf({ ...task, estimator: contrasted }, one.simulator, scaling, seen) }));
    const { optimizer, ...drawn } = drawnBy(estimator);
    const { score } = drawn;
    const served = servedBy(estimator);
    const stages = inEarlierStages(estimator as FromScores, options.curriculum ?? 1);
    const earlier = stages.map((fewer) => ({
      ...withoutGaps({ enumeration: drawnBy(fewer).enumeration }),
      shorter: servedBy(fewer),
    }));
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
      earlier,
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

function trainingNotes({ counters }: TrainState, beyondBatch: string | undefined): string[] {
  const skipped = `${counters.badSteps} training steps were skipped because the bound or its gradient was not finite`;
  return [...(counters.badSteps > 0 ? [skipped] : []), ...(beyondBatch ? [beyondBatch] : [])];
}
