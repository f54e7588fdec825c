/**
 * When trials are planned anew: rounds of steps at the same designs. A critic learns less and less, so that time is the
 * logarithm of the steps for what it credits designs with; rounds that are longer and longer are equally far apart in it.
 */
export interface Round {
  readonly index: number;
  /** Steps that were done before it, and with it. */
  readonly start: number;
  readonly end: number;
}

/** Steps at least, and share of the steps so far. */
const [least, share] = [10, 1 / 20];

/** The round of the latest of so many steps, at least one. */
export function roundOf(done: number): Round {
  let round: Round = { index: 0, start: 0, end: least };
  while (round.end < done) {
    const { index, end } = round;
    round = { index: index + 1, start: end, end: end + Math.max(least, Math.round(share * end)) };
  }
  return round;
}

/** Credits count from here on: a critic that meets new designs first underrates them. */
export const settled = ({ start, end }: Round): number => start + Math.floor((end - start) / 2);

/** Steps in which a critic learns its first shapes, when it drifts by what it does and not by ratios. */
const beginning = 100;

/** Time as credits drift in it. */
export const timeOf = (step: number): number => Math.log(step + beginning);
