/** A study in stages, planned as far as results go: what was best in one stage sets options of the next, which has no cells before. */
import { check } from "../basics/errors.js";
import { didYouMean } from "../basics/names.js";
import { mean } from "../basics/statistics.js";
import type { Assignment } from "./expand.js";
import { cellFolder, withNames } from "./folder.js";
import { axesOf, planOf, wordsIn } from "./plan.js";
import { atPath } from "./results/path.js";
import type { Cell, CellOptions, Choose, Plan, RunCommand, Runs, StageFile, StudyFile, Written } from "./types.js";
import { shown } from "./words.js";

/**
 * Stages that have no cells yet are checked with what might be chosen. @param folder of the study, where there may be results
 * @param where the file, for messages @throws InputError
 */
export async function planStages(study: StudyFile, folder: string, runs: Runs, where: string): Promise<Plan> {
  const { stages = [], ...whole } = study;
  const cells = new Map<string, Cell>();
  const command = runs.command(wordsIn(study.run), where);
  const columns = study.read ? Object.keys(study.read) : await command.numbers();
  let first: Plan | undefined;
  let isKnown = true;
  let chosen: Chosen | undefined;
  for (const [i, stage] of stages.entries()) {
    const place = `stage "${stage.name}" of ${where}`;
    const isLast = i === stages.length - 1;
    const own = { ...whole, options: { ...whole.options, ...stage.options }, sweep: stage.sweep };
    const found = chosen;
    const plan = await planOf(isLast ? own : { ...own, compare: {} }, runs, place, {
      ...{ name: stage.name, take: stage.take },
      taken: (values) => (found && stage.take.length > 0 ? taken(found, stage, values, command, place) : {}),
    });
    checkChoose(stage, plan, columns, place);
    first ??= plan;
    if (isKnown) for (const cell of plan.cells) cells.set(cell.hash, cell);
    const ended: Ended[] | undefined = isKnown ? await endedOf(withNames(folder, plan).cells, folder, runs) : undefined;
    isKnown = ended !== undefined;
    if (stage.choose && !isLast) chosen = ended ? choice(ended, stage.choose, study, place) : anyOf(plan.cells, stage.choose);
  }
  const all = [...cells.values()];
  return { ...(first as Plan), compare: study.compare, stages: stages.map(({ name }) => name), axes: axesOf(all), cells: all };
}

/** The cells of the latest stage that has some, as a study of its own: what results are about. */
export function latestStage(plan: Plan): { readonly plan: Plan; readonly stage?: string; readonly next?: string } {
  const { stages } = plan;
  if (!stages) return { plan };
  const of = (name: string) => plan.cells.filter(({ varied }) => varied.stage === name);
  const at = stages.findLastIndex((name) => of(name).length > 0);
  const stage = stages[at] as string;
  const next = stages[at + 1];
  const cells = of(stage);
  const compare = next === undefined ? plan.compare : {};
  return { plan: { ...plan, cells, axes: axesOf(cells), compare }, stage, ...(next === undefined ? {} : { next }) };
}

interface Ended {
  readonly cell: Cell;
  readonly result: unknown;
  readonly numbers: Readonly<Record<string, string>>;
  readonly better?: "higher" | "lower";
}

/** By the values of `by`. */
interface Chosen {
  readonly by: readonly string[];
  readonly winners: ReadonlyMap<string, CellOptions>;
}

const keyOf = (by: readonly string[], values: Assignment): string => JSON.stringify(by.map((name) => shown(values[name])));

/** undefined while one of them has neither a result nor diverged. */
async function endedOf(cells: readonly Cell[], folder: string, runs: Runs): Promise<Ended[] | undefined> {
  const all: Ended[] = [];
  for (const cell of cells) {
    const finished = await runs.finished(cellFolder(folder, cell)).catch(() => undefined);
    if (!finished) return undefined;
    all.push({ cell, ...finished });
  }
  return all;
}

function checkChoose({ choose }: StageFile, { axes }: Plan, columns: readonly string[], where: string): void {
  const names = axes.map(({ name }) => name);
  const of = choose?.of;
  check(
    of === undefined || columns.includes(of),
    `${where}: "choose.of": no number that is read is called "${of}"${didYouMean(of ?? "", columns) || "."} There are ${columns.join(", ")}`,
  );
  const other = choose?.by.find((name) => !names.includes(name));
  check(
    other === undefined,
    `${where}: "choose.by": "${other}" does not vary${didYouMean(other ?? "", names) || "."} What varies: ${names.join(", ")}`,
  );
}

/** The first of each value of `by`. */
function anyOf(cells: readonly Cell[], { by }: Choose): Chosen {
  return { by, winners: new Map([...cells].reverse().map((cell) => [keyOf(by, cell.varied), cell])) };
}

/** Of each value of `by` what has the best mean over seeds; what diverged for one of them is out. */
function choice(ended: readonly Ended[], { by, of, better }: Choose, study: StudyFile, where: string): Chosen {
  const [first] = ended;
  const paths = study.read ?? first?.numbers ?? {};
  const name = of ?? Object.keys(paths)[0] ?? "";
  const path = paths[name] ?? "";
  const sign = (better ?? study.compare.better ?? first?.better ?? "higher") === "higher" ? -1 : 1;
  const best = new Map<string, { readonly cell: Cell; readonly value: number }>();
  for (const own of replicates(ended, study.compare.paired ?? "seed")) {
    const values = own.map(({ result }) => atPath(result, path));
    const [{ cell }] = own as [Ended];
    const key = keyOf(by, cell.varied);
    const value = values.every((one) => typeof one === "number") ? sign * mean(values as number[]) : Number.NaN;
    const before = best.get(key);
    if (!before || value < before.value || (Number.isNaN(before.value) && !Number.isNaN(value))) best.set(key, { cell, value });
  }
  const none = [...best.values()].find(({ value }) => Number.isNaN(value));
  check(
    none === undefined,
    `${where}: nothing can be chosen${by.length > 0 ? ` for ${by.map((name) => `${name} ${none?.cell.varied[name]}`).join(", ")}` : ""}: no cell has a number "${name}" for all seeds`,
  );
  return { by, winners: new Map([...best].map(([key, { cell }]) => [key, cell])) };
}

/** Cells that differ in nothing else, together. */
function replicates(ended: readonly Ended[], paired: string): Ended[][] {
  const groups = new Map<string, Ended[]>();
  for (const one of ended) {
    const key = JSON.stringify({ ...one.cell.varied, [paired]: null });
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups.values()];
}

function taken({ by, winners }: Chosen, { take }: StageFile, own: Assignment, command: RunCommand, where: string): Assignment {
  const winner = winners.get(keyOf(by, own));
  check(
    winner !== undefined,
    `${where}: nothing was chosen for ${by.map((name) => `${name} ${shown(own[name])}`).join(", ")}: let it vary in the stage before, too`,
  );
  const values = take.map((name) => [name, valueIn(winner, name, command)] as const);
  return Object.fromEntries(values.filter(([, value]) => value !== undefined));
}

/** undefined where it did not say the option. */
function valueIn({ subject, options }: CellOptions, written: string, { subjects }: RunCommand): Written {
  if (subjects.includes(written)) return subject;
  const [name = "", ...setting] = written.split(".");
  const value = options[name];
  if (setting.length === 0) return value;
  return (value as Readonly<Record<string, unknown>> | undefined)?.[setting.join(".")];
}
