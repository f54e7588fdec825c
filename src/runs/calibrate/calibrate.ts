/** Simulation-based calibration: experiments whose truth is known, and where it lies in the posterior of each. */

import * as tf from "@tensorflow/tfjs-core";
import { percent } from "../../basics/digits.js";
import { InputError, InterruptedError } from "../../basics/errors.js";
import { asPart, drained } from "../../basics/steps.js";
import { version } from "../../basics/version.js";
import type { PosteriorMethod } from "../../contracts/posterior.js";
import type { Key, Progress } from "../../contracts/values.js";
import { runningBackend } from "../../engine/backend.js";
import { tidied } from "../../engine/tensors.js";
import { fold, keyFor, key as rootKey, split } from "../../numbers/keys.js";
import { widthOf } from "../../numbers/measurements.js";
import { isFailed, type Replication, type ReplicationStore } from "../../records/calibrationStore.js";
import type { CalibratedPosterior, CalibrationResult, Rank } from "../../records/types.js";
import { simulatorsOf } from "../infer/seen.js";
import { type Experiments, experimentsOf, priorFor } from "./experiments.js";
import type { CalibrationJob } from "./prepare.js";
import { independentRows, rankedAmong, rankedDistance } from "./ranked.js";
import { calibratedPosterior } from "./result.js";
import { type Calibrated, type Source, sources } from "./sources.js";
import { leastP } from "./told.js";

/** @throws InterruptedError after the signal, with all replications so far in the store */
export async function* carryOutCalibration(
  job: CalibrationJob,
  store: ReplicationStore,
  signal?: AbortSignal,
): AsyncGenerator<Progress, CalibrationResult> {
  const began = performance.now();
  const { subject, methods, seed, training } = job;
  const { simulator } = subject;
  const k = split(rootKey(seed), "calibrateExperiments", "calibratePrior", "calibrateMethods");
  const known = store.load();
  const opened = subject.open();
  try {
    yield { phase: "simulating experiments whose truth is known", fraction: 0 };
    const most = Math.max(...methods.map(({ replications }) => replications));
    const experiments = await experimentsOf(simulator, opened, k.calibrateExperiments, most, signal);
    const prior = await priorFor(simulator, k.calibratePrior, signal);
    const of = simulatorsOf({
      create: (n) => (n === simulator.designs.dim ? simulator : subject.create(n / widthOf(simulator.designs))),
    });
    const calibrated: Calibrated = { simulator, of, prior, ...opened, training };
    const found: CalibratedPosterior[] = [];
    const warnings: string[] = [];
    for (const [m, { method, replications }] of methods.entries()) {
      const part = { calibrated, experiments, method, replications, draws: job.draws, store, signal };
      const own = known.filter(([one]) => one?.posterior === method.name);
      const key = keyFor(k.calibrateMethods, method.name);
      const { all, seconds } = yield* asPart(replicated(part, own, key), m / methods.length, (m + 1) / methods.length);
      const posterior = calibratedPosterior(method, simulator.prior, all, seconds);
      if (posterior) found.push(posterior);
      else
        warnings.push(
          `${method.name}: of ${all.length} replications hardly any has a posterior; the first said: ${firstFailure(all)}`,
        );
    }
    if (found.length === 0) throw new InputError(`no posterior could be calibrated. ${warnings.join("; ")}`);
    return resultOf(job, found, [...warnings, ...found.flatMap(warningsOf)], (performance.now() - began) / 1000);
  } finally {
    tf.dispose(opened.params);
  }
}

interface Part {
  readonly calibrated: Calibrated;
  readonly experiments: Experiments;
  readonly method: PosteriorMethod;
  readonly replications: number;
  readonly draws: number;
  readonly store: ReplicationStore;
  readonly signal: AbortSignal | undefined;
}

interface Replicated {
  readonly all: readonly Replication[];
  readonly seconds: CalibratedPosterior["seconds"];
}

