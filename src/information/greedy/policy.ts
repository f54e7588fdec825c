/**
 * The greedy policy: of each measurement it asks what that one alone would tell, under what is believed by then, and never looks further. What a trained
 * policy is worth beyond it is what looking ahead is worth. Beliefs are particles of the prior, weighted by the known likelihood.
 */
import * as tf from "@tensorflow/tfjs-core";
import { quantile } from "simple-statistics";
import { check } from "../../basics/errors.js";
import type { LogLikelihood } from "../../contracts/bounds.js";
import type { AdaptivePolicy, Memory } from "../../contracts/policy.js";
import type { Draw, Simulator } from "../../contracts/simulator.js";
import type { DesignSpace } from "../../contracts/space.js";
import type { Key, Noise } from "../../contracts/values.js";
import { type CompiledStep, compileStep } from "../../engine/compile/index.js";
import { rowsOf, tidied } from "../../engine/tensors.js";
import { likelihoodOf } from "../../modelling/likelihoods.js";
import { uniforms } from "../../numbers/distributions.js";
import { fold, split } from "../../numbers/keys.js";
import { measurementsOf } from "../../numbers/measurements.js";
import { effectiveSize, normalisedWeights, resampled, systematic } from "../../numbers/weightedDraws.js";
import { candidatesAfter, looksOf, type Raw } from "./candidates.js";
import { type OneStepGain, oneStepGain } from "./gains.js";

export interface GreedyTask {
  /** The whole experiment, which can be measured step by step. */
  readonly simulator: Simulator;
  /** Its first measurement: what every single one is scored by. */
  readonly single: Simulator;
  readonly key: Key;
  readonly sizes?: GreedySizes;
}

export interface GreedySizes {
  /** Draws of the prior that beliefs are weights of. */
  readonly pool: number;
  /** Equally likely ones that stand for the beliefs of one decision. */
  readonly particles: number;
}

/** With half the particles a decision between far places that tell 0.49 and 0.34 nats went wrong now and then. */
export const greedySizes: GreedySizes = { pool: 10_000, particles: 256 };

/** So many different outcomes are summed over, and no more. */
const mostListed = 32;

/** All outcomes that a measurement can have, where they are few. */
export function listedOutcomes(
  { outcome, designs }: Pick<Simulator, "outcome" | "designs">,
  mostOf = mostListed,
): number[] | undefined {
  const { names, kind, low, high } = outcome;
  const measurements = measurementsOf(designs);
  const of = <T>(given: T | readonly T[] | undefined): T | undefined =>
    Array.isArray(given) ? (given.every((x) => x === given[0]) ? (given[0] as T) : undefined) : (given as T | undefined);
  if (names.length > measurements) return undefined; // the outcomes of a measurement together
  const [what, least = 0, most] = [of(kind), of(low), of(kind) === "binary" ? 1 : of(high)];
  if (what === undefined || what === "continuous" || most === undefined || most - least >= mostOf) return undefined;
  return Array.from({ length: most - least + 1 }, (_, i) => least + i);
}

/** With fewer draws behind them, beliefs say nothing of what comes next. */
const leastEffective = 10;

export interface Greedy {
  readonly policy: AdaptivePolicy;
  /** Seconds of computing that a decision took, on average over those that were made. */
  seconds(): number;
  /** @throws InputError where its particles were too few for what the measurements tell */
  checkBeliefs(): void;
  dispose(): void;
}

type Step = NonNullable<DesignSpace["next"]>;

/** What every decision is made with. */
interface Means {
  readonly space: DesignSpace;
  readonly next: Step;
  readonly measure: NonNullable<Simulator["measure"]>;
  readonly pool: tf.Tensor2D;
  /** Of simulated outcomes, the same for all candidates: what differs between them is hardly noise. A row a particle. */
  readonly noise: Noise;
  readonly gain: OneStepGain;
  /** All outcomes that there can be; absent: they are simulated. */
  readonly listed?: readonly number[];
  readonly key: Key;
  readonly sizes: GreedySizes;
}

