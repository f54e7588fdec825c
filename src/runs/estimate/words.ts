/** An estimate in words, for a terminal. */
import { short, withError } from "../../basics/digits.js";
import { table } from "../../basics/tables.js";
import {
  columnsWords,
  estimatesOf,
  namesOf,
  neededWords,
  quantityOf,
  rangeWords,
  sideWords,
} from "../../records/estimateWords.js";
import type { EstimateResult, InformationEstimate } from "../../records/types.js";

export function estimateSummary(result: EstimateResult): string {
  const { x, y, given, rows, reliable, refused = [], checks = [] } = result;
  const about = [
    ["x", columnsWords(x)],
    ["y", columnsWords(y)],
    ...(given ? [["z", columnsWords(given)]] : []),
    ["rows", rows.toLocaleString("en-US")],
  ];
  const tests = checks.length > 0 ? `\n${checks.map(({ words }) => `${words}\n`).join("")}` : "";
  const left = refused.length > 0 ? `\n${refused.map((words) => `left out: ${words}\n`).join("")}` : "";
  return (
    `${quantityOf(result)} = ${withError(result.value, result.se)} nats${reliable ? "" : ", UNRELIABLE: the warnings say why"}\n\n` +
    `${table(about)}\n${estimatesTable(estimatesOf(result))}${independenceWords(result)}${tests}${left}\n${neededWords(result)}\n`
  );
}

function estimatesTable(estimates: readonly InformationEstimate[]): string {
  const names = namesOf(estimates);
  const rows = estimates.map((one, i) => [
    names[i] as string,
    withError(one.value, one.se),
    rangeWords(one),
    sideWords[one.side],
    one.cap === null ? "none" : short(one.cap, 3),
    one.samples.toLocaleString("en-US"),
    short(one.seconds, 2),
  ]);
  return table([["estimator", "nats", "95 % interval", "is a", "cap", "rows", "seconds"], ...rows]);
}

export function independenceWords({ independence, given }: EstimateResult): string {
  if (given) return "\nno test of independence: it would have to shuffle y among rows with the same z\n";
  if (!independence) return "";
  const { p, shuffles } = independence;
  return `\nindependent? p = ${short(p, 2)}: ${p <= 0.05 ? "hardly" : "may be"} (${shuffles} shuffles of y)\n`;
}
