/** A benchmark in a run folder. */
import { check, InputError } from "../../basics/errors.js";
import { pick } from "../../basics/names.js";
import { version, versions } from "../../basics/version.js";
import { withoutGaps } from "../../basics/withoutGaps.js";
import type { Critic, Estimator, FromSamples, FromScores } from "../../contracts/bounds.js";
import type { BackendChoice } from "../../contracts/options.js";
import type { Asked, Prepared } from "../../contracts/runKind.js";
import type { Key, Progress } from "../../contracts/values.js";
import { critics } from "../../critics/index.js";
import { startBackend } from "../../engine/backend.js";
import { withNegatives } from "../../estimators/fewerNegatives.js";
import { estimators } from "../../estimators/index.js";
import { levelResults } from "../../information/known/levels.js";
import { pointwise } from "../../information/known/pointwise.js";
import type { KnownTask } from "../../information/known/task.js";
import { knownTasks } from "../../information/known/tasks/index.js";
import { type KnownState, type KnownTraining, packKnown, trainKnown } from "../../information/known/train.js";
import { key as rootKey, split } from "../../numbers/keys.js";
import { defaultMembers } from "../../options/members.js";
import { checkSettings, defaultsOf, type Settings, typedSettings } from "../../options/settings.js";
import { createBenchmarkFolder, endBenchmark, loadBenchmark, saveBenchmark } from "../../records/benchmarkStore.js";
import type { BenchmarkConfig, BenchmarkResult } from "../../records/types.js";
import { withSettings } from "../chooseEstimator.js";
import { courseOf } from "./course.js";

/** In the place of a critic: the best scores there are, with nothing to train. */
export const bestCritic = "best";

const usual = {
  estimator: defaultMembers.estimator,
  critic: defaultMembers.pairCritic as string,
  hidden: [256, 256],
  features: 32,
  auxiliary: "shared",
  steps: 20_000,
  batch: 64,
  criticRate: 5e-4,
} as const;

/** In its place for estimators that read the samples themselves: there is nothing to train either. */
const noCritic = "none";
/** Each step is an estimate from so many rows. */
const usualOfSamples = { critic: noCritic, steps: 100, batch: 1000 } as const;

/** So much of a level is read: the last quarter of its steps. */
const shareRead = 0.25;

const secondsBetweenSaves = 10;

/** Everything that can be wrong is found here, before anything is written. */
export async function prepareRun({ subject, options }: Asked): Promise<Prepared<BenchmarkConfig, BenchmarkResult>> {
  const given = withoutGaps(options);
  const { estimator, estimatorSettings } = estimatorFor(
    (given.estimator ?? usual.estimator) as string,
    given.estimatorSetting as Settings | undefined,
  );
  const trains = estimator.from === "scores";
  const asked = { ...usual, ...(trains ? {} : usualOfSamples), ...given } as typeof usual & Record<string, unknown>;
  const task = pick<KnownTask>(knownTasks, subject, "task");
  const typed = typedSettings(task.settings, (asked.set ?? {}) as Settings);
  checkSettings(`task "${task.name}"`, task.settings, typed);
  const settings = { ...defaultsOf(task.settings), ...typed };
  const levels = levelsFor(task, asked.levels as number[] | undefined);
  const critic = criticFor(asked.critic, estimator);
  const pairs = task.open(settings, levels ?? []);
  check(
    !pairs.slope || (trains && critic === undefined && !estimator.memory),
    `${task.name} is about slopes of bounds at their best critics, and of batches one by one: take --critic ${bestCritic} and an estimator of scores without memory`,
  );
  const { steps, batch, hidden, features, auxiliary, criticRate } = asked;
  const most = Math.floor(steps / pairs.levels.length);
  check(most >= 2, `--steps ${steps} are too few for ${pairs.levels.length} levels: give each at least two`);
  const window = (asked.window as number | undefined) ?? Math.max(2, Math.floor(shareRead * most));
  check(window <= most, `--window ${window} is more than the ${most} steps of a level: lower it, or raise --steps`);
  const { name: backend } = await startBackend((asked.backend ?? "auto") as BackendChoice);
  const [clipNorm, negatives, rows] = [asked.clipNorm, asked.negatives, asked.rows] as (number | undefined)[];
  if (rows !== undefined) checkRows(rows, batch, critic);
  const few = negatives === undefined ? estimator : withNegatives(ofPairs(estimator), checkNegatives(negatives, batch));
  const seed = (asked.seed ?? 0) as number;
  const config: BenchmarkConfig = {
    kind: "benchmark",
    task: task.name,
    settings,
    estimator: estimator.name,
    ...withoutGaps({ estimatorSettings }),
    options: {
      ...withoutGaps({ levels, clipNorm, negatives, rows }),
      ...{ critic: asked.critic, hidden: [...hidden], features, auxiliary, steps, batch, window, criticRate },
    },
    seed,
    backend: backend as BenchmarkConfig["backend"],
    versions: versions(),
  };
  const training: KnownTraining = {
    ...{ pairs, estimator: few, hidden, features, auxiliary, steps, batch, rate: criticRate },
    ...withoutGaps({ critic, rows }),
    clipNorm: clipNorm ?? Number.POSITIVE_INFINITY,
  };
  return {
    config,
    name: `benchmark-${task.name}`,
    create: (folder, force) => createBenchmarkFolder(folder, config, force),
    async *carryOut(folder, signal) {
      const state = yield* carried(folder, training, seed, signal);
      const result = resultOf(config, training, state, split(rootKey(seed), "pointwise").pointwise);
      endBenchmark(folder, courseOf(state.course), result);
      return result;
    },
  };
}

