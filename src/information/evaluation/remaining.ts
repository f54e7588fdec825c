/**
 * What an experiment leaves unknown, parameter by parameter: for each of many simulated outcomes the prior's draws are weighted by how well they
 * explain it, and the weighted spread is that of the posterior. In the parameters' own units, beside a gain in nats.
 */
import * as tf from "@tensorflow/tfjs-core";
import { errorOfMean, mean } from "../../basics/statistics.js";
import type { Remaining } from "../../contracts/gain.js";
import type { Simulator } from "../../contracts/simulator.js";
import type { Scaling } from "../../contracts/values.js";
import { columns, tidied } from "../../engine/tensors.js";
import { type Aim, aimOf, isCategory } from "../../experiment/aim.js";
import { scaled, scalingOf } from "../../experiment/features.js";
import type { Pool } from "../../experiment/pool.js";
import type { Observe } from "./bracket.js";
import { type Observed, type PairScores, thetasAtOnce } from "./pairScores.js";

/** Outcomes whose posteriors are looked at: the mean of their spreads is then known to a few hundredths. */
const outcomesSeen = 400;

/** With fewer effective draws a posterior's spread says nothing .. */
const leastDraws = 5;
/** .. and where more than this share of the outcomes has so few, the mean is one over the others, which are the vague ones. */
const mostLonely = 0.05;

/** Draws of the prior by which its own spread is told: half a percent. */
const drawsBefore = 20_000;

/** Of a group's contrasts no more are weighed: bounds need millions, spreads of posteriors do not, and would cost as much again. */
const mostWeighed = 200_000;

/** Contrasts come in so many parts: what the answer is without each tells how much it owes to which contrasts were drawn (jackknife). */
const parts = 10;

/** One outcome's posterior: means and variances of the standardised parameters, and how many draws are behind them. */
interface Moments {
  readonly means: readonly number[];
  readonly variances: readonly number[];
  readonly ess: number;
}

interface Posterior extends Moments {
  /** The variances without each part of the contrasts. */
  readonly without: readonly (readonly number[])[];
}

/** @returns undefined where the contrasts are too few for these outcomes */
export function remainingUnknown(
  simulator: Simulator,
  pool: Pool,
  observe: Observe,
  scores: PairScores,
): readonly Remaining[] | undefined {
  if (isCategory(simulator) || (!simulator.goal && simulator.prior.categories)) return undefined; // means of kinds are none
  if (simulator.goal?.nuisance === "known") return undefined; // the draws that are weighted have any
  const aim = aimOf(simulator);
  const groups = Math.min(pool.groups, Math.ceil(outcomesSeen / pool.perGroup));
  const some = Math.min(pool.groups, Math.ceil(drawsBefore / pool.contrasts));
  const contrasts = (group: number) => pool.thetas(group, 0, Math.min(pool.contrasts, drawsBefore));
  const scaling = tidied(() => scalingOf(aim.of(tf.concat(Array.from({ length: some }, (_, group) => contrasts(group)), 0)))); // biome-ignore format: short
  const all = Array.from({ length: groups }, (_, group) =>
    tidied(() => {
      const { design, outcome } = observe(pool.outer(group), group);
      const n = Math.min(outcome.shape[0], Math.ceil(outcomesSeen / groups));
      const first = (x: tf.Tensor2D): tf.Tensor2D => (x.shape[0] === 1 ? x : tf.slice(x, [0, 0], [n, -1]));
      return posteriors({ pool, group, aim, scores, scaling }, { design: first(design), outcome: first(outcome) });
    }),
  ).flat();
  const told = all.filter(({ ess }) => ess >= leastDraws);
  if (told.length < (1 - mostLonely) * all.length) return undefined;
  return aim.names.map((name, j) => {
    const [centre, before] = [scaling.mean[j] as number, scaling.sd[j] as number];
    const spreads = (of: (one: Posterior) => readonly number[]) => told.map((one) => before * Math.sqrt(of(one)[j] as number));
    const sds = spreads(({ variances }) => variances);
    const fewer = Array.from({ length: parts }, (_, part) => mean(spreads(({ without }) => without[part] as number[])));
    const means = told.map(({ means: at }) => centre + before * (at[j] as number));
    const positive = (aim.support?.[j]?.low ?? Number.NEGATIVE_INFINITY) >= 0;
    return {
      name,
      unit: aim.units[j] as string,
      before,
      after: { value: mean(sds), se: Math.hypot(errorOfMean(sds), Math.sqrt(parts - 1) * spread(fewer)) },
      shrinkage: Math.max(0, 1 - spread(means) / before),
      ...(positive ? { relative: mean(sds.map((sd, i) => sd / (means[i] as number))) } : {}),
    };
  });
}

