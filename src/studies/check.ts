/** Whether what a file says is a study: one message for the first thing that is wrong. */
import { check } from "../basics/errors.js";
import { didYouMean } from "../basics/names.js";
import { show } from "../basics/show.js";
import type { Choose, Compare, StageFile, StudyFile, Sweep, Written } from "./types.js";

/** A study as it is written: in a `.ts` file by `defineStudy`, in JSON and YAML with the same names. */
export interface StudyInput {
  /** Of its folder, `runs/study-NAME`; the file's own name without it. */
  readonly name?: string;
  /** What runs, as it would be typed: "design linear --designs 2". */
  readonly run: string;
  /** Options that all cells have. */
  readonly options?: Readonly<Record<string, Written>>;
  /** Options that vary, each with every other; `set.noise` is a setting; what the command is about goes by its name, `simulator`. */
  readonly vary?: Readonly<Record<string, readonly Written[]>>;
  /** Options that vary together, item by item. */
  readonly zip?: Readonly<Record<string, readonly Written[]>> | readonly Readonly<Record<string, readonly Written[]>>[];
  /** Combinations one by one. */
  readonly cases?: readonly Readonly<Record<string, Written>>[];
  /** A condition that every cell keeps. */
  readonly where?: string;
  /** Combinations that are left out. */
  readonly except?: readonly Readonly<Record<string, Written>>[];
  /** 5 is 0 to 4; or a list; or "3-9". */
  readonly seeds?: number | string | readonly number[];
  /** Several sweeps in the place of one, one after the other: what is best in one sets options of the next. */
  readonly stages?: readonly StageInput[];
  /** Numbers of the result by the names of their columns: `{ gain: "gain.lower.value" }`. */
  readonly read?: Readonly<Record<string, string>>;
  readonly compare?: {
    readonly by?: string | readonly string[];
    readonly of?: string;
    readonly along?: string;
    readonly paired?: string;
    readonly better?: "higher" | "lower";
  };
}

export interface StageInput extends Pick<StudyInput, "options" | "vary" | "zip" | "cases" | "where" | "except" | "seeds"> {
  readonly name: string;
  /** What runs, where that is not what the study says: `evaluate`. */
  readonly run?: string;
  /** Of its results, where they are not those of the study's command. */
  readonly read?: StudyInput["read"];
  /** Of each value of `by` the cell with the best mean of `of` over seeds; or `which`: the best single `cell`, its seed too, or `all`, which take a stage about their runs. */
  readonly choose?: {
    readonly by?: string | readonly string[];
    readonly of?: string;
    readonly better?: "higher" | "lower";
    readonly which?: Choose["which"];
  };
  /** Options that are those of the cell chosen last before; `run`: a cell for each that was chosen, about its run folder. */
  readonly take?: readonly string[];
}

/** For `export default defineStudy({ .. })`: the types of the fields, and nothing else. */
export const defineStudy = (study: StudyInput): StudyInput => study;

const sweeps = ["vary", "zip", "cases", "where", "except", "seeds"];
const fields = ["name", "run", "options", ...sweeps, "stages", "read", "compare"];
const ofStages = ["name", "run", "options", ...sweeps, "read", "choose", "take"];
const chosen = ["by", "of", "better", "which"];
const choices = ["combination", "cell", "all"] as const;
const compared = ["by", "of", "along", "paired", "better"];
const mostSeeds = 100_000;

/** @param where the file, for messages @param fallback what the study is called if it does not say @throws InputError */
export function checkStudy(content: unknown, where: string, fallback: string): StudyFile {
  check(isObject(content), `${where} must hold an object with "run", and with "vary", "options" and the like`);
  known(content, fields, where);
  const { name = fallback, run, options = {} } = content;
  check(isText(run), `${where}: "run" must say what runs as it would be typed, e.g. design linear --designs 2, got ${show(run)}`);
  check(isText(name) && /^[\w][\w.-]*$/.test(name), `${where}: "name" must be a word for a folder, got ${show(name)}`);
  check(isObject(options), `${where}: "options" must be an object of options by their long names, got ${show(options)}`);
  const stages = content.stages === undefined ? undefined : stagesOf(content, where);
  return {
    ...{ name, run, options, sweep: sweepOf(content, where), compare: compareOf(content.compare ?? {}, where) },
    ...(stages === undefined ? {} : { stages }),
    ...readOf(content, where),
  };
}

function readOf({ read }: Readonly<Record<string, unknown>>, where: string): Pick<StudyFile, "read"> {
  check(
    read === undefined || (isObject(read) && Object.keys(read).length > 0 && Object.values(read).every(isText)),
    `${where}: "read" must be an object of paths in the result by names, e.g. { "gain": "gain.lower.value" }, got ${show(read)}`,
  );
  return read === undefined ? {} : { read: read as Record<string, string> };
}

function sweepOf(content: Readonly<Record<string, unknown>>, where: string): Sweep {
  const { where: condition } = content;
  check(condition === undefined || isText(condition), `${where}: "where" must be a condition in a text, got ${show(condition)}`);
  const seeds = seedsOf(content.seeds, where);
  return {
    vary: lists(content.vary ?? {}, `${where}: "vary"`),
    zip: [content.zip ?? []].flat().map((group) => lists(group, `${where}: "zip"`)),
    cases: objects(content.cases, `${where}: "cases"`),
    except: objects(content.except, `${where}: "except"`),
    ...(isText(condition) ? { where: condition } : {}),
    ...(seeds === undefined ? {} : { seeds }),
  };
}

