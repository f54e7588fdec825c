/** The answer and the tables of a study's page. */
import { counted, enumerate, plusMinus } from "../../basics/text.js";
import { type Html, html, table } from "../../report/page/html.js";
import type { GroupMean, Setting, StudyResults } from "../results/types.js";
import { rangeWords } from "../results/words.js";

/** More rows than this nobody reads: they are in the CSV file. */
const mostRows = 120;

const true95 = (text: string): string => text.replaceAll("-", "−");
const shown = ({ value, se }: { readonly value: number; readonly se?: number }): string => plusMinus({ value, se: se ?? 0 });

export const placeWords = ({ at }: Setting): string =>
  Object.entries(at)
    .map(([name, value]) => `${name} ${value ?? "default"}`)
    .join(", ");

/** Whether a group's difference from the best is more than its error. */
const isBehind = ({ behind }: GroupMean): boolean => behind?.half !== undefined && Math.abs(behind.value) > behind.half;

export function answer(results: StudyResults): Html {
  const { settings, by, of, better, cells, paired, run } = results;
  const lines = by.length === 0 ? [] : settings.length <= 4 ? settings.map((one) => verdict(one, results)) : [summary(results)];
  const what =
    by.length > 0
      ? `Compared: ${enumerate(by)} by ${of}, the ${better === "higher" ? "highest" : "lowest"} first`
      : `What is read: ${of}`;
  return html`<p class="asked">Each cell: <code>floe ${run}</code>, with options of its own. ${what}. ${cells.done} of ${counted(cells.all, "cell")} ${cells.done === 1 ? "is" : "are"} done.</p>
${lines.length > 0 && html`<div class="answer"><p class="label">What comes first</p>${lines.map((line) => html`<p>${line}</p>`)}<p class="quiet">Told apart: the 95 % interval of the difference, paired by ${paired}, does not hold 0.</p></div>`}`;
}

function verdict(setting: Setting, { of }: StudyResults): Html {
  const [best, ...others] = setting.groups;
  if (!best) return html``;
  const behind = others.filter(isBehind);
  const near = others.filter((one) => !isBehind(one));
  const place = placeWords(setting);
  const rest =
    others.length === 0
      ? ""
      : near.length === 0
        ? "; all others are told apart from it"
        : `; not told apart from it: ${enumerate(near.map(({ group }) => group))}${behind.length > 0 ? `; behind: ${enumerate(behind.map(({ group }) => group))}` : ""}`;
  return html`${place && html`<strong>${place}</strong>: `}${best.group}, ${of} ${shown(best)}${rest}.`;
}

function summary({ overall, settings }: StudyResults): Html {
  const [best, second] = overall;
  if (!best) return html`${counted(settings.length, "setting")}: the table has the order in each.`;
  return html`Over ${counted(settings.length, "setting")} <strong>${best.group}</strong> ranks first: mean rank ${best.rank.toFixed(2)}, first in ${best.first}${second ? html`; then ${second.group} with ${second.rank.toFixed(2)}` : ""}.`;
}

export function overallTable({ overall, settings }: StudyResults): Html | undefined {
  if (overall.length === 0) return undefined;
  const rows = overall.map(({ group, rank, first }) => [group, rank.toFixed(2), String(first)]);
  return table(`Ranks over the ${settings.length} settings`, ["", "mean rank", "first in"], rows, [1, 2]);
}

export function rankingTable({ settings, of, paired, by }: StudyResults): Html {
  const many = settings.some(({ groups }) => groups.some(({ n }) => n > 1));
  const around = Object.keys(settings[0]?.at ?? {});
  const head = [
    ...(around.length > 0 ? around : []),
    by.join(", ") || "cells",
    many ? `${of}, mean ± one standard error` : of,
    ...(many ? ["95 % interval", `${paired}s`] : []),
    ...(by.length > 0 ? [many ? "less the first, paired" : "less the first"] : []),
  ];
  const rows = settings.flatMap((setting) =>
    setting.groups.map((group, i) => [
      ...around.map((name) => (i === 0 ? String(setting.at[name] ?? "default") : "")),
      i === 0 && by.length > 0 ? html`<strong>${group.group}</strong>` : group.group,
      shown(group),
      ...(many ? [true95(rangeWords(group)), String(group.n)] : []),
      ...(by.length > 0 ? [group.behind ? behindCell(group) : "–"] : []),
    ]),
  );
  const caption = "Each setting, in its order. Differences are those of the same seed's cells, which share their random numbers.";
  const made = table(
    caption.replace("the same seed's", `the same ${paired}'s`),
    head,
    rows.slice(0, mostRows),
    head.map((_, i) => i).filter((i) => i > around.length),
  );
  return rows.length > mostRows
    ? html`${made}<p class="quiet">And ${rows.length - mostRows} more rows: results.json has them all.</p>`
    : made;
}

function behindCell({ behind, ...group }: GroupMean): Html {
  if (!behind) return html``;
  const text = `${behind.value > 0 ? "+" : ""}${shown(behind)}`;
  return html`${text}${behind.half !== undefined && !isBehind({ behind, ...group }) && html`<small>not told apart</small>`}`;
}

export function failedTable({ failed }: StudyResults): Html | undefined {
  if (failed.length === 0) return undefined;
  return table(
    "Cells that failed; the same command tries them again",
    ["cell", "why"],
    failed.map(({ cell, reason }) => [cell, reason]),
  );
}
