/** The same experiments simulated again: with parameters of the prior, and with given ones. */
import * as tf from "@tensorflow/tfjs-core";
import { InterruptedError } from "../../basics/errors.js";
import type { MadeExperiment } from "../../contracts/data.js";
import type { Draw, Simulator } from "../../contracts/simulator.js";
import type { Key } from "../../contracts/values.js";
import { tidied } from "../../engine/tensors.js";
import { sliceDraw, validationDraw } from "../../experiment/draws.js";
import { outcomeFeature } from "../../experiment/features.js";
import { fold } from "../../numbers/keys.js";
import type { Rows } from "./rows.js";

export type { Rows } from "./rows.js";

/** Outcomes of all experiments side by side: as they are, and as networks see them, where their noise is alike. */
export interface Outcomes {
  readonly own: Rows;
  readonly features: Rows;
}

export interface Again {
  /** Simulations with parameters of the prior: [n, p] and [n, outcomes]. */
  readonly prior: { readonly theta: Rows; readonly outcomes: Outcomes };
  /** Many more simulations with parameters of the prior, those above among them. Yields the share that is done. @throws InterruptedError */
  many(signal?: AbortSignal): AsyncGenerator<number, { readonly theta: Rows; readonly features: Rows }>;
  /** All experiments with these parameters [n, p], of which there are fewer than simulations. */
  simulate(theta: Rows): Outcomes;
  /** One of the experiments with these parameters, ready to be simulated or drawn. The caller disposes of it. */
  draw(theta: Rows, experiment?: number): Draw;
  /** What was seen, as features side by side. */
  featuresOf(outcomes: readonly (readonly number[])[]): Float32Array;
  dispose(): void;
}

/** Simulations of the prior: a path for each where paths are simulated ahead, because the nearest ones then stand for given parameters. */
const [simulations, paths] = [10_000, 20_000];

/** Where the data are rare ones, a thousand times as many would not be too many; so many can be waited for. */
const [manySimulations, manyPaths] = [100_000, 50_000];

/**
 * Where a simulator draws noise apart from theta, given parameters meet new noise. Where whole paths come with theta, the path whose theta lies
 * nearest, in standard deviations of the given ones, stands for a simulation.
 */
export async function simulatedAgain(
  experiments: readonly MadeExperiment[],
  of: (coordinates: number) => Simulator,
  key: Key,
  signal?: AbortSignal,
): Promise<Again> {
  const simulators = experiments.map(({ design }) => of(design.length));
  const [first] = simulators as [Simulator, ...Simulator[]];
  const n = first.bank ? paths : simulations;
  const ahead = await validationDraw(longest(simulators), fold(key, 0), n, signal);
  const drawn = (e: number, theta: Rows): Draw => {
    if (first.bank) return nearest(ahead, theta, e);
    const { draw } = simulators[e] as Simulator & Required<Pick<Simulator, "draw">>;
    return tf.tidy(() => {
      const rows = theta.values.length / theta.columns;
      const { noise } = draw(fold(fold(key, 1), e), rows);
      return { theta: tf.tensor2d(theta.values, [rows, theta.columns]), noise };
    });
  };
  const outcomes = (draws: (e: number) => Draw): Outcomes => {
    const parts = experiments.map(({ design }, e) =>
      tidied(() => {
        const { theta, noise } = draws(e);
        const simulator = simulators[e] as Simulator;
        const outcome = simulator.simulate(theta, tf.tensor2d([design as number[]]), noise);
        return { own: rowsOf(outcome), features: rowsOf(outcomeFeature(simulator, asReported(outcome, experiments[e]))) };
      }),
    );
    return { own: beside(parts.map(({ own }) => own)), features: beside(parts.map(({ features }) => features)) };
  };
  /** As many again, other ones. */
  const others = async (b: number): Promise<{ theta: Rows; features: Rows }> => {
    const own = await validationDraw(longest(simulators), fold(fold(key, 2), b), n, signal);
    try {
      const drawnThere = (e: number): Draw => {
        const { draw } = simulators[e] as Simulator;
        return tf.tidy(() => ({
          theta: tf.clone(own.theta),
          noise: first.bank || !draw ? copied(own.noise) : draw(fold(fold(fold(key, 3), b), e), n).noise,
        }));
      };
      return { theta: tidied(() => copyOf(own.theta)), features: outcomes(drawnThere).features };
    } finally {
      tf.dispose([own.theta, own.noise]);
    }
  };
  const theta = rowsOf(ahead.theta);
  const ofPrior = { columns: theta.columns, values: theta.values.subarray(0, simulations * theta.columns) };
  return {
    prior: {
      theta: ofPrior,
      outcomes: outcomes((e) => (first.bank && e === 0 ? sliceDraw(ahead, 0, simulations) : drawn(e, ofPrior))),
    },
    async *many(stop) {
      const before = outcomes((e) => (first.bank && e === 0 ? sliceDraw(ahead, 0, n) : drawn(e, theta)));
      const parts = [{ theta, features: before.features }];
      // A path of several experiments would have to be looked for among all paths, for each of them.
      const blocks = first.bank && experiments.length > 1 ? 1 : (first.bank ? manyPaths : manySimulations) / n;
      for (let b = 1; b < blocks; b++) {
        yield b / blocks;
        await heard(stop);
        parts.push(await others(b));
      }
      return { theta: below(parts.map((part) => part.theta)), features: below(parts.map((part) => part.features)) };
    },
    simulate: (given) => outcomes((e) => drawn(e, given)),
    featuresOf: (seen) =>
      beside(
        seen.map((outcome, e) =>
          tidied(() => rowsOf(outcomeFeature(simulators[e] as Simulator, tf.tensor2d([outcome as number[]])))),
        ),
      ).values,
    draw: (given, e = 0) => drawn(e, given),
    dispose: () => tf.dispose([ahead.theta, ahead.noise]),
  };
}

