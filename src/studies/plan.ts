/** From a study's file to its cells: every option checked, every name known, before anything runs. */
import { check, InputError } from "../basics/errors.js";
import { didYouMean } from "../basics/names.js";
import { counted } from "../basics/text.js";
import { type Assignment, assignments, matches } from "./expand.js";
import { hashOf, nameOf } from "./name.js";
import type { Cell, CellOptions, Plan, RunCommand, Runs, StudyFile, Written } from "./types.js";
import { conditionOf } from "./where.js";
import { shown } from "./words.js";

const mostCells = 100_000;
/** A study says itself where its cells go, and what is shown of them. */
export const notOfStudies = ["out", "force", "json", "quiet", "config", "trust", "command"];

/** What the cells of a stage have beside what the study says. */
export interface InStage {
  readonly name: string;
  /** Options that `taken` gives. */
  readonly take: readonly string[];
  /** From what was chosen before. @throws InputError */
  taken(assignment: Assignment): Assignment;
}

/** @param where the file, for messages @throws InputError for the first thing that is wrong */
export async function planOf(study: StudyFile, runs: Runs, where: string, stage?: InStage): Promise<Plan> {
  const { sweep, name, run, read, compare } = study;
  const words = wordsIn(run);
  const command = runs.command(words, where);
  const all = assignments(sweep, where);
  check(
    all.length <= mostCells,
    `${where}: ${counted(all.length, "combination")}; more than ${mostCells} are no study that ends`,
  );
  const names = [...new Set(all.flatMap(Object.keys))];
  const take = stage?.take ?? [];
  const about = subjectOf([...names, ...take], command);
  checkRules(study, names, where, take);
  const { of } = compare;
  const columns = read ? Object.keys(read) : of === undefined ? [] : await command.numbers();
  check(
    of === undefined || columns.includes(of),
    `${where}: "compare.of": no number that is read is called "${of}"${didYouMean(of ?? "", columns) || "."} There are ${columns.join(", ") || "none"}`,
  );
  // The command's own reading asks for what it is about, which here is told cell by cell.
  const line = await runs.parse(about === undefined ? words : [...words, "-"], where);
  const base = options(Object.entries(study.options), { ...line, subject: "" }, command, where, line.options);
  const kept = await remaining(all, study, base.options, where);
  const cells = kept.map((own): Cell => {
    const assignment = { ...own, ...stage?.taken({ ...study.options, ...own }) };
    const { [about ?? ""]: subject, ...varied } = assignment;
    if (about !== undefined) check(typeof subject === "string" && subject !== "", `${where}: "${about}" must vary over names`);
    const start = { ...base, subject: about === undefined ? line.subject : String(subject) };
    const cell = options(Object.entries(varied), start, command, where, line.options);
    runs.words(cell); // refuses what cannot be typed
    const hash = hashOf(cell);
    const seen = {
      ...(stage ? { stage: stage.name } : {}),
      ...Object.fromEntries(names.map((one) => [one, shown(assignment[one])])),
    };
    return { name: nameOf(seen, cell.subject, hash), hash, ...cell, varied: seen };
  });
  checkTwice(cells, where);
  return { kind: "study", name, run, axes: axesOf(cells), ...(read ? { read } : {}), compare, cells };
}

/** What varies, with its values in the order in which they first come; a cell may lack one. */
export function axesOf(cells: readonly Cell[]): Plan["axes"] {
  const names = [...new Set(cells.flatMap(({ varied }) => Object.keys(varied)))];
  return names.map((name) => ({ name, values: [...new Set(cells.map(({ varied }) => varied[name] ?? null))] }));
}

/** Words as a shell splits them. */
export function wordsIn(line: string): string[] {
  const words = line.match(/(?:"[^"]*"|'[^']*'|[^\s"']+)+/g) ?? [];
  return (words[0] === "floe" ? words.slice(1) : words).map((word) => word.replaceAll(/"([^"]*)"|'([^']*)'/g, "$1$2"));
}

/** The name by which what the command is about varies. */
const subjectOf = (names: readonly string[], { subjects }: RunCommand): string | undefined =>
  names.find((name) => subjects.includes(name));

/** What a cell asks for with these options too. @param before options that may not be said again */
function options(
  entries: readonly (readonly [string, Written])[],
  { command, subject, options: start }: CellOptions,
  of: RunCommand,
  where: string,
  before: Readonly<Record<string, unknown>> = {},
): CellOptions {
  const all: Record<string, unknown> = { ...start };
  for (const [written, value] of entries) {
    const [name = "", ...setting] = written.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase()).split(".");
    const label = `"${written}" in ${where}`;
    check(
      !notOfStudies.includes(name),
      `${label}: a study says itself where its cells go, and what is shown of them; leave it out`,
    );
    if (!of.options.includes(name)) throw new InputError(`unknown option ${label}${didYouMean(name, of.options)}`);
    check(setting.length > 0 || !Object.hasOwn(before, name), `${label} stands in "run" too; leave it in one place`);
    const left = value === null && setting.length > 0 ? without(all[name], setting.join(".")) : undefined;
    if (left) all[name] = left;
    else if (value === null) delete all[name];
    else if (setting.length === 0) all[name] = merged(all[name], of.check(name, value, label));
    else all[name] = merged(all[name], of.check(name, { [setting.join(".")]: value }, label));
  }
  return { command, subject, options: all };
}

