/** A study in stages, planned as far as results go: what was best in one stage sets options of the next, which has no cells before. */
import { check } from "../basics/errors.js";
import { didYouMean } from "../basics/names.js";
import { mean } from "../basics/statistics.js";
import { withoutGaps } from "../basics/withoutGaps.js";
import type { Assignment } from "./expand.js";
import { cellFolder, withNames } from "./folder.js";
import { nameOf } from "./name.js";
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
  let first: Plan | undefined;
  let isKnown = true;
  let chosen: Chosen | undefined;
  for (const [i, stage] of stages.entries()) {
    const place = `stage "${stage.name}" of ${where}`;
    const isLast = i === stages.length - 1;
    const { run = study.run, read = study.read } = stage;
    const command = runs.command(wordsIn(run), where);
    const columns = read ? Object.keys(read) : await command.numbers();
    // Options of the study are those of its own command.
    const options = stage.run === undefined ? { ...whole.options, ...stage.options } : stage.options;
    const own = { ...whole, run, options, sweep: stage.sweep, ...withoutGaps({ read }) };
    const asked = isLast ? own : { ...own, compare: {} };
    const found = chosen;
    const plan = takesRuns(stage)
      ? await planAbout(found as Chosen, asked, stage, folder, runs, place)
      : await planOf(asked, runs, place, {
          ...{ name: stage.name, take: stage.take },
          taken: (values) => (found && stage.take.length > 0 ? taken(found, stage, values, command, place) : {}),
        });
    checkChoose(stage, plan, columns, place);
    first ??= plan;
    // What is about runs that were chosen begins with the first of them.
    const hasBegun = takesRuns(stage) ? (found as Chosen).isChosen : isKnown;
    if (hasBegun) for (const cell of plan.cells) cells.set(cell.hash, cell);
    const ended: Ended[] = hasBegun ? await endedOf(withNames(folder, plan).cells, folder, runs) : [];
    const isWhole: boolean = isKnown && ended.length === plan.cells.length;
    if (stage.choose && !isLast) {
      const { by } = stage.choose;
      const next = stages[i + 1];
      const enough = isWhole ? ended : next && takesRuns(next) ? endedWhole(ended, plan.cells, by) : [];
      chosen = enough.length > 0 ? choice(enough, stage.choose, own, place) : anyOf(plan.cells, stage.choose);
    }
    isKnown = isWhole;
  }
  const all = [...cells.values()];
  const reads = Object.fromEntries(stages.flatMap(({ name, read }) => (read ? [[name, read]] : [])));
  return {
    ...(first as Plan),
    ...{ compare: study.compare, stages: stages.map(({ name }) => name), axes: axesOf(all), cells: all },
    ...(Object.keys(reads).length > 0 ? { reads } : {}),
  };
}

/** Whether its cells are about runs that were chosen. */
const aboutRuns = "run";
const takesRuns = ({ take }: StageFile): boolean => take.includes(aboutRuns);

