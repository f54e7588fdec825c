/** How gains are shown: designs in rows, bounds in columns, warnings last. */

import { short, withError } from "../basics/digits.js";
import { spaced } from "../basics/names.js";
import { table } from "../basics/tables.js";
import { counted, enumerate } from "../basics/text.js";
import type { Estimate, Gain, NamedGain } from "../contracts/gain.js";
import { placeText } from "../portable/words.js";
import { type Difference, difference, isTooLow } from "../records/difference.js";
import { groupRows } from "../records/groupRows.js";
import { costHeads, gainPerCost } from "../records/perCost.js";
import type { About, PolicyResult } from "../records/types.js";

type DesignAbout = About["design"];

/** Who is measured at it, where they are several. */
function groupLines(design: readonly number[], about: DesignAbout, subjects: number): string {
  const rows = groupRows(design, about).map((row, g) => ["", about.groups === 1 ? "" : `group ${g + 1}:`, row]);
  const [first, ...others] = rows as [string[], ...string[][]];
  const each = `${counted(subjects, "subject")}${about.groups === 1 ? "" : " in each group"}`;
  return table(
    [["design", ...first.slice(1)], ...others, ["", "", each]].map((row) => row.filter((_, i) => i !== 1 || about.groups !== 1)),
  );
}

/** @param space names, unit and bounds of the coordinates, which say how many digits it takes to tell designs apart */
export function designLine(design: readonly number[], about: DesignAbout): string {
  const { names, unit, units, low, high, subjects } = about;
  if (subjects !== undefined) return groupLines(design, about, subjects);
  const range = (i: number) => (high[i] as number) - (low[i] as number);
  const own = (i: number) => (units?.[i] && !names[i]?.endsWith(`(${units[i]})`) ? ` ${units[i]}` : "");
  const named = design.map((x, i) => `${names[i]} = ${placeText(x, range(i))}${own(i)}`).join("  ");
  return `design   ${named}${unit ? `   (${unit})` : ""}\n`;
}

/** One row a design: lower and upper bound, the exact gain where some design has one, and what it costs. */
export function gainTable(gains: readonly NamedGain[], costUnit = ""): string {
  const first = gains[0]?.gain;
  const exact = gains.some(({ gain }) => gain.exact !== undefined);
  const others = first?.other ?? [];
  const alike = (side: Side) => new Set(gains.flatMap(({ gain }) => gain[side]?.method ?? [])).size < 2;
  const column = (side: Side) => ({
    head: alike(side) ? `${side}${method(first?.[side])}` : side,
    cell: ({ [side]: found }: Gain) => (alike(side) || !found ? cell(found) : `${cell(found)}${method(found)}`),
  });
  const [lower, upper] = [column("lower"), column("upper")];
  const differences = gains.map((one, i) => (i > 0 && first ? (one.difference ?? difference(first, one.gain)) : undefined));
  const against = differences.some(Boolean);
  const priced = gains.some(({ cost }) => cost !== undefined);
  const head = [
    "gain (nats)",
    lower.head,
    upper.head,
    ...(exact ? ["exact"] : []),
    ...(against ? [`${gains[0]?.name} less it`] : []),
    ...others.map((one) => `${one.method} (no bound)`),
    ...(priced ? costHeads(costUnit) : []),
  ];
  const rows = gains.map(({ name, gain, cost, violation }, i) => [
    violation === undefined ? name : `${name} *`,
    lower.cell(gain),
    upper.cell(gain),
    ...(exact ? [exactCell(gain)] : []),
    ...(against ? [differenceCell(differences[i])] : []),
    ...others.map((_, i) => otherCell(gain, i)),
    ...(priced ? [cost === undefined ? "-" : short(cost, 4), perCost(gain, cost)] : []),
  ]);
  return `${table([head, ...rows])}${gains.map(violationLine).join("")}${gains.map(boundsLine).join("")}${remainingTable(gains)}`;
}

/** Where simulations are all that there is, how many it took, and what moved the design. */
export function simulationsLine({ training: { simulations, restarts, chosen } }: Pick<PolicyResult, "training">): string {
  if (simulations === undefined) return "";
  const { optimizer } = restarts[chosen] as (typeof restarts)[number];
  const of = restarts.length > 1 ? ` (restart ${chosen + 1} of ${restarts.length})` : "";
  const by = optimizer === undefined ? "" : `, by ${optimizer}${of}`;
  return `found after ${simulations.toLocaleString("en-US")} simulated experiments, all trainings together${by}\n`;
}