function spread(values: readonly number[]): number {
  const middle = mean(values);
  return Math.sqrt(mean(values.map((x) => (x - middle) ** 2)));
}

interface Weighing {
  readonly pool: Pool;
  readonly group: number;
  readonly aim: Aim;
  readonly scores: PairScores;
  readonly scaling: Scaling;
}

function posteriors({ pool, group, aim, scores, scaling }: Weighing, observed: Observed): Posterior[] {
  const outcomes = observed.outcome.shape[0];
  const size = thetasAtOnce(outcomes);
  const sums = Array.from({ length: parts }, () => weightedSums(outcomes));
  const weighed = Math.min(pool.contrasts, mostWeighed);
  for (const [part, own] of sums.entries()) {
    const [begin, end] = [part, part + 1].map((i) => Math.floor((i * weighed) / parts)) as [number, number];
    for (let from = begin; from < end; from += size)
      tidied(() => {
        const thetas = pool.thetas(group, from, Math.min(size, end - from));
        const z = scaled(aim.of(thetas), scaling);
        own.add(scores.weighted(thetas, observed, columns(tf.onesLike(tf.slice(z, [0, 0], [-1, 1])), z, tf.square(z))));
      });
  }
  const momentsOf = (some: typeof sums): Moments[] => {
    const all = weightedSums(outcomes);
    for (const one of some) all.add(one.read());
    return all.moments();
  };
  const without = sums.map((one) => momentsOf(sums.filter((other) => other !== one)));
  return momentsOf(sums).map((moments, j) => ({ ...moments, without: without.map((each) => (each[j] as Moments).variances) }));
}

type Sums = ReturnType<PairScores["weighted"]>;

/** Sums of weights that come in chunks, each relative to its largest. */
function weightedSums(outcomes: number) {
  const largest = new Float64Array(outcomes).fill(-Infinity);
  const squares = new Float64Array(outcomes);
  const sums: Float64Array[] = [];
  return {
    add(chunk: Sums): void {
      const rows = chunk.sums.length / outcomes;
      while (sums.length < rows) sums.push(new Float64Array(outcomes));
      for (let j = 0; j < outcomes; j++) {
        const most = Math.max(largest[j] as number, chunk.largest[j] as number);
        const [old, fresh] = [(largest[j] as number) - most, (chunk.largest[j] as number) - most].map(Math.exp) as [
          number,
          number,
        ];
        for (const [r, sum] of sums.entries())
          sum[j] = old * (sum[j] as number) + fresh * (chunk.sums[r * outcomes + j] as number);
        squares[j] = old * old * (squares[j] as number) + fresh * fresh * (chunk.squares[j] as number);
        largest[j] = most;
      }
    },
    /** As one chunk. */
    read(): Sums {
      const all = new Float64Array(sums.length * outcomes);
      for (const [r, sum] of sums.entries()) all.set(sum, r * outcomes);
      return { largest, squares, sums: all };
    },
    moments(): Moments[] {
      const p = (sums.length - 1) / 2;
      return Array.from({ length: outcomes }, (_, j) => {
        const share = (row: number): number => (sums[row]?.[j] as number) / (sums[0]?.[j] as number);
        const ess = (sums[0]?.[j] as number) ** 2 / (squares[j] as number);
        const means = Array.from({ length: p }, (_, k) => share(1 + k));
        // Of so many independent draws: their spread about their own mean is less than that about the true one.
        const variances = means.map((m, k) => (Math.max(0, share(1 + p + k) - m * m) * ess) / Math.max(1e-9, ess - 1));
        return { means, variances, ess: Number.isFinite(ess) ? ess : 0 };
      });
    },
  };
}