function stagesOf(content: Readonly<Record<string, unknown>>, where: string): StageFile[] {
  const { stages } = content;
  check(
    Array.isArray(stages) && stages.length > 0 && stages.every(isObject),
    `${where}: "stages" must be a list of stages, e.g. [{ "name": "search", "vary": { .. }, "choose": { "of": "gain" } }, ..], got ${show(stages)}`,
  );
  const beside = sweeps.find((field) => content[field] !== undefined);
  check(beside === undefined, `${where}: "${beside}" goes into a stage, where there are "stages"`);
  const named = stages.map((stage: Record<string, unknown>, i): StageFile => {
    const { name, run, options = {}, choose, take = [] } = stage;
    check(
      isText(name) && /^[A-Za-z]\w*$/.test(name),
      `${where}: stage ${i + 1} needs a "name", one word, e.g. search, got ${show(name)}`,
    );
    const place = `stage "${name}" of ${where}`;
    known(stage, ofStages, place);
    check(
      run === undefined || isText(run),
      `${place}: "run" must say what runs as it would be typed, e.g. evaluate, got ${show(run)}`,
    );
    check(isObject(options), `${place}: "options" must be an object of options by their long names, got ${show(options)}`);
    check(
      Array.isArray(take) && take.every(isText),
      `${place}: "take" must be a list of options, e.g. ["criticRate", "set.noise"], got ${show(take)}`,
    );
    return {
      ...{ name, options, take, sweep: sweepOf(stage, place) },
      ...(run === undefined ? {} : { run }),
      ...readOf(stage, place),
      ...(choose === undefined ? {} : { choose: chooseOf(choose, place) }),
    };
  });
  const names = named.map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) < i);
  check(twice === undefined, `${where}: two stages are called "${twice}"`);
  const early = named.find(({ take }, i) => take.length > 0 && !named.slice(0, i).some(({ choose }) => choose));
  check(early === undefined, `${where}: stage "${early?.name}" takes what none before it chooses: give one of those "choose"`);
  return named;
}

function chooseOf(given: unknown, where: string): Choose {
  const { which = "combination" } = isObject(given) ? given : {};
  const found = choices.find((one) => one === which);
  check(found !== undefined, `${where}: "choose.which" must be one of ${choices.join(", ")}, got ${show(which)}`);
  const { by, of, better } = compareOf(given, where, "choose");
  return { by: by ?? [], which: found, ...(of === undefined ? {} : { of }), ...(better === undefined ? {} : { better }) };
}

function compareOf(given: unknown, where: string, field = "compare"): Partial<Compare> {
  check(isObject(given), `${where}: "${field}" must be an object, e.g. { "by": "estimator", "of": "gain" }, got ${show(given)}`);
  known(given, field === "compare" ? compared : chosen, `"${field}" in ${where}`);
  const { by, better, which: _, ...texts } = given;
  const wrong = Object.entries(texts).find(([, value]) => !isText(value));
  check(wrong === undefined, `${where}: "${field}.${wrong?.[0]}" must be a name, got ${show(wrong?.[1])}`);
  const names = by === undefined ? [] : [by].flat();
  check(names.every(isText), `${where}: "${field}.by" must be the name of an option, or a list of names, got ${show(by)}`);
  check(
    better === undefined || better === "higher" || better === "lower",
    `${where}: "${field}.better" must be higher or lower, got ${show(better)}`,
  );
  return {
    ...(by === undefined ? {} : { by: names }),
    ...(better === undefined ? {} : { better }),
    ...(texts as Partial<Compare>),
  };
}

function seedsOf(given: unknown, where: string): number[] | undefined {
  if (given === undefined) return undefined;
  const [, from, to] = (typeof given === "string" && /^\s*(\d+)\s*(?:-|\.\.)\s*(\d+)\s*$/.exec(given)) || [];
  const whole = (x: unknown): x is number => Number.isSafeInteger(x) && (x as number) >= 0;
  const seeds =
    typeof given === "number" && whole(given)
      ? upTo(0, given - 1)
      : from !== undefined
        ? upTo(Number(from), Number(to))
        : Array.isArray(given)
          ? given
          : [];
  check(
    seeds.length > 0 && seeds.every(whole),
    `${where}: "seeds" must be how many (5 is 0 to 4), a range such as 0-9, or a list of whole numbers, got ${show(given)}`,
  );
  return seeds;
}

function upTo(from: number, to: number): number[] {
  check(to - from < mostSeeds, `more than ${mostSeeds} seeds are no study that ends`);
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => from + i);
}

function lists(given: unknown, what: string): Record<string, readonly Written[]> {
  check(isObject(given), `${what} must be an object of lists by the names of options, got ${show(given)}`);
  const wrong = Object.entries(given).find(([, values]) => !Array.isArray(values));
  check(
    wrong === undefined,
    `${what}: "${wrong?.[0]}" must be a list of values, got ${show(wrong?.[1])}; what all cells have alike goes to "options"`,
  );
  return given as Record<string, readonly Written[]>;
}

function objects(given: unknown, what: string): Record<string, Written>[] {
  const list = given ?? [];
  check(
    Array.isArray(list) && list.every((one) => isObject(one) && Object.keys(one).length > 0),
    `${what} must be a list of objects of options, e.g. [{ "batch": 64, "steps": 500 }], got ${show(given)}`,
  );
  return list;
}

function known(given: object, names: readonly string[], where: string): void {
  const other = Object.keys(given).find((name) => !names.includes(name));
  check(
    other === undefined,
    `${where}: a study has no "${other}"${didYouMean(other ?? "", names) || "."} It has ${names.join(", ")}`,
  );
}

const isText = (value: unknown): value is string => typeof value === "string" && value.trim() !== "";

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
