/** The table of published and independently computed gains, by plain nested Monte Carlo of the size that was used for it. */
import { expect, test } from "vitest";
import { key } from "../../src/numbers/keys.js";
import { nestedBounds } from "./pharmacokineticReference.js";

const equallySpaced = (n: number) => Array.from({ length: n }, (_, i) => 5 / 60 + (i * (23.9 - 5 / 60)) / (n - 1));

test.each([
  ["five equally spaced", equallySpaced(5), 2.652, 0.037],
  ["five good", [0.4, 0.41, 4.9, 18.7, 20.9], 3.165, 0.021],
  ["ten equally spaced", equallySpaced(10), 3.393, 0.037],
  ["ten good", [0.4, 0.4, 0.4, 0.4, 4.5, 4.5, 4.5, 19, 19, 19], 4.028, 0.022],
] as const)("%s times are worth what the table says", (_, design, value, error) => {
  const { lower, upper, se } = nestedBounds(design, { samples: 2000, contrasts: 100_000, key: key(21) });
  expect(Math.abs(lower - value) / Math.hypot(se, error)).toBeLessThan(3);
  expect(upper).toBeGreaterThan(lower);
  expect(upper - lower).toBeLessThan(0.05);
});
