/** Places that the next measurement may have: raw values over the whole space of one measurement, whatever kind of space it is. */

/** Beyond it a sigmoid is its end in float32. */
const rawEnd = 17;

/** Half of the grid is even in the share of the range; the other half creeps up to its ends, where rates of many a model are told. */
const [even, towardsEnds] = [11, 6];

/** Raw values of the first look, in rising order: shares 0, 0.1, ..., 1 and between the last two at each end 0.03, 0.01, ... of the range. */
export const coarse: readonly number[] = [
  ...Array.from({ length: even }, (_, i) => logit(i / (even - 1))),
  ...Array.from({ length: towardsEnds / 2 }, (_, i) => [logit(0.05 * 0.4 ** i), -logit(0.05 * 0.4 ** i)]).flat(),
].sort((a, b) => a - b);

/** How many places are looked at between the neighbours of the best. */
export const fine = 6;

/** Raw values between the neighbours of `coarse[best]`, even in the share of the range. */
export function around(best: number): number[] {
  const [low, high] = [coarse[Math.max(0, best - 1)], coarse[Math.min(coarse.length - 1, best + 1)]].map(
    (raw) => 1 / (1 + Math.exp(-(raw as number))),
  ) as [number, number];
  return Array.from({ length: fine }, (_, i) => logit(low + ((high - low) * (i + 1)) / (fine + 1)));
}

function logit(share: number): number {
  return Math.min(rawEnd, Math.max(-rawEnd, Math.log(share / (1 - share))));
}
