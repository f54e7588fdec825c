/** Choices from a list of numbers that ascend, each at least so far behind the one before it. */

/** As a file has them. */
export interface Ascending {
  readonly apart: number;
  /** How many are chosen. */
  readonly count: number;
}

/** Share of the range within which a distance is kept: float32, and digits that were typed. */
const slackShare = 1e-5;

export const slackOf = (numbers: readonly number[]): number => slackShare * ((numbers.at(-1) as number) - (numbers[0] as number));

/** The last candidate that each choice may be, so that those behind it find one; -1 where there is none. @param numbers ascending */
export function latestOf(numbers: readonly number[], { apart, count }: Ascending): number[] {
  const slack = slackOf(numbers);
  const latest = [numbers.length - 1];
  while (latest.length < count) {
    const behind = numbers[latest[0] as number] ?? Number.NaN;
    latest.unshift(numbers.findLastIndex((x) => x + apart <= behind + slack));
  }
  return latest;
}

/** Which can be chosen after the last one was at `last`; where that leaves no room for those behind it, for this one alone. */
export function openAfter(numbers: readonly number[], ascending: Ascending, last: number | undefined, step: number): number[] {
  const slack = slackOf(numbers);
  const latest = latestOf(numbers, ascending)[step] ?? numbers.length - 1;
  const behind = numbers.flatMap((x, i) => (last === undefined || x >= last + ascending.apart - slack ? [i] : []));
  const kept = behind.filter((i) => i <= latest);
  return kept.length > 0 ? kept : behind;
}