/** The simulator must have a likelihood, draws, `measure` and a space with `next`. */
export function greedyPolicy({ simulator, single, key, sizes = greedySizes }: GreedyTask): Greedy {
  const likelihood = likelihoodOf(single) as LogLikelihood;
  const k = split(key, "pool", "noise", "resampling");
  const draw = (of: Key, n: number): Draw => (simulator.draw as NonNullable<Simulator["draw"]>)(of, n);
  const pool = tf.tidy(() => draw(k.pool, sizes.pool).theta);
  const { theta, noise } = draw(k.noise, sizes.particles); // new noise: that of the particles is of what was seen
  theta.dispose();
  const listed = listedOutcomes(simulator);
  const gain = oneStepGain(likelihood, listed !== undefined);
  const means: Means = {
    ...{ pool, noise, gain, sizes, key: k.resampling, ...(listed ? { listed } : {}) },
    space: simulator.designs,
    next: simulator.designs.next as Step,
    measure: simulator.measure as Means["measure"],
  };
  // Compiled, and experiment by experiment: the pool's means are computed once each, and not for pairs.
  let weighing: CompiledStep | undefined;
  const weigh = (at: tf.Tensor2D, outcome: tf.Tensor2D): Float32Array => {
    const inputs = { theta: pool, at, outcome };
    weighing ??= compileStep(
      (_, given) => ({ scores: likelihood(given.theta as tf.Tensor2D, given.at as tf.Tensor2D, given.outcome as tf.Tensor2D) }),
      {
        variables: {},
        inputs,
      },
    );
    return weighing.run(inputs).scores as Float32Array;
  };
  let [spent, decisions] = [0, 0];
  const effective: number[] = [];
  return {
    policy: {
      kind: "adaptive",
      name: "greedy",
      summary: "the measurement that would tell most if it were the last one, under particles of what is believed by then",
      use: "a baseline: what looking ahead is worth",
      init: () => ({}),
      start: (_params, n) => [tf.zeros([n, sizes.pool])],
      next(_params, [weights, ...before], step) {
        const began = performance.now();
        const n = (weights as tf.Tensor2D).shape[0];
        // Before the first outcome all believe the same, and decide the same.
        const first = before.length === 0;
        const raws = first
          ? [decide(means, new Float32Array(sizes.pool), [], step, effective)]
          : experiments(weights as tf.Tensor2D, before).map((one) => decide(means, one.weights, one.before, step, effective));
        spent += performance.now() - began;
        decisions += raws.length;
        return tf.tile(tf.tensor2d(raws.map((one) => [...one])), [first ? n : 1, 1]);
      },
      observe(_params, memory, at, outcome) {
        const [weights, ...before] = memory as [tf.Tensor2D, ...tf.Tensor2D[]];
        const [n, all] = [at.shape[0], weights.dataSync().slice()];
        for (let e = 0; e < n; e++) {
          const [place, seen] = [at, outcome].map((x) => tf.slice(x, [e, 0], [1, -1])) as [tf.Tensor2D, tf.Tensor2D];
          const scores = weigh(place, seen);
          for (let i = 0; i < sizes.pool; i++)
            all[e * sizes.pool + i] = (all[e * sizes.pool + i] as number) + (scores[i] as number);
        }
        return [tf.tensor2d(all, [n, sizes.pool]), ...before, tf.clone(at)] satisfies Memory; // who keeps the places keeps his own
      },
    },
    seconds: () => spent / 1000 / Math.max(1, decisions),
    checkBeliefs() {
      const median = effective.length > 0 ? quantile(effective, 0.5) : Number.POSITIVE_INFINITY;
      check(
        median >= leastEffective,
        `of the ${sizes.pool.toLocaleString("en-US")} particles that it weighs, about ${Math.round(median)} were left when it decided: too few to tell what comes next`,
      );
    },
    dispose() {
      gain.dispose();
      weighing?.dispose();
      tf.dispose([pool, noise]);
    },
  };
}

/** Experiment by experiment: log weights of the pool, and where it was measured. */
function experiments(weights: tf.Tensor2D, before: readonly tf.Tensor2D[]) {
  const [n, size] = weights.shape;
  const all = weights.dataSync() as Float32Array;
  const places = before.map((place) => rowsOf(place));
  return Array.from({ length: n }, (_, e) => ({
    weights: all.subarray(e * size, (e + 1) * size),
    before: places.map((rows) => rows[e] as number[]),
  }));
}

