/**
 * Three tests that any estimator of information must pass, on the user's own rows, whose information nobody knows (Song and Ermon 2020, section
 * 4.2): rows put together at random have none; what is computed from y adds none; two independent rows together have twice as much.
 */
import { short, withError } from "../../basics/digits.js";
import { InputError } from "../../basics/errors.js";
import { mean } from "../../basics/statistics.js";
import { asPart } from "../../basics/steps.js";
import type { Key, Progress } from "../../contracts/values.js";
import { shuffled } from "../../information/divergence/samples.js";
import { split } from "../../numbers/keys.js";
import { type Asked, askedOf, type Sides } from "./asked.js";
import { type Quantity, quantityOf } from "./columns.js";
import type { InformationEstimate, SelfCheck } from "./types.js";

export type Again = (asked: Asked, signal?: AbortSignal) => AsyncGenerator<Progress, InformationEstimate>;

interface Test {
  readonly test: SelfCheck["test"];
  readonly name: string;
  readonly expected: number;
  sides(asked: Asked, k: Key): Sides;
}

const tests: readonly Test[] = [
  {
    test: "shuffled",
    name: "information of x and a y that was shuffled",
    expected: 0,
    sides: ({ x, y, z }, k) => ({
      ...{ x, y: y.map((column) => ordered(column, shuffled(k, column.values.length))) },
      ...(z ? { z } : {}),
    }),
  },
  {
    test: "dataProcessing",
    name: "ratio with a function of y beside y",
    expected: 1,
    sides: ({ x, y, z }) => ({ ...{ x, y: [...y, ...y.map(computedFrom)] }, ...(z ? { z } : {}) }),
  },
  {
    test: "independentRows",
    name: "ratio of two rows at a time",
    expected: 2,
    sides({ x, y, z }, k) {
      const n = x[0]?.values.length ?? 0;
      const order = shuffled(k, n);
      const half = Math.floor(n / 2);
      const doubled = (side: readonly Quantity[]) => [
        ...side.map((column) => ordered(column, order.subarray(0, half))),
        ...side.map((column) => ({
          ...ordered(column, order.subarray(half, 2 * half)),
          name: `${column.name} of the other row`,
        })),
      ];
      return { x: doubled(x), y: doubled(y), ...(z ? { z: doubled(z) } : {}) };
    },
  },
];

/** Rows may become others of the same kind: what a column is taken for stays. */
const ordered = (column: Quantity, rows: Uint32Array): Quantity => ({
  ...column,
  values: Float64Array.from(rows, (row) => column.values[row] as number),
});

/** The square of the distance from the mean, which is not one to one; of a kind, itself. */
function computedFrom(column: Quantity): Quantity {
  const name = `a function of ${column.name}`;
  if (column.kind === "discrete") return { ...column, name };
  const centre = mean(Array.from(column.values));
  return quantityOf({ name, values: column.values.map((v) => (v - centre) ** 2) });
}

/** @param answer what is tested @param again the same estimator on other rows */
export async function* selfChecks(
  asked: Asked,
  answer: InformationEstimate,
  again: Again,
  signal?: AbortSignal,
): AsyncGenerator<Progress, SelfCheck[]> {
  const checks: SelfCheck[] = [];
  const keys = split(asked.key, ...tests.map(({ test }) => test));
  for (const [i, test] of tests.entries()) {
    const k = split(keys[test.test] as Key, "rows", "estimate");
    const { input, pieces } = asked;
    try {
      const other = askedOf(test.sides(asked, k.rows), { input, pieces, key: k.estimate });
      const found = yield* asPart(again(other, signal), i / tests.length, (i + 1) / tests.length, `${test.name}: `);
      checks.push(judged(test, found, answer));
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      checks.push(unknown(test, error.message));
    }
  }
  return checks;
}

const unknown = ({ test, name, expected }: Test, why: string): SelfCheck => ({
  ...{ test, value: null, se: null, expected, passes: null },
  words: `${name}: could not be had (${why})`,
});

/** A ratio of what is not clearly above 0 tells nothing. */
const clearly = 3;

/** So much may be wrong, nats or of a ratio, without a word. */
const allowed = 0.05;

function judged(test: Test, found: InformationEstimate, answer: InformationEstimate): SelfCheck {
  const { expected, name } = test;
  if (expected > 0 && answer.value < clearly * answer.se)
    return unknown(test, `the information, ${withError(answer.value, answer.se)} nats, is not clearly above 0`);
  const ratio = found.value / answer.value;
  const [value, se] =
    expected === 0
      ? [found.value, found.se]
      : // The delta method, as if both were independent: what they share of their error makes it smaller.
        [ratio, Math.hypot(found.se, ratio * answer.se) / Math.abs(answer.value)];
  const passes = Math.abs(value - expected) <= Math.max(3 * se, allowed * Math.max(1, expected));
  const verdict = passes ? "as it should be" : "the estimator is wrong on these data";
  return {
    ...{ test: test.test, value, se, expected, passes },
    words: `${name}: ${withError(value, se)}${expected === 0 ? " nats" : ""}, should be ${short(expected, 2)}: ${verdict}`,
  };
}