/** As outcomes would have been told: what lies beyond a limit, as the limit. */
function asReported(outcome: tf.Tensor2D, made: MadeExperiment | undefined): tf.Tensor2D {
  const { censored, outcome: limits } = made ?? {};
  if (!censored || !limits) return outcome;
  const ends = (side: "below" | "above", none: number) =>
    tf.tensor2d([limits.map((limit, i) => (censored[i] === side ? limit : none))]);
  return tf.minimum(tf.maximum(outcome, ends("below", -3e38)), ends("above", 3e38));
}

/** Whose paths have noise for the most measurements. */
const longest = (simulators: readonly Simulator[]): Simulator =>
  simulators.reduce((a, b) => (b.designs.dim > a.designs.dim ? b : a));

const rowsOf = (x: tf.Tensor2D): Rows => ({ columns: x.shape[1], values: x.dataSync() as Float32Array });

function beside(parts: readonly Rows[]): Rows {
  const [only] = parts as [Rows, ...Rows[]];
  if (parts.length === 1) return only;
  const n = only.values.length / only.columns;
  const columns = parts.reduce((sum, part) => sum + part.columns, 0);
  const values = new Float32Array(n * columns);
  let at = 0;
  for (const part of parts) {
    for (let i = 0; i < n; i++) values.set(part.values.subarray(i * part.columns, (i + 1) * part.columns), i * columns + at);
    at += part.columns;
  }
  return { columns, values };
}

/** One after the other. */
function below(parts: readonly Rows[]): Rows {
  const values = new Float32Array(parts.reduce((sum, part) => sum + part.values.length, 0));
  let at = 0;
  for (const part of parts) {
    values.set(part.values, at);
    at += part.values.length;
  }
  return { columns: parts[0]?.columns ?? 0, values };
}

const copyOf = (x: tf.Tensor2D): Rows => ({ columns: x.shape[1], values: Float32Array.from(x.dataSync()) });
const copied = (noise: Draw["noise"]): Draw["noise"] =>
  Object.fromEntries(Object.entries(noise).map(([name, x]) => [name, tf.clone(x)]));

async function heard(signal: AbortSignal | undefined): Promise<void> {
  await new Promise(setImmediate);
  if (signal?.aborted) throw new InterruptedError("interrupted");
}

/** Members of what was simulated, for each theta the one that comes e-th near it. */
function nearest(ahead: Draw, theta: Rows, e: number): Draw {
  const { columns: p, values } = theta;
  const known = tidied(() => ahead.theta.dataSync() as Float32Array);
  const n = values.length / p;
  const scale = Float64Array.from({ length: p }, (_, j) => 1 / (spread(values, j, p) || spread(known, j, p) || 1));
  const chosen = new Int32Array(n);
  const distances = new Float64Array(known.length / p);
  for (let i = 0; i < n; i++) {
    let best = 0;
    for (let k = 0; k < distances.length; k++) {
      let d = 0;
      for (let j = 0; j < p; j++)
        d += (((values[i * p + j] as number) - (known[k * p + j] as number)) * (scale[j] as number)) ** 2;
      distances[k] = d;
      if (d < (distances[best] as number)) best = k;
    }
    for (let more = 0; more < e; more++) {
      distances[best] = Number.POSITIVE_INFINITY;
      best = distances.reduce((a, d, k) => (d < (distances[a] as number) ? k : a), 0);
    }
    chosen[i] = best;
  }
  return tf.tidy(() => {
    const rows = tf.tensor1d(chosen, "int32");
    const noise = Object.entries(ahead.noise).map(([name, x]) => [name, tf.gather(x, rows)] as const);
    return { theta: tf.gather(ahead.theta, rows), noise: Object.fromEntries(noise) };
  });
}

function spread(values: Float32Array, j: number, p: number): number {
  const n = values.length / p;
  let [sum, squares] = [0, 0];
  const origin = values[j] as number;
  for (let i = 0; i < n; i++) {
    const x = (values[i * p + j] as number) - origin;
    sum += x;
    squares += x * x;
  }
  return Math.sqrt(Math.max(0, squares / n - (sum / n) ** 2));
}