/** The raw values of the next measurement of one experiment: the best of a grid, then of places between the neighbours of that. */
function decide(means: Means, logs: Float32Array, before: readonly number[][], step: number, effective: number[]): Raw {
  const { space, pool, sizes, key } = means;
  const weights = normalisedWeights(logs);
  const kept = weights ?? new Float64Array(sizes.pool).fill(1 / sizes.pool); // nothing explains what was seen
  if (before.length > 0) effective.push(weights ? effectiveSize(weights) : 0);
  const [u = 0.5] = uniforms(fold(key, step), 1);
  const chosen = resampled(kept, systematic(sizes.particles, u));
  const candidates = candidatesAfter(space, before);
  return tidied(() => {
    const theta = tf.gather(pool, tf.tensor1d(Int32Array.from(chosen), "int32")) as tf.Tensor2D;
    const at = (raws: readonly Raw[], of = theta) => gainsAt(means, of, raws, before, step);
    // Every other particle tells which places are worth a closer look.
    const rough = at(candidates.first, tf.gather(theta, tf.range(0, sizes.particles, 2, "int32")) as tf.Tensor2D);
    const best = closest(candidates.first, rough, at);
    const beside = candidates.around(best.index);
    if (beside.length === 0) return best.raw;
    const finer = at(beside);
    const better = bestOf(finer);
    return (finer[better] as number) > best.gain ? (beside[better] as Raw) : best.raw;
  });
}

/** How many places are looked at with all particles. */
const finalists = 3;

/** Of the best places by a rough look the best by a close one. */
function closest(first: readonly Raw[], rough: Float64Array, at: (raws: readonly Raw[]) => Float64Array) {
  const places = [...rough.keys()].sort((a, b) => (rough[b] as number) - (rough[a] as number)).slice(0, finalists);
  const raws = places.map((index) => first[index] as Raw);
  const gains = at(raws);
  const place = bestOf(gains);
  return { index: places[place] as number, raw: raws[place] as Raw, gain: gains[place] as number };
}

const bestOf = (gains: Float64Array): number => gains.reduce((best, gain, i) => (gain > (gains[best] as number) ? i : best), 0);

/** @param theta [particles, p] @returns nats, one a raw value */
function gainsAt(
  { next, measure, noise, gain, listed }: Means,
  theta: tf.Tensor2D,
  raws: readonly Raw[],
  before: readonly number[][],
  step: number,
): Float64Array {
  const count = raws.length;
  const places = next(
    tf.tensor2d(raws.map((one) => [...one])),
    before.map((place) => tf.tile(tf.tensor2d([place]), [count, 1])),
    tf.scalar(1),
  );
  const each = listed?.length ?? theta.shape[0];
  const tiled = <T extends tf.Tensor>(x: T): T => tf.tile(x, [count, ...x.shape.slice(1).map(() => 1)]) as T;
  const simulated = (): tf.Tensor2D => {
    const rows = <T extends tf.Tensor>(x: T): T =>
      tf.slice(
        x,
        x.shape.map(() => 0),
        [each, ...x.shape.slice(1)],
      ) as T;
    const drawn = Object.fromEntries(Object.entries(noise).map(([name, x]) => [name, tiled(rows(x))]));
    const at = tf.reshape(tf.tile(places, [1, each]), [count * each, -1]) as tf.Tensor2D; // candidate after candidate
    return measure(tiled(theta), at, drawn, step);
  };
  const outcomes = listed ? tiled(tf.tensor2d([...listed], [each, 1])) : simulated();
  const block = (x: tf.Tensor2D, c: number, rows: number): tf.Tensor2D => tf.slice(x, [c * rows, 0], [rows, -1]);
  return Float64Array.from({ length: count }, (_, c) =>
    gain.of({ theta, at: block(places, c, 1), outcome: block(outcomes, c, each) }),
  );
}

/** So many pairs are scored in a decision: what tells how many experiments can be afforded. @param outcomes that are listed; absent: one a particle */
export function pairsOfDecision(space: DesignSpace, { particles }: GreedySizes, outcomes = particles): number {
  const { first, closer } = looksOf(space);
  return particles * outcomes * (first / (outcomes < particles ? 2 : 4) + finalists + closer);
}
