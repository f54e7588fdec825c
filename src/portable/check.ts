/** Whether a policy's file is whole: damage shows when it is loaded, not in the middle of an experiment. */
import { isCount, isNumber, isPositive, isScale, isText, listOf, scaleWords, type Test } from "./fields.js";
import { versionProblem } from "./network.js";
import { checkPassive } from "./reports.js";
import { axisOf, widthsOf } from "./space.js";
import { spaces } from "./spaces/index.js";
import { type PolicyData, PolicyError, type SpaceData } from "./types.js";

const kinds: readonly unknown[] = ["continuous", "count", "binary", "category"];

/** Reads a field that may lie deeper, "seen.at.mean"; undefined where there is none. */
function fieldOf(data: unknown, path: string): unknown {
  return path.split(".").reduce<unknown>((value, name) => (value as Record<string, unknown> | null | undefined)?.[name], data);
}

/** @throws PolicyError naming the first field that is wrong, and what it should be */
export function checkData(data: unknown): asserts data is PolicyData {
  // The config.json of a training is of kind "policy" too: it holds neither networks nor a space.
  const empty = fieldOf(data, "parameters") === undefined && fieldOf(data, "space") === undefined;
  if (typeof data !== "object" || data === null || fieldOf(data, "kind") !== "policy" || empty)
    throw new PolicyError("this is no policy's file: floe train writes policy.json into its run folder");
  const must = (path: string, test: Test, what: string): void => {
    if (!test(fieldOf(data, path))) throw new PolicyError(`the policy's file is damaged: "${path}" must be ${what}`);
  };
  const problem = versionProblem(fieldOf(data, "version"), "the policy's file");
  if (problem) throw new PolicyError(problem);
  for (const name of ["simulator", "family", "designUnit", "outcomeUnit", "transform.kind"]) must(name, isText, "a text");
  must("horizon", isCount, "a whole number from 1 on");
  const horizon = fieldOf(data, "horizon") as number;
  const { width, outcomes } = widthsIn(data);
  const [numbers, results] = [horizon * width, horizon * outcomes];
  must("designNames", listOf(isText, numbers), `${numbers} texts`);
  must("outcomeNames", listOf(isText, results), `${results} texts`);
  must("designUnits", (value) => value === undefined || listOf(isText, numbers)(value), `${numbers} texts`);
  must("outcomeUnits", (value) => value === undefined || listOf(isText, results)(value), `${results} texts`);
  must("hidden", (value) => listOf(isCount)(value) && (value as unknown[]).length > 0, "the widths of the layers");
  for (const name of ["transform.scale", "transform.shift"]) must(name, isNumber, "a number");
  for (const [part, size] of [
    ["seen.at", width],
    ["seen.outcome", outcomes],
  ] as const) {
    const many = (what: string) => (size === 1 ? `one ${what}` : `${size} ${what}s`);
    must(`${part}.mean`, listOf(isNumber, size), `${many("number")} in brackets`);
    must(`${part}.sd`, listOf(isPositive, size), `${many("positive number")} in brackets`);
  }
  const isSeen: Test = (value) =>
    listOf(isNumber, width)(fieldOf(value, "design")) &&
    (fieldOf(value, "lost") === true || listOf(isNumber, outcomes)(fieldOf(value, "outcome")));
  const begun = (value: unknown) => value === undefined || (listOf(isSeen)(value) && (value as unknown[]).length < horizon);
  must("after", begun, `fewer than ${horizon} observations`);
  checkOutcomes(data, results, must);
  checkPassive(fieldOf(data, "passive"), fieldOf(data, "seen.passive"), must);
  checkSpace(data, "space", horizon, must);
  checkHorizons(data, horizon, must);
  const space = fieldOf(data, "space") as SpaceData;
  const positive = (j: number) =>
    Array.from({ length: horizon }, (_, step) => axisOf(space, step * width + j)).every(({ low }) => low > 0);
  const all = Array.from({ length: width }, (_, j) => positive(j));
  must("seen.at.scale", (value) => isScale(value) && (value !== "log" || all.every(Boolean)), scaleWords);
  const fits = (value: unknown) => (value as unknown[]).every((scale, j) => scale !== "log" || all[j]);
  must(
    "seen.at.scales",
    (value) => value === undefined || (listOf(isScale, width)(value) && fits(value)),
    `${width} times ${scaleWords}`,
  );
  must("parameters", (value) => typeof value === "object" && value !== null, "the networks' numbers by name");
}

/** Numbers of one measurement: of its place as the space has it, of its outcome as the networks see it; 1 where that is damaged. */
function widthsIn(data: unknown): { readonly width: number; readonly outcomes: number } {
  const mean = fieldOf(data, "seen.outcome.mean");
  const outcomes = Array.isArray(mean) && mean.length > 0 ? mean.length : 1;
  try {
    const { width } = widthsOf(fieldOf(data, "space") as SpaceData);
    return { width: isCount(width) ? width : 1, outcomes };
  } catch {
    return { width: 1, outcomes }; // said when the space is checked
  }
}

/** All of them, or none. */
function checkOutcomes(data: unknown, horizon: number, must: (path: string, test: Test, what: string) => void): void {
  const fields = ["outcomeKinds", "outcomeLow", "outcomeHigh"];
  if (fields.every((name) => fieldOf(data, name) === undefined)) return;
  must(
    "outcomeKinds",
    listOf((value) => kinds.includes(value), horizon),
    `${horizon} of ${kinds.join(", ")}`,
  );
  for (const name of fields.slice(1)) must(name, listOf(isNumber, horizon), `${horizon} numbers`);
}

/** Of a policy that serves several: which, and the spaces of the shorter ones. */
function checkHorizons(data: unknown, horizon: number, must: (path: string, test: Test, what: string) => void): void {
  const horizons = fieldOf(data, "horizons");
  if (horizons === undefined) return;
  const isList = (value: unknown) => listOf(isCount)(value) && Math.max(...(value as number[])) >= horizon;
  must("horizons", isList, `whole numbers, the largest at least the horizon, ${horizon}`);
  const shorter = fieldOf(data, "spaces");
  if (shorter === undefined) {
    // The space is then the same for all: one that says something of each measurement is none such.
    const fields = fieldOf(data, "space") as SpaceData;
    for (let i = 1; i < horizon; i++)
      spaces[fields.kind]?.check(fields, i, (_field, fits) => must("spaces", () => fits, `${horizon - 1} spaces`));
    return;
  }
  must(
    "spaces",
    listOf(() => true, horizon - 1),
    `${horizon - 1} spaces`,
  );
  const { width, rawWidth } = widthsOf(fieldOf(data, "space") as SpaceData);
  for (let i = 0; i < horizon - 1; i++) {
    checkSpace(data, `spaces.${i}`, i + 1, must);
    const own = widthsOf(fieldOf(data, `spaces.${i}`) as SpaceData);
    must(`spaces.${i}`, () => own.width === width && own.rawWidth === rawWidth, "of as many numbers a measurement as the space");
  }
}

function checkSpace(data: unknown, path: string, horizon: number, must: (path: string, test: Test, what: string) => void): void {
  const known = Object.keys(spaces);
  must(`${path}.kind`, (value) => known.includes(value as string), known.map((name) => `"${name}"`).join(" or "));
  const fields = fieldOf(data, path) as SpaceData;
  spaces[fields.kind]?.check(fields, horizon, (field, fits, what) => must(`${path}.${field}`, () => fits, what));
}
