/** Contrastive bounds from all groups of a pool. */
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

/** Scores every group of the pool; yields the share done. */
export function* boundsOfPool(
  pool: Pool,
  observe: (draw: Draw, group: number) => Observed,
  { scores, by = "likelihood", goal }: Scoring,
): Generator<number, Bounds> {
  const bounds = noBounds();
  const { groups, perGroup, contrasts } = pool;
  const count = contrastsFor(goal, contrasts);
  const blocks = Math.max(Math.ceil(contrasts / thetasAtOnce(perGroup)), Math.min(divisions[1], contrasts));
  const size = Math.ceil(contrasts / blocks); // nearly equal blocks: of each shape one is compiled
  const starts = Array.from({ length: Math.ceil(contrasts / size) }, (_, i) => i * size);
  const sizes = starts.map((from) => Math.min(size, contrasts - from));
  for (let g = 0; g < groups; g++) {
    const { lower, upper, upperOfParts, reach } = tidied(() => {
      const draw = pool.outer(g);
      const observed = observe(draw, g);
      const own = scores.own(draw.theta, observed);
      if (goal) {
        const fresh = { count, thetas: (from: number, n: number) => pool.thetas(g, from, n) };
        return groupBounds({ own, by, ...goalTerms(goal, scores, { theta: draw.theta, ...observed }, fresh) }, count);
      }
      function* sums(): Generator<Float64Array> {
        for (const [i, from] of starts.entries())
          yield tidied(() => scores.logSums(pool.thetas(g, from, sizes[i] as number), observed));
      }
      return groupBounds({ own, contrasts: sums(), by, ...(by === "likelihood" ? { sizes } : {}) }, count);
    });
    append(bounds.lower, lower);
    append(bounds.upper, upper);
    append(bounds.reach, reach);
    for (const [d, all] of upperOfParts.entries())
      for (const [p, part] of all.entries()) append(bounds.upperOfParts[d]?.[p] ?? [], part);
    yield (g + 1) / groups;
  }
  return bounds;
}

/** As `to.push(...values)`, which a million values would overflow the stack with. */
function append(to: number[], values: readonly number[]): void {
  for (const value of values) to.push(value);
}
