/** A task family from a file of the user's, as simulators come from files: its default export is a TaskFamily. */

import { withError } from "../src/basics/digits.js";
import { check, InputError } from "../src/basics/errors.js";
import { unknownName } from "../src/basics/names.js";
import { checkUnchanged, fileHash, importUserFile, meansFile } from "../src/loading/importUserFile.js";
import { uniforms } from "../src/numbers/distributions.js";
import { fixedKey, split } from "../src/numbers/keys.js";
import { meanError } from "./meanError.js";
import type { FamilyFile } from "./records.js";
import { taskFamilies } from "./tasks/index.js";
import type { TaskFamily } from "./types.js";
import { drawTasks, valuesAt } from "./values.js";

const registry: Readonly<Record<string, TaskFamily>> = taskFamilies;

export interface ChosenFamily {
  /** Of one's own; undefined for a family of the registry, which is found by its name. */
  readonly own?: TaskFamily;
  readonly familyFile?: FamilyFile;
}

/** True when `name` means a file rather than a member of the registry. */
export const isFamilyFile = (name: string): boolean => meansFile(name, registry);

/** @param name as typed: a name of the registry, or the path of a file @throws InputError saying what is wrong with the file */
export async function chooseFamily(name: string | undefined): Promise<ChosenFamily> {
  if (name === undefined || Object.hasOwn(registry, name)) return {};
  if (isFamilyFile(name)) return { own: await loadFamily(name), familyFile: fileHash(name, "task family") };
  throw new InputError(`${unknownName("task family", name, Object.keys(registry))}; or give the path of a file that exports one`);
}

/** The family that a run began with. @throws InputError when its file has changed since */
export async function familyOfRun(familyFile: FamilyFile | undefined): Promise<TaskFamily | undefined> {
  if (!familyFile) return undefined;
  checkUnchanged(familyFile.file, familyFile.hash, "task family");
  return loadFamily(familyFile.file);
}

/** @throws InputError */
export async function loadFamily(path: string): Promise<TaskFamily> {
  const module = await importUserFile(path, "task family");
  const candidates = [module.default, module.family, ...Object.values(module)];
  const found = candidates.find((value) => typeof value === "object" && value !== null && "draw" in value);
  const exported = Object.keys(module).join(", ") || "nothing";
  check(
    found !== undefined,
    `${path} exports no task family: it exports ${exported}. Write \`export default { name, draw, value, ... }\`; docs/meta-learning.md has an example`,
  );
  const family = found as TaskFamily;
  checkFields(family, path);
  rehearse(family, path);
  return family;
}

type Test = (value: unknown) => boolean;
const isText: Test = (value) => typeof value === "string" && value !== "";
const isCount: Test = (value) => Number.isSafeInteger(value) && (value as number) >= 1;
const isFunction: Test = (value) => typeof value === "function";
const isLevel: Test = (value) => Number.isFinite(value) && (value as number) >= 0;

const kinds: readonly (readonly [fields: readonly string[], test: Test, what: string])[] = [
  [["name", "summary", "use"], isText, "a text"],
  [["support", "query", "parameters", "oracleSupport"], isCount, "a whole number of at least 1"],
  [["tasks"], (value) => isCount(value) && value !== 1, "a whole number of at least 2"],
  [["low", "high"], Number.isFinite, "a number"],
  [["draw", "value", "mean"], isFunction, "a function"],
  [["bases"], (value) => Array.isArray(value) && value.length > 0 && value.every(isFunction), "a list of functions"],
  [["levels.zero", "levels.mean", "levels.oracle"], isLevel, "a number of at least 0"],
];

function checkFields(family: TaskFamily, path: string): void {
  for (const [fields, test, what] of kinds)
    for (const field of fields) {
      const value = field.split(".").reduce<unknown>((at, name) => (at as Record<string, unknown> | undefined)?.[name], family);
      check(test(value), `${path}: "${field}" of the task family must be ${what}, got ${shown(value)}`);
    }
  const { name, low, high, seen } = family;
  checkSeen(seen, path);
  check(Number.isFinite(high - low), `${path}: "high" less "low" of the task family must be finite, got ${low} and ${high}`);
  check(low < high, `${path}: "low" of the task family must be less than "high", got ${low} and ${high}`);
  check(!Object.hasOwn(registry, name), `${path}: a task family called "${name}" comes with Floe: give yours another name`);
}

/** The field may be left out; one that is there must make sense. */
function checkSeen(seen: TaskFamily["seen"], path: string): void {
  if (seen === undefined) return;
  const { x, y } = (seen ?? {}) as Partial<NonNullable<TaskFamily["seen"]>>;
  const whole = [x?.low, x?.high, y?.mean, y?.sd].every(Number.isFinite) && (x?.low as number) < (x?.high as number);
  check(
    whole && (y?.sd as number) > 0,
    `${path}: "seen" of the task family must be { x: { low, high }, y: { mean, sd } }, numbers with low below high and sd above 0, got ${shown(seen)}`,
  );
}

const shown = (value: unknown): string => (typeof value === "function" ? "a function" : (JSON.stringify(value) ?? "nothing"));

const rehearsed = { tasks: 2000, points: 10 } as const;

/** What must hold of every family of the registry too (test/meta/levels.test.ts), by as many tasks as a moment allows. */
function rehearse(family: TaskFamily, path: string): void {
  const k = split(fixedKey("taskRehearsal"), "repeated", "tasks", "points");
  const { tasks: n, points: count } = rehearsed;
  const draw = () => family.draw(k.repeated, n);
  const [once, again] = [draw(), draw()];
  check(
    once instanceof Float32Array || (once as unknown) instanceof Float64Array,
    `${path}: draw(key, n) must give a Float32Array or a Float64Array, got ${typeof once}`,
  );
  const tasks = drawTasks(family, k.tasks, n);
  check(
    Array.from(once).every((x, i) => x === again[i]),
    `${path}: draw gives other tasks for the same key: take all randomness from the key, e.g. random.uniforms(key, n, low, high)`,
  );
  const { low, high } = family;
  const x = Float64Array.from(uniforms(k.points, n * count), (u) => low + (high - low) * u);
  const y = valuesAt(family, tasks, x, count);
  const at = x[0] as number;
  check(Number.isFinite(family.mean(at)), `${path}: mean(${at}) must be a finite number, got ${family.mean(at)}`);
  for (const basis of family.bases) {
    const values = basis(at);
    check(
      Array.isArray(values) && values.every(Number.isFinite),
      `${path}: a basis must give finite numbers, got ${shown(values)}`,
    );
  }
  checkLevel(`${path}: levels.zero`, family.levels.zero, "y", squares(y, count));
  const rest = y.map((value, i) => value - family.mean(x[i] as number));
  checkLevel(`${path}: levels.mean`, family.levels.mean, "y - mean(x)", squares(rest, count));
}

/** Mean square of each task's values. */
const squares = (values: Float64Array, count: number): number[] =>
  Array.from({ length: values.length / count }, (_, t) =>
    values.subarray(t * count, (t + 1) * count).reduce((sum, value) => sum + (value * value) / count, 0),
  );

/** Six standard errors, and one percent for values that were rounded. */
function checkLevel(name: string, level: number, of: string, measured: readonly number[]): void {
  const { value, se } = meanError(measured);
  check(
    Math.abs(value - level) <= 6 * se + 0.01 * value,
    `${name} is ${level}, but over ${measured.length} tasks the mean square of ${of} is ${withError(value, se)}`,
  );
}
