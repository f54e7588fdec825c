/**
 * Is a density true to what was drawn? Of two candidates, one of which was chosen by a fair coin, a density p gives the first one the chance
 * s = p_0/(p_0 + p_1). If p is true, then E[(first - s)·g] = 0 for every g of what is known, whatever the law, with the variance s(1-s)g²:
 * bounded terms, no normalisation, nothing assumed about densities, counts or mixtures of both. What belongs to the outcome alone cancels.
 */
import { beyondDoubt, type Column } from "./twoSamples.js";

export interface Choices {
  /** Log odds of the first candidate, nats. */
  readonly odds: Float64Array;
  /** 1 where the first was chosen. */
  readonly first: Uint8Array;
}

export interface Miscalibration {
  /** Standard errors from truth. */
  readonly z: number;
  /** "confidence", or the name of the direction in which the density errs. */
  readonly about: string;
}

/** Odds beyond e^10 count as e^10: rounding may not be taken for evidence. */
const mostOdds = 10;

export const chance = (odds: number): number => 1 / (1 + Math.exp(-Math.min(mostOdds, Math.max(-mostOdds, odds))));

/** @param directions what may go with the error, of any size and sign; nothing that knows which one was chosen */
export function worstMiscalibration(choices: Choices, directions: readonly Column[]): Miscalibration {
  const s = choices.odds.map(chance);
  const confidence = { name: "confidence", values: s.map((x) => 2 * x - 1) };
  let worst: Miscalibration = { z: 0, about: "confidence" };
  for (const { name, values } of [confidence, ...directions]) {
    let [sum, variance] = [0, 0];
    for (const [i, x] of s.entries()) {
      const g = values[i] as number;
      sum += ((choices.first[i] as number) - x) * g;
      variance += x * (1 - x) * g * g;
    }
    const z = variance > 1e-3 ? sum / Math.sqrt(variance + 1) : 0;
    if (Math.abs(z) > Math.abs(worst.z)) worst = { z, about: name };
  }
  return worst;
}

/** By what the log odds must be multiplied to be true: below 1, the density is too sure. By maximum likelihood. */
export function trueSlope({ odds, first }: Choices): number {
  let slope = 1;
  for (let i = 0; i < 30; i++) {
    let [gradient, curvature] = [0, 1e-9];
    for (const [j, x] of odds.entries()) {
      const o = Math.min(mostOdds, Math.max(-mostOdds, x));
      const s = chance(slope * o);
      gradient += ((first[j] as number) - s) * o;
      curvature += s * (1 - s) * o * o;
    }
    slope = Math.min(100, Math.max(0.01, slope + Math.max(-1, Math.min(1, gradient / curvature))));
  }
  return slope;
}

/** In how many of a hundred cases the likelier one was right, and how many were to be expected. */
export function rightOnes({ odds, first }: Choices): { readonly right: number; readonly expected: number } {
  let [right, expected] = [0, 0];
  for (const [i, x] of odds.entries()) {
    const s = chance(x);
    right += x === 0 ? 0.5 : x > 0 === (first[i] === 1) ? 1 : 0;
    expected += Math.max(s, 1 - s);
  }
  return { right: (100 * right) / odds.length, expected: (100 * expected) / odds.length };
}

/** Surely wrong more often than a coin: so is minus a log density, and hardly anything else. */
export function isInverted(choices: Choices): boolean {
  return 50 - rightOnes(choices).right > (beyondDoubt * 50) / Math.sqrt(choices.odds.length);
}
