/** A curve in words, for a terminal. */
import { short, withError } from "../../basics/digits.js";
import { table } from "../../basics/tables.js";
import type { Estimate } from "../../contracts/gain.js";
import { inPieces } from "../../numbers/measurements.js";
import { costHeads } from "../../records/perCost.js";
import type { CurveResult } from "../../records/types.js";
import { perCost } from "../showGain.js";

const cell = (estimate: Estimate | null): string => (estimate ? withError(estimate.value, estimate.se) : "-");

export function curveSummary({ points, words, designUnit, groups = 1, costUnit }: CurveResult): string {
  const exact = points.some(({ gain }) => gain.exact !== undefined);
  const priced = points.some(({ cost }) => cost !== undefined);
  const [first] = points;
  const method = (estimate: Estimate | null | undefined) => (estimate ? ` (${estimate.method})` : "");
  const head = [
    "measurements",
    `lower${method(first?.gain.lower)}`,
    `upper${method(first?.gain.upper)}`,
    ...(exact ? ["exact"] : []),
    ...(priced ? costHeads(costUnit) : []),
    `design${designUnit && ` (${designUnit})`}`,
  ];
  const rows = points.map(({ designs, design, gain, cost }) => [
    String(designs),
    cell(gain.lower),
    cell(gain.upper),
    ...(exact ? [gain.exact === undefined ? "-" : withError(gain.exact, gain.exactSe ?? 0)] : []),
    ...(priced ? [cost === undefined ? "-" : short(cost, 4), perCost(gain, cost)] : []),
    inPieces(design, design.length / groups)
      .map((piece) => piece.map((x) => short(x, 3)).join(" "))
      .join("; "),
  ]);
  return `${table([head, ...rows])}\n${words.map((line) => `${line[0]?.toUpperCase()}${line.slice(1)}.\n`).join("")}`;
}
