/** The numbers behind the figures. */

import { short } from "../../basics/digits.js";
import { clock, duration, fixed, named, plain, plusMinus, significant } from "../../basics/text.js";
import { withoutGaps } from "../../basics/withoutGaps.js";
import type { Estimate, Gain, NamedGain } from "../../contracts/gain.js";
import { comparedName, difference, isTooLow } from "../../records/difference.js";
import { costHeads, gainPerCost } from "../../records/perCost.js";
import type { DesignResult, Latency, PolicyResult } from "../../records/types.js";
import {
  designOf,
  designWords,
  groupsIn,
  groupWords,
  isPolicy,
  namesWithUnits,
  printedDesign,
  subjectOf,
  unitOf,
} from "../reading/facts.js";
import type { Run } from "../reading/run.js";
import { type Html, html, stacked, table } from "./html.js";

export function designTable(run: Run): Html | undefined {
  const design = designOf(run);
  if (!design.length) return undefined;
  const { groups = 1 } = groupsIn(run) ?? {};
  if (groups > 1) return groupsTable(run, groups);
  const unit = unitOf(run);
  const baselines = (run.result?.baselines ?? []).filter((baseline) => baseline.design?.length === design.length);
  const clocks = design.map((value) => clock(value, unit));
  const timed = clocks.every((reading) => reading !== undefined);
  const printed = printedDesign(run);
  const others = baselines.map((baseline) => printedDesign(run, baseline.design as number[]));
  const rows = namesWithUnits(run).map((name, i) => [
    name,
    printed[i],
    ...(timed ? [clocks[i]] : []),
    ...others.map((column) => column[i]),
  ]);
  const head = [
    "name",
    named(run.result ? "optimised" : "so far", unit),
    ...(timed ? ["that is"] : []),
    ...baselines.map((baseline) => named(comparedName(baseline), unit)),
  ];
  return table(run.result ? "The design" : "The design so far", head, rows, head.map((_, i) => i).slice(1));
}

/** A row a group, with who is measured there. */
function groupsTable(run: Run, groups: number): Html {
  const baselines = (run.result?.baselines ?? []).filter(({ design }) => design?.length === designOf(run).length);
  const compared = baselines.map(({ design }) => groupWords(run, design as number[]));
  const own = groupWords(run);
  const rows = Array.from({ length: groups }, (_, g) => [
    `group ${g + 1}`,
    String(groupsIn(run)?.subjects),
    own[g],
    ...compared.map((words) => words[g]),
  ]);
  const head = ["", "subjects", run.result ? "optimised" : "so far", ...baselines.map((one) => comparedName(one))];
  return table(run.result ? "The design" : "The design so far", head, rows, [1]);
}

type Result = DesignResult | PolicyResult;

/** What was found and what it is compared with, by the names that tables have for them. */
interface ComparedGain {
  readonly name: string;
  readonly gain: Gain;
  readonly cost?: number;
  /** What is to be known of it, in small print. */
  readonly note?: string;
}

function comparedGains(run: Run, { gain, baselines }: Result): ComparedGain[] {
  return [
    { name: subjectOf(run).short, gain },
    ...baselines.map(({ cost, ...baseline }) => ({
      name: comparedName(baseline),
      gain: baseline.gain,
      ...withoutGaps({ cost }),
      ...noteOf(baseline),
    })),
  ];
}

/** Whose design it is and what it breaks, or how long a decision takes. */
function noteOf({ rival, violation, seconds }: NamedGain): Pick<ComparedGain, "note"> {
  const parts = [
    ...(rival === "own" ? ["your own"] : []),
    ...(violation === undefined ? [] : [`not feasible: ${violation}`]),
    ...(seconds === undefined ? [] : [`${significant(seconds, 2)} s a decision`]),
  ];
  return parts.length > 0 ? { note: parts.join("; ") } : {};
}

