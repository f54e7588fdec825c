/** Places as people read them. */

/** Digits of a double that survive being written and read. */
const most = 15;

/**
 * A place with five digits, or with as many as it takes to tell a ten-thousandth of the range: 4.8712 of 24, 2459012.375 of 30.
 * @param range width of what it may be; 0 where there is no other
 * @param digits in place of five
 */
export function placeText(place: number, range: number, digits = 5): string {
  if (place === 0) return "0";
  const inFront = Math.max(0, Math.ceil(Math.log10(Math.abs(place) / range))); // digits that all places share
  return String(Number(place.toPrecision(Math.min(most, digits + inFront))));
}

/** "1 measurement", "5 measurements". */
export const measurementsText = (n: number): string => `${n} measurement${n === 1 ? "" : "s"}`;