/** All settings but one; undefined where none is left. */
function without(before: unknown, setting: string): object | undefined {
  const left = Object.entries(before ?? {}).filter(([name]) => name !== setting);
  return left.length > 0 ? Object.fromEntries(left) : undefined;
}

/** Settings join those that are there. */
function merged(before: unknown, value: unknown): unknown {
  const isSettings = (one: unknown): one is object => typeof one === "object" && one !== null && !Array.isArray(one);
  return isSettings(before) && isSettings(value) ? { ...before, ...value } : value;
}

function checkRules(
  { options: fixed, sweep, compare }: StudyFile,
  names: readonly string[],
  where: string,
  take: readonly string[],
): void {
  const said = take.find((name) => names.includes(name) || Object.hasOwn(fixed, name));
  check(said === undefined, `${where}: "${said}" is taken from what was chosen, and said too; leave it in one place`);
  const both = names.find((name) => Object.hasOwn(fixed, name));
  check(both === undefined, `${where}: "${both}" varies and stands in "options"; leave it in one place`);
  const told = [...sweep.except.flatMap(Object.keys), ...(compare.by ?? []), ...[compare.along ?? []].flat()];
  const other = told.find((name) => !names.includes(name));
  check(
    other === undefined,
    `${where}: "${other}" (in except or compare) does not vary${didYouMean(other ?? "", names) || "."} What varies: ${names.join(", ") || "nothing"}`,
  );
}

/** The combinations that keep the conditions. */
async function remaining(
  all: readonly Assignment[],
  { options: fixed, sweep: { where: text, except } }: StudyFile,
  base: Assignment,
  where: string,
): Promise<Assignment[]> {
  const whole = (cell: Assignment) => ({ ...base, ...fixed, ...cell });
  const keeps =
    text === undefined
      ? () => true
      : await conditionOf(
          text,
          [
            ...new Set(
              all
                .slice(0, 1)
                .flatMap((cell) => Object.keys(whole(cell)))
                .concat(all.flatMap(Object.keys)),
            ),
          ],
          where,
        );
  const kept = all.filter((cell) => keeps(whole(cell)) && !except.some((rule) => matches(rule, cell)));
  check(kept.length > 0, `${where}: no cell is left: "where" and "except" leave out all ${counted(all.length, "combination")}`);
  return kept;
}

/** Two cells that ask for the same would be one folder. */
function checkTwice(cells: readonly Cell[], where: string): void {
  const first = new Map<string, Cell>();
  for (const cell of cells) {
    const other = first.get(cell.hash);
    if (other) throw new InputError(`${where}: two cells ask for the same: ${said(other)} and ${said(cell)}; leave one out`);
    first.set(cell.hash, cell);
  }
}

const said = ({ varied }: Cell): string =>
  Object.entries(varied)
    .map(([name, value]) => `${name}=${value ?? "default"}`)
    .join(" ") || "a cell without options";

/**
 * The cells that `--only` names: `{ estimator: "flo,pce" }`, any of the values of every name; `cell` is the folder's name.
 * @throws InputError for a name that does not vary, or a value that no cell has
 */
export function selected(plan: Plan, only: Readonly<Record<string, unknown>>): readonly Cell[] {
  return Object.entries(only).reduce((cells: readonly Cell[], [name, wanted]) => {
    const names = [...plan.axes.map((axis) => axis.name), "cell"];
    check(
      names.includes(name),
      `--only ${name}=..: "${name}" does not vary${didYouMean(name, names) || "."} What varies: ${names.join(", ")}`,
    );
    const seenIn = (cell: Cell) => (name === "cell" ? cell.name : String(cell.varied[name] ?? "default"));
    const values = [...new Set(plan.cells.map(seenIn))];
    const whole = values.includes(String(wanted)) ? [String(wanted)] : String(wanted).split(",");
    const other = whole.find((value) => !values.includes(value));
    check(
      other === undefined,
      `--only ${name}=${other}: no cell has that${didYouMean(other ?? "", values) || "."} There is ${values.slice(0, 12).join(", ")}${values.length > 12 ? ", .." : ""}`,
    );
    return cells.filter((cell) => whole.includes(seenIn(cell)));
  }, plan.cells);
}
