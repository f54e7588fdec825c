/**
 * The last step of a constrained design: from where training ended to the best design that can be carried out. One measurement at a time is moved
 * along its grid or into another window, and stays where the contrastive bound is larger by the same draws (common random numbers).
 * Exchange of single points: Fedorov, Theory of Optimal Experiments, 1972; of coordinates: Meyer and Nachtsheim, Technometrics 37, 1995.
 */
import type { DesignSpace } from "../contracts/space.js";

/** Steps as shares of the range, coarse to fine; the last one is a step of the grid, where there is one. */
const reaches = [0.1, 0.03, 0.01, 0.003, 0];

/** Designs that are tried at most, unless less is asked for: each costs a contrastive reading. */
const mostTried = 400;

/** A training of a few steps, which is to show how something works, is not followed by minutes of exchanges. */
const triesPerStep = 10;

/** How many designs are tried after a training of so many steps. */
export const triesAfter = (steps: number, most = mostTried): number => Math.min(most, triesPerStep * steps);

/** What is less is rounding. */
const least = 1e-6;

export interface Exchanged {
  readonly design: number[];
  /** How many designs were tried. */
  readonly tried: number;
}

/**
 * @param design finished @param worth of a design, by the same draws for all
 * @returns a design that no single exchange improves, or the best after so many trials; the first one where the space has no exchanges
 */
export function exchanged(
  space: DesignSpace,
  design: readonly number[],
  worth: (design: readonly number[]) => number,
  most = mostTried,
): Exchanged {
  const known = new Map<string, number>();
  const valued = (one: readonly number[]): number => {
    const name = one.join();
    const value = known.get(name) ?? worth(one);
    known.set(name, value);
    return value;
  };
  let best = [...design];
  if (!space.exchanges) return { design: best, tried: 0 };
  let value = valued(best);
  for (const reach of reaches)
    for (let better = true; better && known.size < most; ) {
      better = false;
      for (const other of space.exchanges(best, reach)) {
        if (known.size >= most || space.violation(other) !== undefined) continue;
        const found = valued(other);
        if (!(found > value + least)) continue;
        [best, value, better] = [other, found, true];
        break; // from here, all exchanges are others
      }
    }
  return { design: best, tried: known.size };
}

/** By how many draws designs are compared in an exchange. */
export const exchangeDraws = 1024;
