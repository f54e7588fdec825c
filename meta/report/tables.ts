/** The numbers behind the figures of meta-learning. */

import { counted, decimals, fixed, plusMinus } from "../../src/basics/text.js";
import { type Html, html, stacked, table } from "../../src/report/page/html.js";
import type { ComparedRow, MetaComparison } from "../compare/recordTypes.js";

export function errorsTable({ rows }: MetaComparison): Html {
  const counts = [...new Set(rows.flatMap((row) => (row.stepwise ? row.errors.map(({ steps }) => steps) : [])))].sort(
    (a, b) => a - b,
  );
  const held = rows.some(({ intervals }) => intervals);
  const head = [
    "method",
    "error",
    ...(held ? ["95 % holds, %"] : []),
    ...counts.map((count) => (count === counts[0] ? `${count} steps` : String(count))),
    "parameters",
    "seconds",
  ];
  const body = rows.map((row) => [
    html`${row.tuned ? html`<strong>${row.label}</strong>` : row.label}<small>${settingsOf(row)}</small>`,
    html`${stacked(row.best, 2)}<small>${row.stepwise ? `the best, ${counted(row.best.steps, "step")}` : "one pass"}</small>`,
    ...(held ? [heldAt(row, 0.95)] : []),
    ...counts.map((count) => afterSteps(row, count)),
    html`${row.parameters.toLocaleString("en-US")}${row.criticParameters > 0 && html`<small>critic ${row.criticParameters.toLocaleString("en-US")}</small>`}`,
    fixed(row.seconds, 1),
  ]);
  const numeric = head.map((_, i) => i).slice(1);
  return table("Mean squared error on held-out tasks, ± one standard error over tasks and seeds", head, body, numeric);
}

/** In percent, the error below it. */
function heldAt({ intervals = [] }: ComparedRow, share: number): Html | string {
  const one = intervals.find(({ level }) => level === share);
  return one ? stacked({ value: 100 * one.holds, se: 100 * one.se }, 2) : "";
}

function afterSteps({ stepwise, errors }: ComparedRow, count: number): string {
  const found = stepwise ? errors.find(({ steps }) => steps === count) : undefined;
  return found ? decimals(found.value) : "";
}

/** "innerRate 0.003, innerSteps 5, rate 0.001" */
export function settingsOf({ training: { settings, rate } }: Pick<ComparedRow, "training">): string {
  return [...Object.entries(settings), ["rate", rate] as const].map(([name, value]) => `${name} ${value}`).join(", ");
}

export function referencesTable({ references }: MetaComparison): Html {
  const rows = references.map((one) => [
    one.name,
    one.summary,
    plusMinus(one),
    one.exact === undefined ? "" : decimals(one.exact, 4),
  ]);
  return table(
    "Levels that need no meta-training, on the same tasks",
    ["level", "what it is", "measured", "exact"],
    rows,
    [2, 3],
  );
}

const errorOf = (validation: number | null): string => (validation === null ? "diverged" : decimals(validation, 3));

export function searchTable({ search }: MetaComparison): Html[] {
  return search.map(({ method, steps, tried, chosen }) => {
    const names = Object.keys(chosen);
    const same = (settings: Readonly<Record<string, number>>) => names.every((name) => settings[name] === chosen[name]);
    const rows = [...tried]
      .sort((a, b) => (a.validation ?? Number.MAX_VALUE) - (b.validation ?? Number.MAX_VALUE))
      .map(({ settings, validation }) => [
        same(settings) ? html`<strong>${errorOf(validation)}</strong>` : errorOf(validation),
        ...names.map((name) => String(settings[name])),
      ]);
    const caption = `Search for ${method}: ${tried.length} combinations, ${steps.toLocaleString("en-US")} steps each, error on validation tasks that no test uses`;
    return table(
      caption,
      ["error", ...names],
      rows,
      names.map((_, i) => i + 1),
    );
  });
}
