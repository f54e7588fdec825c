/** The comparison of bounds in words and tables. */

import { short, withError } from "../../basics/digits.js";
import { errorOfMean, mean } from "../../basics/statistics.js";
import { table } from "../../basics/tables.js";
import type { AtBestResult } from "./atBest.js";
import type { Found, FoundResult } from "./found.js";

/** Bounds in rows, batch sizes in columns: bias and spread of the value, and how far a batch's gradient is from the true one. */
export function atBestTables({ truth, rows }: AtBestResult): string {
  const batches = [...new Set(rows.map(({ batch }) => batch))];
  const names = [...new Set(rows.map(({ estimator }) => estimator))];
  const of = (name: string, batch: number) => rows.find((row) => row.estimator === name && row.batch === batch);
  const grid = (title: string, cell: (row: (typeof rows)[number]) => string) => {
    const lines = names.map((name) => [name, ...batches.map((batch) => cell(of(name, batch) as (typeof rows)[number]))]);
    return table([[title, ...batches.map((batch) => `batch ${batch}`)], ...lines]);
  };
  return [
    `gain here: ${withError(truth.gain, truth.gainSe)} nats\n`,
    grid("bias (nats)", ({ bias, biasSe }) => withError(bias, biasSe)),
    grid("spread of a batch (nats)", ({ sd }) => short(sd, 3)),
    grid("error of the gradient", ({ gradientError }) => short(gradientError, 3)),
    grid("bias of the gradient", ({ gradientBias, gradientBiasSe }) => `${short(gradientBias, 2)} ± ${short(gradientBiasSe, 2)}`),
    "Errors and biases of the gradient are shares of the gain's own. The critics are the best there are: nothing was trained.\n",
  ].join("\n");
}

/** Bounds in rows, best first: mean gain over seeds, its spread, the worst, seconds. */
export function foundTable({ found, refused }: FoundResult): string {
  const rows = [...groupedBy(found)]
    .map(([name, runs]) => ({ name, runs, gains: runs.map(({ gain }) => gain.value) }))
    .sort((a, b) => mean(b.gains) - mean(a.gains))
    .map(({ name, runs, gains }) => [
      name,
      gains.length > 1 ? withError(mean(gains), errorOfMean(gains)) : withError(gains[0] as number, runs[0]?.gain.se as number),
      gains.length > 1 ? short(errorOfMean(gains) * Math.sqrt(gains.length), 2) : "-",
      short(Math.min(...gains), 5),
      short(Math.max(...gains), 5),
      short(mean(runs.map(({ seconds }) => seconds)), 3),
    ]);
  const method = found[0]?.gain.method ?? "";
  const head = [`gain of the design found (nats, ${method})`, "mean", "spread", "worst", "best", "seconds"];
  const words = refused.map(({ estimator, why }) => `${estimator}: ${why}\n`).join("");
  return `${table([head, ...rows])}${words && `\nleft out\n${words}`}`;
}

function groupedBy(found: readonly Found[]): Map<string, Found[]> {
  const groups = new Map<string, Found[]>();
  for (const one of found) groups.set(one.estimator, [...(groups.get(one.estimator) ?? []), one]);
  return groups;
}