/** A cell for each run that was chosen, and for what else varies: about its folder, and known by what it was chosen for. */
async function planAbout(
  { winners }: Chosen,
  study: StudyFile,
  stage: StageFile,
  folder: string,
  runs: Runs,
  where: string,
): Promise<Plan> {
  const { name: command, subjects } = runs.command(wordsIn(study.run), where);
  check(
    subjects.includes(aboutRuns) && stage.take.length === 1,
    `${where}: "take": ["${aboutRuns}"] alone gives the folders of runs to a command that is about one, e.g. "run": "evaluate"`,
  );
  const { sweep } = study;
  const winning = withNames(folder, { cells: [...winners.values()].flat() }).cells;
  // What a run of the same command was asked for is asked again, and says nothing of what it is about.
  const ofRun = ({ varied, command: own, options }: Cell) =>
    Object.keys(varied).filter((n) => own !== command || !Object.hasOwn(options, n));
  const known = new Set(winning.flatMap(ofRun));
  const all: Plan[] = [];
  for (const winner of winning) {
    // What an evaluation was of is what another one is of.
    const place = winner.command === command ? winner.subject : cellFolder(folder, winner);
    const fits = sweep.cases.filter((one) =>
      Object.entries(one).every(([n, v]) => !known.has(n) || winner.varied[n] === shown(v)),
    );
    if (sweep.cases.length > 0 && fits.length === 0) continue;
    const own = fits.map((one) => Object.fromEntries(Object.entries(one).filter(([n]) => !known.has(n))));
    const cases = own.filter((one) => Object.keys(one).length > 0);
    const about = { ...sweep, cases, zip: [{ [aboutRuns]: [place] }, ...sweep.zip] };
    const plan = await planOf({ ...study, compare: {}, sweep: about }, runs, where, {
      name: stage.name,
      take: [],
      taken: () => ({}),
    });
    const cells = plan.cells.map((cell): Cell => {
      const { stage: name = null, [aboutRuns]: _, ...rest } = cell.varied;
      const varied = { ...winner.varied, stage: name, ...rest };
      return { ...cell, varied, name: nameOf(varied, cell.subject, cell.hash) };
    });
    all.push({ ...plan, cells });
  }
  const [first] = all;
  check(first !== undefined, `${where}: none of "cases" is about what was chosen`);
  const cells = all.flatMap((plan) => plan.cells);
  return { ...first, cells, axes: axesOf(cells) };
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
  /** Several where all are. */
  readonly winners: ReadonlyMap<string, readonly Cell[]>;
  /** Whether results say so; else the first stand in, so that what follows can be checked. */
  readonly isChosen: boolean;
}

const keyOf = (by: readonly string[], values: Assignment): string => JSON.stringify(by.map((name) => shown(values[name])));

/** Those that have a result, or diverged. */
async function endedOf(cells: readonly Cell[], folder: string, runs: Runs): Promise<Ended[]> {
  const all: Ended[] = [];
  for (const cell of cells) {
    const finished = await runs.finished(cellFolder(folder, cell)).catch(() => undefined);
    if (finished) all.push({ cell, ...finished });
  }
  return all;
}

/** Of the values of `by` for which all cells have ended. */
function endedWhole(ended: readonly Ended[], cells: readonly Cell[], by: Choose["by"]): Ended[] {
  const known = new Set(ended.map(({ cell }) => cell.hash));
  const open = new Set(cells.flatMap(({ hash, varied }) => (known.has(hash) ? [] : [keyOf(by, varied)])));
  return ended.filter(({ cell }) => !open.has(keyOf(by, cell.varied)));
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
  const winners = new Map([...cells].reverse().map((cell) => [keyOf(by, cell.varied), [cell]]));
  return { by, winners, isChosen: false };
}

/** Of each value of `by` all cells with a result, or what has the best mean over seeds, or the best cell; what diverged for one of them is out. */
function choice(ended: readonly Ended[], choose: Choose, study: StudyFile, where: string): Chosen {
  const { by, of, better, which } = choose;
  if (which === "all") {
    const winners = new Map<string, Cell[]>();
    for (const { cell, result } of ended)
      if (result !== undefined) winners.set(keyOf(by, cell.varied), [...(winners.get(keyOf(by, cell.varied)) ?? []), cell]);
    return { by, winners, isChosen: true };
  }
  const [first] = ended;
  const paths = study.read ?? first?.numbers ?? {};
  const name = of ?? Object.keys(paths)[0] ?? "";
  const path = paths[name] ?? "";
  const sign = (better ?? study.compare.better ?? first?.better ?? "higher") === "higher" ? -1 : 1;
  const best = new Map<string, { readonly cell: Cell; readonly value: number }>();
  for (const own of which === "cell" ? ended.map((one) => [one]) : replicates(ended, study.compare.paired ?? "seed")) {
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
  return { by, winners: new Map([...best].map(([key, { cell }]) => [key, [cell]])), isChosen: true };
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
  const [winner] = winners.get(keyOf(by, own)) ?? [];
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
