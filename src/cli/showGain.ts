/** How gains are shown: designs in rows, bounds in columns, warnings last. */
import type { Estimate, Gain, NamedGain } from "../types.js";
import { short, table, withError } from "./tables.js";

export function designLine(design: readonly number[], names: readonly string[], unit: string): string {
  const named = design.map((x, i) => `${names[i]} = ${short(x)}`).join("  ");
  return `design   ${named}${unit ? `   (${unit})` : ""}\n`;
}

/** One row a design: lower and upper bound, and the exact gain where some design has one. */
export function gainTable(gains: readonly NamedGain[]): string {
  const first = gains[0]?.gain;
  const exact = gains.some(({ gain }) => gain.exact !== undefined);
  const others = first?.other ?? [];
  const head = [
    "gain (nats)",
    `lower${method(first?.lower)}`,
    `upper${method(first?.upper)}`,
    ...(exact ? ["exact"] : []),
    ...others.map((one) => one.method),
  ];
  const rows = gains.map(({ name, gain }) => [
    name,
    cell(gain.lower),
    cell(gain.upper),
    ...(exact ? [exactCell(gain)] : []),
    ...others.map((_, i) => cell(gain.other?.[i])),
  ]);
  return table([head, ...rows]);
}

function method(estimate: Estimate | null | undefined): string {
  return estimate ? ` (${estimate.method})` : "";
}

function cell(estimate: Estimate | null | undefined): string {
  return estimate ? withError(estimate.value, estimate.se) : "-";
}

function exactCell({ exact, exactSe }: Gain): string {
  if (exact === undefined) return "-";
  return exactSe ? withError(exact, exactSe) : exact.toFixed(4);
}