/** What was found less a row: by the same simulated experiments, or else counted as independent. */
function differenceCell(found: Difference | undefined): string {
  if (!found) return "-";
  const { value, se, paired } = found;
  return `${value > 0 ? "+" : ""}${withError(value, se)}${paired || se === 0 ? "" : " (not paired)"}`;
}

const violationLine = ({ name, violation }: NamedGain): string =>
  violation === undefined ? "" : `* ${name} is not feasible: ${violation}\n`;

/** How well each parameter is known afterwards: one row a parameter, one column a design. */
function remainingTable(gains: readonly NamedGain[]): string {
  const told = gains.filter(({ gain }) => gain.remaining);
  const first = told[0]?.gain.remaining;
  if (!first) return "";
  const relative = first.some((one) => one.relative !== undefined);
  const head = [
    "sd afterwards (mean)",
    "before",
    ...told.map(({ name }) => name),
    ...(relative ? [`RSE (${told[0]?.name})`] : []),
  ];
  const rows = first.map(({ name, unit, before, relative: share }, j) => [
    unit ? `${name} (${unit})` : name,
    short(before, 3),
    ...told.map(({ gain: { remaining } }) => (remaining?.[j] ? withError(remaining[j].after.value, remaining[j].after.se) : "-")),
    ...(relative ? [share === undefined ? "-" : `${short(100 * share, 2)} %`] : []),
  ]);
  const silent = gains.filter(({ gain, decides }) => !gain.remaining && !decides).map(({ name }) => spaced(name));
  const why = "too few draws of the prior explain their outcomes; more --contrasts would";
  return `\n${table([head, ...rows])}${silent.length > 0 ? `not told of ${enumerate(silent)}: ${why}\n` : ""}`;
}

export function perCost(gain: Gain, cost: number | undefined): string {
  const found = gainPerCost(gain, cost);
  if (!found) return "-";
  return found.se > 0 ? withError(found.value, found.se) : short(found.value, 4);
}

type Side = "lower" | "upper";

/** All bounds that were read, where there was a choice. */
function boundsLine({ name, gain: { bounds } }: NamedGain): string {
  const read = bounds?.map((one) => `${one.side} ${withError(one.value, one.se)} (${one.method})`).join(", ");
  return read ? `${name}, on the same samples: ${read}\n` : "";
}

/** What is known after each measurement: one row a step, bounds of every policy side by side. */
export function stepTable(all: NonNullable<PolicyResult["gainPerStep"]>): string {
  const sides = ["lower", "upper"] as const;
  const shown = all.flatMap(({ name, gains }) =>
    sides.filter((side) => gains.some((gain) => gain[side])).map((side) => ({ head: `${name} ${side}`, gains, side })),
  );
  const steps = all[0]?.gains ?? [];
  const rows = steps.map((_, i) => [`${i + 1}`, ...shown.map(({ gains, side }) => cell(gains[i]?.[side]))]);
  return table([["after step", ...shown.map(({ head }) => head)], ...rows]);
}

/** What a policy is worth that is told how many measurements there will be; beside it, what it is worth where it was told of the most, and is stopped as early. */
export function horizonTable({ gainPerHorizon = [], gainPerStep }: Pick<PolicyResult, "gainPerHorizon" | "gainPerStep">): string {
  const stopped = gainPerStep?.[0]?.gains;
  const sides = (["lower", "upper"] as const).filter((side) => gainPerHorizon.some(({ gain }) => gain[side]));
  const head = [
    "measurements",
    ...sides.map((side) => `told so: ${side}`),
    ...(stopped ? ["stopped early", "told less stopped"] : []),
  ];
  const rows = gainPerHorizon.map(({ horizon, gain }, i) => {
    const early = i + 1 < gainPerHorizon.length ? stopped?.[horizon - 1] : undefined;
    const found = early && difference(gain, early);
    return [
      `${horizon}`,
      ...sides.map((side) => cell(gain[side])),
      ...(stopped ? [cell(early?.lower), differenceCell(found)] : []),
    ];
  });
  return table([head, ...rows]);
}

function method(estimate: Estimate | null | undefined): string {
  return estimate ? ` (${estimate.method})` : "";
}

function cell(estimate: Estimate | null | undefined): string {
  return estimate ? withError(estimate.value, estimate.se) : "-";
}

/** Without ±: its spread is no error of the gain. */
function otherCell(gain: Gain, i: number): string {
  const found = gain.other?.[i];
  if (!found) return "-";
  return `about ${short(found.value, 3)}${isTooLow(found, gain) ? ", too low" : ""}`;
}

function exactCell({ exact, exactSe }: Gain): string {
  if (exact === undefined) return "-";
  return exactSe ? withError(exact, exactSe) : exact.toFixed(4);
}
