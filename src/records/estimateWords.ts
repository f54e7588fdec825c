/** What the terminal and the page say alike of an estimate. */
import { withErrorParts } from "../basics/digits.js";
import { counted } from "../basics/text.js";
import type { ColumnAbout, EstimateResult, InformationEstimate } from "./types.js";

export const sideWords = { lower: "lower bound", upper: "upper bound", neither: "estimate" } as const;

/** "I(x; y)" */
export const quantityOf = ({ given }: EstimateResult): string => (given ? "I(x; y given z)" : "I(x; y)");

/** What answers first, and then the others. */
export function estimatesOf(result: EstimateResult): InformationEstimate[] {
  const isAnswer = (one: InformationEstimate) => one.estimator === result.estimator && one.value === result.value;
  return [result, ...result.others.filter((one) => !isAnswer(one))];
}

/** The estimators' names; what answers may be one of the others with what more rows would show. */
export const namesOf = (estimates: readonly InformationEstimate[]): string[] =>
  estimates.map(({ estimator }, i) =>
    i === 0 && estimates.slice(1).some((other) => other.estimator === estimator) ? `${estimator}, extrapolated` : estimator,
  );

/** "x1, x2, dose (4 kinds)"; of many, the first and the last. */
export function columnsWords(columns: readonly ColumnAbout[]): string {
  const words = columns.map(({ name, kind, kinds }) => (kind === "discrete" ? `${name} (${kinds} kinds)` : name));
  return words.length <= 8 ? words.join(", ") : `${words.slice(0, 5).join(", ")}, .., ${words.at(-1)} (${words.length} columns)`;
}

/** How many pairs bounds need that average density ratios, beside how many rows there are. */
export function neededWords({ needed: { error, pairs, normal }, rows }: Pick<EstimateResult, "needed" | "rows">): string {
  if (normal <= rows)
    return `bounds that average density ratios (NWJ, DV and their kin) need ${counted(normal, "row")} for so much information, if x and y are nearly normal: there are enough`;
  return `bounds that average density ratios need at least ${countWords(pairs)} independent pairs here for a standard deviation of ${error} nats; of normals ${countWords(normal)}`;
}

/** "0.148 to 0.675", with the digits that the error leaves. */
export const rangeWords = ({ interval, se }: InformationEstimate): string =>
  interval.map((end) => withErrorParts(end, se, { least: 2 }).value).join(" to ");

/** 12,345, or 3e+12 */
const countWords = (n: number): string => (n < 1e9 ? n.toLocaleString("en-US") : n.toExponential(0));
