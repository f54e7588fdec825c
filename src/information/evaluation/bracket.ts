/**
 * Bounds by densities beside the contrastive ones, of the same draws. Below, a model of the posterior against the prior's known density, with no
 * cap; above, where there is a likelihood, a model of the outcomes' density. Which bound is reported, a part of the draws decides, and the rest
 * tells what it is worth: the largest of several estimates of the same draws would be biased.
 */

import { withError } from "../../basics/digits.js";
import { mean } from "../../basics/statistics.js";
import { asPart } from "../../basics/steps.js";
import type { DensityModel, FromDensity } from "../../contracts/bounds.js";
import type { Estimate, SidedEstimate } from "../../contracts/gain.js";
import type { Draw } from "../../contracts/simulator.js";
import type { Progress } from "../../contracts/values.js";
import { rowsOf, tidied } from "../../engine/tensors.js";
import { estimators, preferred } from "../../estimators/index.js";
import { lacking } from "../../estimators/sorts.js";
import type { Pool } from "../../experiment/pool.js";
import { split } from "../../numbers/keys.js";
import { type Bounds, pairableEstimateOf, upperEstimateOf, withDoubt } from "./contrastive.js";
import { trainFreshDensity } from "./freshDensity.js";
import type { Methods } from "./methods.js";
import type { Observed } from "./pairScores.js";
import { withoutPrior } from "./posteriorFit.js";
import { priorEntropy } from "./priorEntropy.js";
import type { EvaluationTask } from "./task.js";

/** A bound of one side, sample by sample in the pool's order. */
export interface Candidate {
  readonly side: SidedEstimate["side"];
  readonly values: readonly number[];
  /** What the samples from `from` on say. */
  read(from: number): Estimate;
}

/** What comes of a draw of the pool's group under the policy. */
export type Observe = (draw: Draw, group: number) => Observed;

interface Given {
  readonly pool: Pool;
  readonly observe: Observe;
  readonly contrastive: readonly Candidate[];
  /** Which draws these are, as estimates say it. */
  readonly draws: string;
}

/** The tightest of all bounds, with all of them. */
export async function* bracketOf(task: EvaluationTask, density: DensityModel, given: Given, signal?: AbortSignal) {
  const { candidates, notes } = yield* densityCandidates(task, density, given, signal);
  return { ...tightest([...given.contrastive, ...candidates]), notes };
}

/** The contrastive bounds, sample by sample. */
export function contrastiveCandidates(bounds: Bounds, lowers: readonly number[], methods: Methods, draws: string): Candidate[] {
  const lower: Candidate = {
    side: "lower",
    values: lowers,
    read: (from) => pairableEstimateOf(lowers.slice(from), { ...methods.lower, draws }),
  };
  const { upper: above } = methods;
  if (!above) return [lower];
  const rest = (from: number): Bounds => ({
    ...bounds,
    upper: bounds.upper.slice(from),
    reach: bounds.reach.slice(from),
    upperOfParts: bounds.upperOfParts.map((parts) => parts.map((part) => part.slice(from))),
  });
  const upper: Candidate = {
    side: "upper",
    values: bounds.upper,
    read: (from) => upperEstimateOf(rest(from), above),
  };
  return [lower, upper];
}

type Entropy = NonNullable<Awaited<ReturnType<typeof priorEntropy>>>;

const wanted = [
  { estimator: estimators[preferred.below], side: "lower", called: "Barber-Agakov" },
  { estimator: estimators[preferred.above], side: "upper", called: "rate" },
] as const satisfies readonly { estimator: FromDensity; side: Candidate["side"]; called: string }[];

/** Trains what the simulator's own densities allow, and reads it on the pool's outer samples. */
async function* densityCandidates(
  task: EvaluationTask,
  density: DensityModel,
  { pool, observe, draws }: Given,
  signal?: AbortSignal,
): AsyncGenerator<Progress, { candidates: Candidate[]; notes: string[] }> {
  const k = split(task.key, "entropy", ...wanted.map(({ side }) => side));
  const [candidates, notes]: [Candidate[], string[]] = [[], []];
  for (const [i, { estimator: preferably, side, called }] of wanted.entries()) {
    const entropy =
      lacking(preferably, task.simulator) === "prior density" ? await priorEntropy(task.simulator, k.entropy, signal) : undefined;
    const estimator = entropy ? withoutPrior(preferably) : preferably;
    const lacks = lackingHere(task, estimator, pool, observe);
    if (lacks) {
      notes.push(`there is no ${side} bound by densities: ${lacks}`);
      continue;
    }
    const { criticSteps: steps, criticBatch: batch } = task.options;
    const training = { estimator, density, options: { steps, batch } };
    const [from, to] = [i, i + 1].map((done) => 0.8 + (0.2 * done) / wanted.length) as [number, number];
    const fresh = yield* asPart(trainFreshDensity({ ...task, key: k[side] }, training, signal), from, to);
    const read = Array.from({ length: pool.groups }, (_, group) =>
      tidied(() => {
        const draw = pool.outer(group);
        return Array.from(fresh.contributions({ theta: draw.theta, ...observe(draw, group) }));
      }),
    ).flat();
    fresh.dispose();
    const about = { method: `${called}, fresh ${density.name}`, draws };
    if (entropy) {
      candidates.push(withEntropy(read, entropy, { ...about, side }));
      notes.push(entropyNote(called, entropy));
      continue;
    }
    const values = side === "lower" ? withDoubt(read) : read; // q mixed with the prior is a density as any other
    candidates.push({ side, values, read: (from) => pairableEstimateOf(values.slice(from), about) });
  }
  return { candidates, notes };
}

