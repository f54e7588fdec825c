/** Choices from a list of numbers that ascend, each at least so far behind the one before it. */

/** As a file has them. */
export interface Ascending {
  readonly apart: number;
  /** How many are chosen. */
  readonly count: number;
}

/** Share of the range within which a distance is kept: digits that were typed. */
const slackShare = 1e-5;

const slackOf = (numbers: readonly number[]): number => slackShare * ((numbers.at(-1) as number) - (numbers[0] as number));

/** The j-th may come after the i-th. What has to be apart is not the same one, however small the distance is beside the range. */
export function mayFollow(numbers: readonly number[], { apart }: Ascending, i: number, j: number): boolean {
  return (apart > 0 ? j > i : j >= i) && (numbers[j] as number) - (numbers[i] as number) >= apart - slackOf(numbers);
}

/** The last candidate that each choice may be, so that those behind it find one; -1 where there is none. @param numbers ascending */
export function latestOf(numbers: readonly number[], ascending: Ascending): number[] {
  const latest = [numbers.length - 1];
  while (latest.length < ascending.count) {
    const behind = latest[0] as number;
    latest.unshift(numbers.findLastIndex((_, i) => behind >= 0 && mayFollow(numbers, ascending, i, behind)));
  }
  return latest;
}

/** Which can be chosen after the one at index `last`; where that leaves no room for those behind it, for this one alone. */
export function openAfter(numbers: readonly number[], ascending: Ascending, last: number | undefined, step: number): number[] {
  const latest = latestOf(numbers, ascending)[step] ?? numbers.length - 1;
  const behind = numbers.flatMap((_, i) => (last === undefined || mayFollow(numbers, ascending, last, i) ? [i] : []));
  const kept = behind.filter((i) => i <= latest);
  return kept.length > 0 ? kept : behind;
}