/** All replications of one posterior; those that are known are not made again. */
async function* replicated(part: Part, known: readonly Replication[], key: Key): AsyncGenerator<Progress, Replicated> {
  const { method, replications, store, signal, calibrated } = part;
  const done = new Map(known.map((one) => [one[0]?.replication as number, one]));
  const missing = Array.from({ length: replications }, (_, i) => i).filter((i) => !done.has(i));
  const k = split(key, "train", "replications");
  const phase = `${method.name}: replications`;
  let [training, spent] = [0, 0];
  if (missing.length > 0) {
    const began = performance.now();
    const source = yield* asPart(sources[method.from](calibrated, k.train, signal), 0, 0.5, `${method.name}: `);
    const trained = performance.now();
    training = (trained - began) / 1000;
    try {
      for (const [at, i] of missing.entries()) {
        await new Promise(setImmediate); // lets a signal be heard
        if (signal?.aborted) throw new InterruptedError("interrupted");
        const one = await replication(part, source, i, fold(k.replications, i));
        store.append(one);
        done.set(i, one);
        yield { phase, fraction: 0.5 + (0.5 * (at + 1)) / missing.length };
      }
    } finally {
      source.dispose();
    }
    spent = (performance.now() - trained) / 1000;
  }
  const all = Array.from({ length: replications }, (_, i) => done.get(i) as Replication);
  return { all, seconds: [training, missing.length > 0 ? spent / missing.length : 0] };
}

async function replication(
  { calibrated, experiments, method, draws, signal }: Part,
  source: Source,
  i: number,
  key: Key,
): Promise<Replication> {
  const k = split(key, "draw", "parameters", "point", "distance");
  const { prior } = calibrated;
  const about = { posterior: method.name, replication: i };
  const task = source.task(experiments.made(i));
  try {
    const sample = await drained(method.draw(task, k.draw, draws, signal));
    const p = prior.names.length;
    const truth = experiments.truth(i);
    const rows = independentRows(sample, p).map((row) => sample.theta.subarray(row * p, (row + 1) * p));
    const own = prior.names.map((name, j): Rank => {
      const column = rows.map((row) => row[j] as number);
      return { ...about, name, of: "parameter", ...rankedAmong(column, truth[j] as number, fold(k.parameters, j)) };
    });
    const point = tidied(() => prior.sample(k.point, 1).dataSync());
    const distance = rankedDistance(rows, truth, point, experiments.sd, k.distance);
    return [...own, { ...about, name: "all", of: "distance", ...distance }];
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return [{ ...about, of: "nothing", why: error.message }];
  } finally {
    task.dispose();
  }
}

function resultOf(
  { subject, refused, seed }: CalibrationJob,
  posteriors: readonly CalibratedPosterior[],
  warnings: readonly string[],
  seconds: number,
): CalibrationResult {
  const { simulator, where } = subject;
  return {
    kind: "calibrate",
    simulator: simulator.name,
    settings: simulator.settings,
    ...(where.design ? { design: where.design } : {}),
    ...(where.policy ? { policy: where.policy.family } : {}),
    posteriors,
    refused,
    ranksFile: "ranks.jsonl",
    seconds,
    seed,
    backend: runningBackend().name,
    version,
    warnings,
  };
}

function warningsOf({ name, replications, failed, parameters, tarp }: CalibratedPosterior): string[] {
  return [
    ...(failed > 0
      ? [`${name}: ${percent(failed, replications + failed)} of the replications had no posterior, and are left out`]
      : []),
    ...parameters.flatMap(({ name: parameter, sbcP, verdict }) =>
      sbcP < leastP ? [`${name}, ${parameter}: the posterior is ${verdict} (p = ${sbcP.toPrecision(2)})`] : [],
    ),
    ...(tarp.sbcP < leastP && parameters.every(({ sbcP }) => sbcP >= leastP)
      ? [
          `${name}: every parameter fits, but all together do not (TARP, p = ${tarp.sbcP.toPrecision(2)}): their dependence is wrong`,
        ]
      : []),
  ];
}

const firstFailure = (all: readonly Replication[]): string =>
  all.flatMap(([one]) => (one && isFailed(one) ? [one.why] : []))[0] ?? "nothing";
