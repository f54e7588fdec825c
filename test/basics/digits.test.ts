import fc from "fast-check";
import { expect, test } from "vitest";
import { withError, withErrorParts } from "../../src/basics/digits.js";
import { designNumbers, plusMinus } from "../../src/basics/text.js";
import { placeText } from "../../src/portable/words.js";

const spaced = (text: string) => text.replaceAll("\u00a0", " ").replaceAll("−", "-");

test.each([
  [3.16512, 0.0213, "3.165 ± 0.021"],
  [3.1, 1.4, "3.1 ± 1.4"],
  [3.16512, 0.0996, "3.17 ± 0.10"], // 0.0996 rounds to two digits before they are counted
  [4.5e-7, 2e-8, "4.50e-7 ± 2.0e-8"],
  [887_723, 8_820, "887723 ± 8820"],
  [1.25e22, 3e20, "1.250e+22 ± 3.0e+20"],
  [0, 2e-8, "0 ± 2.0e-8"],
  [9.678, 0, "9.678"],
  [0.00012, 0, "0.00012"],
  [-3.6138e16, 0, "-3.614e+16"],
  [5, Number.NaN, "5.000"],
  [2, 1e-9, "2.000"],
])("%d with an error of %d is %s", (value, se, text) => {
  expect(withError(value, se)).toBe(text);
  if (se > 0.001 && se < 1) expect(spaced(plusMinus({ value, se }))).toBe(text);
});

test("whatever their size, a value is within half its last digit of what is printed, and no error reads as zero", () => {
  fc.assert(
    fc.property(
      fc.double({ min: -9.99, max: 9.99, noNaN: true }),
      fc.integer({ min: -20, max: 20 }),
      fc.double({ min: -5, max: 2, noNaN: true }),
      (mantissa, exponent, magnitude) => {
        const value = mantissa * 10 ** exponent;
        const se = 10 ** (exponent + magnitude);
        const parts = withErrorParts(value, se);
        if (parts.se === undefined) expect(se).toBeLessThanOrEqual(1e-6 * Math.abs(value));
        else expect(Math.abs(Number(parts.se) / se - 1)).toBeLessThan(0.051);
        const half = parts.se === undefined ? 1e-3 * Math.max(Math.abs(value), 1) : 0.051 * se;
        expect(Math.abs(Number(parts.value) - value)).toBeLessThan(half + 1e-12 * Math.abs(value));
      },
    ),
  );
});

test("a coordinate has the digits that tell it from others in its range, wherever the origin and whatever the unit", () => {
  expect(placeText(2459003.2731, 30)).toBe("2459003.273");
  expect(placeText(4.871234, 24)).toBe("4.8712");
  fc.assert(
    fc.property(
      fc.integer({ min: -20, max: 20 }),
      fc.double({ min: -1e6, max: 1e6, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (exponent, origin, share) => {
        const range = 10 ** exponent;
        const place = (origin + share) * range;
        expect(Math.abs(Number(placeText(place, range)) - place)).toBeLessThanOrEqual(1e-4 * range);
        const [printed] = designNumbers([place], range).map((text) => Number(spaced(text)));
        expect(Math.abs((printed as number) - place)).toBeLessThanOrEqual((1.01 / 500) * range);
      },
    ),
    { numRuns: 2000 },
  );
  expect(designNumbers([1_071_372_020_000], 1e9)).toEqual(["1071372000000"]); // whole millions: a 500th is two
  expect(designNumbers([1e-20, 2.5e-20], 3e-20)).toEqual(["1e−20", "2.5e−20"]);
  expect(designNumbers([1e-9], 0)).toEqual(["1e−9"]); // a bound, without a range to tell it apart in
});
