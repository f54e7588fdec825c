/** Contrastive bounds from all groups of a pool. */
import * as tf from "@tensorflow/tfjs-core";
import type { Goal } from "../../contracts/goal.js";
import type { Draw } from "../../contracts/simulator.js";
import { tidied } from "../../engine/tensors.js";
import type { Pool } from "../../experiment/pool.js";
import { type Bounds, divisions, type Group, groupBounds, noBounds } from "./contrastive.js";
import { contrastsFor, goalTerms } from "./goalTerms.js";
import { type Observed, type PairScores, thetasAtOnce } from "./pairScores.js";

/** What pairs are scored by, and what the bounds are about where that is not all of theta. */
export interface Scoring {
  readonly scores: PairScores;
  readonly by?: Group["by"];
  /** With `put`: the scores are the log likelihood of theta. */
  readonly goal?: Goal;
}

/** Into how many blocks of which sizes a group's contrasts are cut: nearly equal ones, because of each shape one step is compiled. */
function blocksOf({ contrasts, perGroup }: Pool): { readonly starts: readonly number[]; readonly sizes: readonly number[] } {
  const blocks = Math.max(Math.ceil(contrasts / thetasAtOnce(perGroup)), Math.min(divisions[1], contrasts));
  const size = Math.ceil(contrasts / blocks);
  const starts = Array.from({ length: Math.ceil(contrasts / size) }, (_, i) => i * size);
  return { starts, sizes: starts.map((from) => Math.min(size, contrasts - from)) };
}

/**
 * The bounds of one group, contrasts block by block: memory does not grow with their number. Yields the share done, so that a group of ten million
 * contrasts can be interrupted.
 */
export function* boundsOfGroup(
  pool: Pool,
  group: number,
  observe: (draw: Draw, group: number) => Observed,
  { scores, by = "likelihood", goal }: Scoring,
): Generator<number, Bounds> {
  const count = contrastsFor(goal, pool.contrasts);
  if (goal)
    return tidied(() => {
      const draw = pool.outer(group);
      const observed = observe(draw, group);
      const fresh = { count, thetas: (from: number, n: number) => pool.thetas(group, from, n) };
      const own = scores.own(draw.theta, observed);
      return groupBounds({ own, by, ...goalTerms(goal, scores, { theta: draw.theta, ...observed }, fresh) }, count);
    });
  const { starts, sizes } = blocksOf(pool);
  const { own, observed } = tidied(() => {
    const draw = pool.outer(group);
    const { design, outcome } = observe(draw, group);
    const kept = { design: tf.keep(tf.clone(design)), outcome: tf.keep(tf.clone(outcome)) };
    return { own: scores.own(draw.theta, kept), observed: kept };
  });
  try {
    const contrasts: Float64Array[] = [];
    for (const [i, from] of starts.entries()) {
      contrasts.push(tidied(() => scores.logSums(pool.thetas(group, from, sizes[i] as number), observed)));
      yield (i + 1) / starts.length;
    }
    return groupBounds({ own, contrasts, by, ...(by === "likelihood" ? { sizes } : {}) }, count);
  } finally {
    tf.dispose([observed.design, observed.outcome]);
  }
}

/** What all groups tell together, in their order. */
export function boundsTogether(groups: readonly Bounds[]): Bounds {
  const bounds = noBounds();
  for (const { lower, upper, upperOfParts, reach } of groups) {
    append(bounds.lower, lower);
    append(bounds.upper, upper);
    append(bounds.reach, reach);
    for (const [d, all] of upperOfParts.entries())
      for (const [p, part] of all.entries()) append(bounds.upperOfParts[d]?.[p] ?? [], part);
  }
  return bounds;
}

/** As `to.push(...values)`, which a million values would overflow the stack with. */
function append(to: number[], values: readonly number[]): void {
  for (const value of values) to.push(value);
}