/** Every bound that there was a choice of, a column each: other samples chose those of the table of gains. */
export function boundsTable(run: Run, result: Result): Html | undefined {
  const rows = comparedGains(run, result);
  const all = rows.flatMap(({ gain }) => gain.bounds ?? []);
  if (all.length === 0) return undefined;
  const headOf = ({ side, method }: (typeof all)[number]) => `${side}: ${method}`;
  const heads = [...new Set(all.map(headOf))];
  const body = rows.map(({ name, gain }) => [
    name,
    ...heads.map((head) => {
      const found = gain.bounds?.find((one) => headOf(one) === head);
      return found ? plusMinus(found) : "–";
    }),
  ]);
  const title = "All bounds of the same samples, of which others chose (nats, ± one standard error)";
  return table(
    title,
    ["design", ...heads],
    body,
    [...heads.keys()].map((i) => i + 1),
  );
}

/** How well each parameter is known after the experiment, a row each, under every design. */
export function remainingTable(run: Run, result: Result): Html | undefined {
  const told = comparedGains(run, result).filter(({ gain }) => gain.remaining);
  const first = told[0]?.gain.remaining;
  if (!first) return undefined;
  const heads = ["parameter", "before", ...told.map(({ name }) => name), "RSE", "shrinkage"];
  const body = first.map(({ name, unit, before, relative, shrinkage }, j) => [
    named(name, unit),
    short(before, 3),
    ...told.map(({ gain }) => stacked(gain.remaining?.[j]?.after)),
    relative === undefined ? "–" : `${short(100 * relative, 2)} %`,
    `${short(100 * shrinkage, 2)} %`,
  ]);
  const title =
    "Standard deviation of each parameter after the experiment, on average over outcomes (± one standard error); RSE (that over the parameter's " +
    `mean) and shrinkage (what the estimates' spread lacks of the prior's) for ${told[0]?.name}`;
  return table(title, heads, body, [...heads.keys()].slice(1));
}

export function gainTable(run: Run, result: Result): Html {
  const { gain } = result;
  const { short } = subjectOf(run);
  const rows = comparedGains(run, result);
  const gains = rows.map((row) => row.gain);
  const own = result.kind === "design" ? result.cost : undefined;
  const [costHead, perCostHead] = costHeads(own?.unit);
  const costs = rows.map(({ cost }, i) => (i === 0 ? own?.value : cost));
  const differences = rows.map((row, i) => (i > 0 ? difference(gain, row.gain) : undefined));
  const columns = [
    estimateColumn(
      "lower bound",
      gains.map(({ lower }) => lower),
    ),
    estimateColumn(
      "upper bound",
      gains.map(({ upper }) => upper),
    ),
    {
      head: "exact",
      cells: gains.map(({ exact, exactSe }) => exact !== undefined && plusMinus({ value: exact, se: exactSe ?? 0 })),
    },
    {
      head: html`other estimate<small>bounds neither side, error unknown</small>`,
      cells: gains.map((row) => {
        const [found] = row.other ?? [];
        return found && html`${fixed(found.value, 2)}<small>${howMade(found)}${isTooLow(found, row) && ", too low"}</small>`;
      }),
    },
    {
      head: `${short} minus this`,
      cells: differences.map(
        (found) => found && html`${plusMinus(found)}<small>${found.of}${found.paired && ", pair by pair"}</small>`,
      ),
    },
    {
      head: costHead,
      cells: costs.map((cost) => cost !== undefined && significant(cost, 4)),
    },
    {
      head: html`${perCostHead}<small>lower bound, or exact</small>`,
      cells: rows.map((row, i) => {
        const found = gainPerCost(row.gain, costs[i]);
        return found && significant(found.value, 3);
      }),
    },
  ].filter(({ cells }) => cells.some(Boolean));
  const head = ["design", ...columns.map((column) => column.head)];
  const body = rows.map(({ name, note }, i) => [
    note === undefined ? name : html`${name}<small>${note}</small>`,
    ...columns.map(({ cells }) => cells[i] || (i === 0 ? "" : "–")),
  ]);
  return table(
    `What the ${isPolicy(run) ? "policy is" : "designs are"} worth (nats, ± one standard error)`,
    head,
    body,
    head.map((_, i) => i).slice(1),
  );
}

