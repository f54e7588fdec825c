/** Rankings in a terminal. */
import { withError } from "../../basics/digits.js";
import { table } from "../../basics/tables.js";
import type { GroupMean, Mean, StudyResults } from "./types.js";

const mostSettings = 12;

/** One table, a line each group in each setting, the best first. */
export function resultsWords({ settings, of, by, better, overall, paired, rows }: StudyResults): string {
  if (settings.length === 0) return `no number "${of}" to compare\n`;
  const around = Object.keys(settings[0]?.at ?? {});
  const many = rows.length > settings.reduce((sum, { groups }) => sum + groups.length, 0);
  const head = [
    ...around,
    by.join(", ") || "cells",
    `${of}${many ? " (mean ± se)" : ""}`,
    ...(many ? ["95 %", paired] : []),
    ...(by.length > 0 ? ["less the first"] : []),
  ];
  const lines = settings
    .slice(0, mostSettings)
    .flatMap((setting) =>
      setting.groups.map((group, i) => [
        ...around.map((name) => (i === 0 ? String(setting.at[name] ?? "default") : "")),
        group.group,
        meanWords(group),
        ...(many ? [rangeWords(group), String(group.n)] : []),
        ...(by.length > 0 ? [behindWords(group)] : []),
      ]),
    );
  const rest = settings.length > mostSettings ? `.. and ${settings.length - mostSettings} more settings: results.csv\n` : "";
  const ranks =
    overall.length > 0
      ? `\nmean rank (the ${better === "higher" ? "highest" : "lowest"} ${of} first)\n${table(
          overall.map(({ group, rank, first }) => [group, rank.toFixed(2), `first in ${first}`]),
          "  ",
        )}`
      : "";
  return `${table([head, ...lines])}${rest}${ranks}`;
}

export const meanWords = ({ value, se }: Mean): string => withError(value, se ?? 0);

export const rangeWords = ({ value, half }: Mean): string => {
  if (half === undefined || !(half > 0)) return "";
  const places = Math.max(0, 1 - Math.floor(Math.log10(half)));
  return `${(value - half).toFixed(places)} to ${(value + half).toFixed(places)}`;
};

export const behindWords = ({ behind }: GroupMean): string =>
  behind === undefined ? "-" : `${behind.value >= 0 ? "+" : ""}${meanWords(behind)}${behind.n === 1 ? " (one pair)" : ""}`;
