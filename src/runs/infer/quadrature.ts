/** Places and weights of sums that stand for integrals over an outcome. */

/** Gauss and Legendre's of eight points on (-1, 1): half of them. */
const points = [0.1834346424956498, 0.525532409916329, 0.7966664774136267, 0.9602898564975363];
const weights = [0.362683783378362, 0.3137066458778873, 0.2223810344533745, 0.1012285362903763];

export interface Nodes {
  readonly at: readonly number[];
  readonly logWeights: readonly number[];
}

/** Of an integral from low to high, in so many panels of eight points. */
export function legendre(low: number, high: number, panels: number): Nodes {
  const half = (high - low) / panels / 2;
  const each = Array.from({ length: panels }, (_, i) => {
    const middle = low + (2 * i + 1) * half;
    return points.flatMap((x, k) =>
      [-1, 1].map((sign) => ({ at: middle + sign * half * x, weight: half * (weights[k] as number) })),
    );
  }).flat();
  return { at: each.map(({ at }) => at), logWeights: each.map(({ weight }) => Math.log(weight)) };
}

/** Of a sum over the whole numbers from low to high. */
export const whole = (low: number, high: number): Nodes => {
  const at = Array.from({ length: Math.max(0, high - low + 1) }, (_, i) => low + i);
  return { at, logWeights: at.map(() => 0) };
};