/** How the estimates were made stands in the head where all were made alike, else in small print under each. */
function estimateColumn(name: string, estimates: readonly (Estimate | null)[]): { head: Html; cells: (Html | undefined)[] } {
  const made = estimates.flatMap((estimate) => (estimate ? [howMade(estimate)] : []));
  const alike = new Set(made).size === 1;
  return {
    head: html`${name}${alike && html`<small>${made[0]}</small>`}`,
    cells: estimates.map((estimate) => (estimate ? (alike ? html`${plusMinus(estimate)}` : estimateCell(estimate)) : undefined)),
  };
}

/** The method, its outer samples and contrasts, and the most that it could have reported. */
function howMade({ method, samples, contrasts, cap }: Estimate): string {
  const count = (n: number) => n.toLocaleString("en-US");
  const size = contrasts === undefined ? count(samples) : `${count(samples)} × ${count(contrasts)}`;
  return `${method}, ${size}${cap === undefined ? "" : `, cap ${fixed(cap, 2)}`}`;
}

/** The value, and in small print how it was made. */
export function estimateCell(estimate: Estimate): Html {
  return html`${plusMinus(estimate)}<small>${howMade(estimate)}</small>`;
}

export function restartTable(run: Run, { training }: Result): Html | undefined {
  const { restarts, chosen } = training;
  if (restarts.length < 2) return undefined;
  const unit = unitOf(run);
  const compared = estimateColumn(
    "bound (nats)",
    restarts.map((restart) => restart.compared),
  );
  const moved = restarts.some(({ optimizer }) => optimizer !== undefined);
  const rows = restarts.map(({ design, steps, optimizer }, i) => [
    i === chosen ? html`<strong>${i + 1}, chosen</strong>` : String(i + 1),
    (groupsIn(run)?.groups ?? 1) > 1 ? designWords(run, design) : printedDesign(run, design).join(", "),
    ...(moved ? [optimizer] : []),
    compared.cells[i],
    steps.toLocaleString("en-US"),
  ]);
  const caption = `Restarts${isPolicy(run) ? " of the static design from which the policy starts" : ""}, compared on samples that none was trained on. The best of several noisy values is biased up: it decides, and is not what is reported.`;
  const head = ["restart", named("design", unit), ...(moved ? ["optimizer"] : []), compared.head, "steps"];
  return table(caption, head, rows, moved ? [3, 4] : [2, 3]);
}

export function settingsTable(run: Run): Html {
  const { about: _, kind: __, ...options } = run.config;
  return table("Settings and versions", ["name", "value"], [...outcomeRows(run), ...flatten(options)]);
}

/** What the run came to, beside what it was told. */
function outcomeRows({ result, latency }: Run): [string, string][] {
  if (!result) return [];
  const { steps, seconds, simulations, bound, cap } = result.training;
  return [
    ["made by", `floe ${result.version}`],
    ["training steps, all restarts together", steps.toLocaleString("en-US")],
    ...(simulations === undefined
      ? []
      : [["found after", `${simulations.toLocaleString("en-US")} simulated experiments`] satisfies [string, string]]),
    ["computing time", duration(seconds)],
    ["training bound at the end", `${plusMinus(bound)} nats, not an evaluation`],
    ["cap of the training bound", cap === null ? "none" : `${fixed(cap, 3)} nats`],
    ...(latency ? [["time of a decision", latencyWords(latency)] satisfies [string, string]] : []),
  ];
}

/** "34 µs (median of 2,000, each the quickest of three; 99th percentile 61 µs)" */
export function latencyWords({ decisions, median, p99 }: Latency): string {
  return `${plain(median)} µs (median of ${decisions.toLocaleString("en-US")}, each the quickest of three; 99th percentile ${plain(p99)} µs)`;
}

/** Nested records as rows with dotted names. */
export function flatten(record: object, prefix = ""): [string, string][] {
  return Object.entries(record).flatMap(([name, value]): [string, string][] => {
    if (value !== null && typeof value === "object" && !Array.isArray(value)) return flatten(value, `${prefix}${name}.`);
    return [[prefix + name, Array.isArray(value) ? value.join(", ") : String(value)]];
  });
}
