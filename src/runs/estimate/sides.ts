/** Columns as estimators take them. */
import { check } from "../../basics/errors.js";
import type { Table } from "../../contracts/bounds.js";
import { normalScores, standardised } from "../../numbers/columnScales.js";
import type { Quantity } from "./columns.js";

/** "rank": to normal scores, under which the information of continuous columns stays what it is; "standard": mean 0, deviation 1; "none": as they are. */
export const columnScales = ["rank", "standard", "none"] as const;
export type ColumnScale = (typeof columnScales)[number];

/** More words are no columns of zeros and ones that a network learns from. */
const mostWords = 64;

/** Words become a column each, of zeros and ones; numbers are put on the scale. */
export function sideOf(quantities: readonly Quantity[], scale: ColumnScale): Table {
  return besides(
    quantities.flatMap(({ name, values, words, kind }) => {
      if (!words) return [scaled(values, scale === "rank" && kind === "discrete" ? "standard" : scale)];
      check(
        words.length <= mostWords,
        `the column ${name} holds ${words.length} different words, more than the ${mostWords} that a critic takes: use an estimator that counts kinds (floe list estimators), or fewer of them`,
      );
      const columns = words.length === 2 ? [1] : words.map((_, place) => place);
      return columns.map((place) =>
        scaled(
          values.map((value) => Number(value === place)),
          scale === "none" ? "none" : "standard",
        ),
      );
    }),
  );
}

/** Words and numbers by their places: for estimators that only see which rows are equal. */
export const codesOf = (quantities: readonly Quantity[]): Table => besides(quantities.map(({ values }) => values));

const scaled = (values: Float64Array, scale: ColumnScale): Float64Array =>
  scale === "none" ? values : scale === "rank" ? normalScores(values) : standardised(values);

function besides(columns: readonly Float64Array[]): Table {
  const width = columns.length;
  const n = columns[0]?.length ?? 0;
  const values = new Float64Array(n * width);
  for (const [j, column] of columns.entries()) for (let i = 0; i < n; i++) values[i * width + j] = column[i] as number;
  return { columns: width, values };
}
