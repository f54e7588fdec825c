/** From rows to means over replicates, rankings and paired differences. */
import jstat from "jstat";
import { check } from "../../basics/errors.js";
import { didYouMean } from "../../basics/names.js";
import { errorOfMean, mean } from "../../basics/statistics.js";
import type { Compare, Plan } from "../types.js";
import type { GroupMean, Mean, Row, Setting, StudyResults } from "./types.js";

type Compared = Pick<StudyResults, "of" | "better" | "by" | "along" | "paired" | "facets">;

/** What is compared where the study does not say: everything that varies but for replicates and one numeric option, along which it is drawn. */
export function comparison(
  plan: Pick<Plan, "axes" | "compare">,
  columns: readonly string[],
  better: Compare["better"],
): Compared {
  const { compare } = plan;
  const { of = columns[0] as string, paired = "seed" } = compare;
  check(
    columns.includes(of),
    `"compare.of": no column is called "${of}"${didYouMean(of, columns) || "."} There are ${columns.join(", ")}`,
  );
  const names = plan.axes.filter(({ name, values }) => name !== paired && values.length > 1).map(({ name }) => name);
  const numeric = plan.axes.filter(({ values }) => values.every((value) => typeof value === "number")).map(({ name }) => name);
  const free = names.filter((name) => !compare.by?.includes(name));
  // One option alone is compared, be it a number.
  const along = compare.along ?? (names.length > 1 ? free.findLast((name) => numeric.includes(name)) : undefined);
  const by = compare.by ?? names.filter((name) => name !== along);
  const facets = names.filter((name) => name !== along && !by.includes(name));
  return { of, better: compare.better ?? better, by, paired, facets, ...(along === undefined ? {} : { along }) };
}

/** Means of all groups in all settings, the best first. */
export function settingsOf(rows: readonly Row[], { of, by, along, facets, paired, better }: Compared): Setting[] {
  const around = [...facets, ...(along === undefined ? [] : [along])];
  const numbers = rows.filter(({ values }) => typeof values[of] === "number");
  const byFacets = groupedBy(numbers, ({ varied }) => JSON.stringify(facets.map((name) => varied[name])));
  const places = byFacets.flatMap((own) =>
    groupedBy(own, ({ varied }) => JSON.stringify(along && varied[along])).sort((a, b) => order(a, along) - order(b, along)),
  );
  return places.map((inSetting) => {
    const groups = groupedBy(inSetting, (row) => groupOf(row, by)).map((own) => ({
      group: groupOf(own[0] as Row, by),
      byReplicate: new Map(own.map((row) => [String(row.varied[paired]), row.values[of] as number])),
    }));
    const sign = better === "higher" ? -1 : 1;
    const ranked = groups
      .map((one) => ({ ...one, ...meanOf([...one.byReplicate.values()]) }))
      .sort((a, b) => sign * (a.value - b.value));
    const [best] = ranked;
    return {
      at: Object.fromEntries(around.map((name) => [name, (inSetting[0] as Row).varied[name] ?? null])),
      groups: ranked.map(({ byReplicate, ...one }): GroupMean => {
        const pairs = [...byReplicate].flatMap(([seed, value]) => {
          const other = best?.byReplicate.get(seed);
          return other === undefined ? [] : [value - other];
        });
        const behind = one.group === best?.group || pairs.length === 0 ? {} : { behind: meanOf(pairs) };
        return { ...one, values: [...byReplicate.values()], ...behind };
      }),
    };
  });
}

export const groupOf = ({ varied }: Pick<Row, "varied">, by: readonly string[]): string =>
  by.map((name) => (typeof varied[name] === "string" ? varied[name] : `${name} ${varied[name] ?? "default"}`)).join(", ") ||
  "all";

/** With Student's 95 % interval where there are two or more. */
export function meanOf(values: readonly number[]): Mean {
  const n = values.length;
  if (n < 2) return { value: mean(values), n };
  const se = errorOfMean(values);
  return { value: mean(values), n, se, half: jstat.studentt.inv(0.975, n - 1) * se };
}

/** Ranks averaged over the settings that have all groups. */
export function overallOf(settings: readonly Setting[]): StudyResults["overall"] {
  const groups = [...new Set(settings.flatMap((setting) => setting.groups.map(({ group }) => group)))];
  const whole = settings.filter((setting) => setting.groups.length === groups.length);
  if (whole.length < 2 || groups.length < 2) return [];
  return groups
    .map((group) => {
      const ranks = whole.map((setting) => 1 + setting.groups.findIndex((one) => one.group === group));
      return { group, rank: mean(ranks), first: ranks.filter((rank) => rank === 1).length };
    })
    .sort((a, b) => a.rank - b.rank);
}

/** Along a number from small to large. */
function order([first]: readonly Row[], along: string | undefined): number {
  const value = along === undefined ? undefined : first?.varied[along];
  return typeof value === "number" ? value : 0;
}

/** In the order in which each first comes. */
function groupedBy<T>(all: readonly T[], key: (one: T) => string): T[][] {
  const found = new Map<string, T[]>();
  for (const one of all) found.set(key(one), [...(found.get(key(one)) ?? []), one]);
  return [...found.values()];
}