/** Of log densities of the posterior: what a prior without a density is known by, its entropy, is the same for every sample. */
function withEntropy(
  logs: readonly number[],
  { value, se }: Entropy,
  { side, ...about }: { readonly side: Candidate["side"]; readonly method: string; readonly draws: string },
): Candidate {
  const values = logs.map((log) => log + value);
  return {
    side,
    values,
    read(from) {
      const estimate = pairableEstimateOf(values.slice(from), about);
      return { ...estimate, se: Math.hypot(estimate.se, se) };
    },
  };
}

const entropyNote = (called: string, { value, se, draws }: Entropy): string =>
  `the prior has no density, so the ${called} bound takes its entropy from ${draws.toLocaleString("en-US")} draws, by nearest neighbours: ` +
  `${withError(value, se)} nats, an error that its own has in it`;

const reasons: Record<NonNullable<ReturnType<typeof lacking>>, string> = {
  likelihood: "there is no likelihood",
  "likelihood of the goal": "what is known is the likelihood of all parameters, and not of the goal",
  "continuous goal": "a goal that is one of a few kinds has no density",
  "prior density": "the prior's density is not known",
  "continuous outcomes": "outcomes that are counts, categories or yes and no have no density",
};

/** Why this estimator has no place in this evaluation; undefined where it has one. */
function lackingHere(
  { simulator, policy }: EvaluationTask,
  estimator: FromDensity,
  pool: Pool,
  observe: Observe,
): string | undefined {
  const lacks = lacking(estimator, simulator);
  if (lacks) return reasons[lacks];
  if (estimator.reads.marginal !== "modelled") return undefined;
  // A density of outcomes alone is one of whole histories only where the designs follow from them.
  if (policy.kind === "adaptive" && policy.draw) return "the policy decides at random";
  const column = repeated(pool, observe);
  return column === undefined
    ? undefined
    : `${simulator.outcome.names[column]} takes the same value again and again, so that it has no density there`;
}

/** So many groups are looked at, and so often may a number come again: float32 numbers of a thousand draws hardly ever do. */
const [groupsLookedAt, mostRepeated] = [20, 0.01];

/** The first column of the outcomes in which values come again. */
function repeated(pool: Pool, observe: Observe): number | undefined {
  const groups = Array.from({ length: Math.min(groupsLookedAt, pool.groups) }, (_, group) => group);
  const rows = tidied(() => groups.flatMap((group) => rowsOf(observe(pool.outer(group), group).outcome)));
  const columns = (rows[0] ?? []).map((_, j) => new Set(rows.map((row) => row[j])).size);
  const found = columns.findIndex((distinct) => distinct < (1 - mostRepeated) * rows.length);
  return found < 0 ? undefined : found;
}

/** Of the samples, those that choose. */
const choosing = 0.2;

/** The tightest bound of each side that is finite, chosen by the first samples and read on the others; `all` are read there too. */
export function tightest(candidates: readonly Candidate[]): { lower?: Estimate; upper?: Estimate; all: SidedEstimate[] } {
  const usable = candidates.filter(({ values }) => values.every(Number.isFinite));
  const from = Math.round(choosing * (usable[0]?.values.length ?? 0));
  const read = usable.map(({ side, values, read }) => ({ side, guess: mean(values.slice(0, from)), estimate: read(from) }));
  const best = (side: Candidate["side"]) =>
    read.filter((one) => one.side === side).sort((a, b) => (side === "lower" ? b.guess - a.guess : a.guess - b.guess))[0];
  const [lower, upper] = [best("lower")?.estimate, best("upper")?.estimate];
  return {
    ...(lower ? { lower } : {}),
    ...(upper ? { upper } : {}),
    all: read.map(({ side, estimate: { blocks: _, ...estimate } }) => ({ side, ...estimate })),
  };
}