async function* carried(
  folder: string,
  training: KnownTraining,
  seed: number,
  signal?: AbortSignal,
): AsyncGenerator<Progress, KnownState> {
  const { benchmark } = split(rootKey(seed), "benchmark");
  const walk = trainKnown(training, benchmark, loadBenchmark(folder), signal);
  let saved = performance.now();
  let last: KnownState | undefined;
  try {
    for (let next = await walk.next(); ; next = await walk.next()) {
      last = next.value;
      if (next.done) return last;
      const { step } = last.ascent.counters;
      const bound = last.course.value[step - 1] as number;
      yield {
        phase: `step ${step} of ${training.steps}`,
        fraction: step / training.steps,
        ...(Number.isFinite(bound) ? { bound } : {}),
      };
      if (performance.now() - saved < 1000 * secondsBetweenSaves) continue;
      saveBenchmark(folder, packKnown(last));
      saved = performance.now();
    }
  } finally {
    if (last) saveBenchmark(folder, packKnown(last)); // also where it is interrupted
  }
}

/** @throws InputError for levels of a task that has none, or that are none */
function levelsFor({ name, levels: usual }: KnownTask, asked: readonly number[] | undefined): number[] | undefined {
  check(usual !== undefined || asked === undefined, `${name} has one level, which its settings say: leave out --levels`);
  const wrong = asked?.find((level) => !(level > 0));
  check(wrong === undefined, `--levels must be numbers above 0, nats, got ${wrong}`);
  return usual && [...(asked ?? usual)];
}

/** @throws InputError for a name that is none, and for what reads densities */
function estimatorFor(name: string, given: Settings | undefined) {
  const found = pick<Estimator>(estimators, name, "estimator");
  const { estimator, estimatorSettings } = withSettings(found, given);
  if (estimator.from !== "density") return { estimator, estimatorSettings };
  const others = Object.values<Estimator>(estimators).filter(({ from }) => from !== "density");
  throw new InputError(
    `${name} reads densities, and a benchmark has scores of pairs, or the rows themselves. Choose one of ${others.map((one) => one.name).join(", ")}`,
  );
}

/** @throws InputError for what contrasts nothing */
function ofPairs(estimator: FromScores | FromSamples): FromScores {
  if (estimator.from === "scores") return estimator;
  throw new InputError(`${estimator.name} reads rows, and contrasts no pairs: leave out --negatives`);
}

/** @throws InputError */
function checkNegatives(negatives: number, batch: number): number {
  check(
    negatives < batch,
    `--negatives must be below the batch: of ${batch} pairs each has ${batch - 1} others, got ${negatives}`,
  );
  return negatives;
}

/** @throws InputError where nothing is learned from them, or a step has more */
function checkRows(rows: number, batch: number, critic: Critic | undefined): void {
  check(critic !== undefined, `--rows ${rows} are what a critic learns from, and here none is trained: leave it out`);
  check(rows >= batch, `--rows must be at least the batch, ${batch} pairs of which each step takes, got ${rows}`);
}

/** undefined for the best scores. @throws InputError for a name that is none, and for what only the best scores serve */
function criticFor(name: string, estimator: FromScores | FromSamples): Critic | undefined {
  const { name: of, scores } = estimator;
  if (estimator.from === "samples") {
    check(name === noCritic, `${of} reads rows, and no critic scores them: leave out --critic`);
    return undefined;
  }
  if (name === bestCritic) return undefined;
  check(scores === "critic", `${of} reads the likelihood, which is known: nothing is trained, take --critic ${bestCritic}`);
  const usable = Object.values<Critic>(critics).filter(({ reads }) => reads === "outcomes");
  return pick(Object.fromEntries(usable.map((critic) => [critic.name, critic])), name, "critic");
}

function resultOf(config: BenchmarkConfig, training: KnownTraining, { ascent, course }: KnownState, k: Key): BenchmarkResult {
  const { task, settings, estimator, estimatorSettings, options, seed } = config;
  const { step, badSteps, seconds } = ascent.counters;
  const cap = training.estimator.cap(training.batch);
  const levels = levelResults(course, training.pairs.slope?.truths ?? training.pairs.levels, options.window);
  const ended = step < training.steps;
  return {
    kind: "benchmark",
    ...{ task, settings, estimator, ...withoutGaps({ estimatorSettings }) },
    cap: Number.isFinite(cap) ? cap : null,
    side: training.estimator.side,
    levels,
    pointwise: pointwise(training, ascent, k),
    badSteps,
    ...(ended ? { endedAt: step } : {}),
    seconds,
    seed,
    version,
    warnings: [
      ...(ended ? [`the bound was not finite for many steps in a row, and the training was given up at step ${step}`] : []),
      ...(badSteps > 0 && !ended ? [`${badSteps} steps were skipped, for something in them was not finite`] : []),
    ],
  };
}
