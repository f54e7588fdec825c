/** The numbers behind the figures. */
import type { DesignResult, Estimate, Gain } from "../../types.js";
import { difference } from "../compare.js";
import { baselineName, designNamesOf, designOf, printedDesign, unitOf } from "../facts.js";
import { clock, duration, fixed, plusMinus } from "../format.js";
import { type Html, html, table } from "../html.js";
import type { Run } from "../run.js";

export function designTable(run: Run): Html | undefined {
  const design = designOf(run);
  if (!design.length) return undefined;
  const unit = unitOf(run);
  const baselines = (run.result?.baselines ?? []).filter((baseline) => baseline.design?.length === design.length);
  const clocks = design.map((value) => clock(value, unit));
  const timed = clocks.every((reading) => reading !== undefined);
  const printed = printedDesign(run);
  const others = baselines.map((baseline) => printedDesign(run, baseline.design as number[]));
  const rows = designNamesOf(run).map((name, i) => [
    name,
    printed[i],
    ...(timed ? [clocks[i]] : []),
    ...others.map((column) => column[i]),
  ]);
  const head = [
    "name",
    `${run.result ? "optimised" : "so far"}${unit && ` (${unit})`}`,
    ...(timed ? ["that is"] : []),
    ...baselines.map((baseline) => `${baselineName(baseline)}${unit && ` (${unit})`}`),
  ];
  return table(run.result ? "The design" : "The design so far", head, rows, head.map((_, i) => i).slice(1));
}

export function gainTable({ gain, baselines }: DesignResult): Html {
  const rows: { name: string; gain: Gain }[] = [
    { name: "optimised", gain },
    ...baselines.map((baseline) => ({ name: baselineName(baseline), gain: baseline.gain })),
  ];
  const exact = rows.some((row) => row.gain.exact !== undefined);
  const other = rows.some((row) => row.gain.other?.length);
  const head = [
    "design",
    "lower bound",
    "upper bound",
    ...(exact ? ["exact"] : []),
    ...(other ? ["other estimate"] : []),
    "optimised minus this",
  ];
  const body = rows.map((row, i) => {
    const found = i > 0 ? difference(gain, row.gain) : undefined;
    return [
      row.name,
      estimateCell(row.gain.lower),
      estimateCell(row.gain.upper),
      ...(exact ? [row.gain.exact === undefined ? "–" : plusMinus({ value: row.gain.exact, se: row.gain.exactSe ?? 0 })] : []),
      ...(other ? [html`${(row.gain.other ?? []).map(estimateCell)}`] : []),
      i === 0 ? "" : found ? html`${plusMinus(found)}<small>${found.of}</small>` : "not comparable",
    ];
  });
  return table(
    "What the designs are worth: nats, ± one standard error; in small print the method and its outer samples × contrasts",
    head,
    body,
    head.map((_, i) => i).slice(1),
  );
}

/** The value, and in small print how it was made. */
export function estimateCell(estimate: Estimate | null): Html {
  if (!estimate) return html`none`;
  const { method, samples, contrasts, cap } = estimate;
  const count = (n: number) => n.toLocaleString("en-US");
  const size = contrasts === undefined ? count(samples) : `${count(samples)} × ${count(contrasts)}`;
  return html`${plusMinus(estimate)}<small>${method}, ${size}${cap !== undefined && `, cap ${fixed(cap, 2)}`}</small>`;
}

export function restartTable(run: Run, { training }: DesignResult): Html | undefined {
  if (training.restarts.length < 2) return undefined;
  const rows = training.restarts.map(({ design, compared, steps }, i) => [
    i === training.chosen ? html`<strong>${i + 1}, chosen</strong>` : String(i + 1),
    printedDesign(run, design).join(", "),
    estimateCell(compared),
    steps.toLocaleString("en-US"),
  ]);
  const unit = unitOf(run);
  const caption =
    "Restarts, compared on fresh samples (a choice among noisy values: the chosen one's is biased up and is not what is reported)";
  return table(caption, ["restart", `design${unit && ` (${unit})`}`, "compared (nats)", "steps"], rows, [2, 3]);
}

export function settingsTable(run: Run): Html {
  const { about: _, kind: __, ...options } = run.config;
  return table("Settings and versions", ["name", "value"], [...outcomeRows(run), ...flatten(options)]);
}

/** What the run came to, beside what it was told. */
function outcomeRows({ result }: Run): [string, string][] {
  if (!result) return [];
  const { steps, seconds, bound, cap } = result.training;
  return [
    ["made by", `floe ${result.version}`],
    ["training steps, all restarts together", steps.toLocaleString("en-US")],
    ["computing time", duration(seconds)],
    ["training bound at the end", `${plusMinus(bound)} nats, not an evaluation`],
    ["cap of the training bound", cap === null ? "none" : `${fixed(cap, 3)} nats`],
  ];
}

/** Nested records as rows with dotted names. */
export function flatten(record: object, prefix = ""): [string, string][] {
  return Object.entries(record).flatMap(([name, value]): [string, string][] => {
    if (value !== null && typeof value === "object" && !Array.isArray(value)) return flatten(value, `${prefix}${name}.`);
    return [[prefix + name, Array.isArray(value) ? value.join(", ") : String(value)]];
  });
}
