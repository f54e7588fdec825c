/** Whether a policy's file is whole: damage shows when it is loaded, not in the middle of an experiment. */
import { isCount, isNumber, isPositive, isScale, isText, listOf, scaleWords, type Test } from "./fields.js";
import { versionProblem } from "./network.js";
import { axisOf } from "./space.js";
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
  for (const name of ["designNames", "outcomeNames"]) must(name, listOf(isText, horizon), `${horizon} texts`);
  must("hidden", (value) => listOf(isCount)(value) && (value as unknown[]).length > 0, "the widths of the layers");
  for (const name of ["transform.scale", "transform.shift"]) must(name, isNumber, "a number");
  for (const part of ["seen.at", "seen.outcome"]) {
    must(`${part}.mean`, listOf(isNumber, 1), "one number in brackets");
    must(`${part}.sd`, listOf(isPositive, 1), "one positive number in brackets");
  }
  const begun = (value: unknown) => value === undefined || (listOf(isSeen)(value) && (value as unknown[]).length < horizon);
  must("after", begun, `fewer than ${horizon} observations`);
  checkOutcomes(data, horizon, must);
  checkSpace(data, horizon, must);
  const space = fieldOf(data, "space") as SpaceData;
  const positive = Array.from({ length: horizon }, (_, step) => axisOf(space, step)).every(({ low }) => low > 0);
  must("seen.at.scale", (value) => isScale(value) && (value !== "log" || positive), scaleWords);
  must("parameters", (value) => typeof value === "object" && value !== null, "the networks' numbers by name");
}

const isSeen: Test = (value) =>
  listOf(isNumber, 1)(fieldOf(value, "design")) &&
  (fieldOf(value, "lost") === true || listOf(isNumber, 1)(fieldOf(value, "outcome")));

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

function checkSpace(data: unknown, horizon: number, must: (path: string, test: Test, what: string) => void): void {
  const known = Object.keys(spaces);
  must("space.kind", (value) => known.includes(value as string), known.map((name) => `"${name}"`).join(" or "));
  const fields = fieldOf(data, "space") as SpaceData;
  spaces[fields.kind]?.check(fields, horizon, (field, fits, what) => must(`space.${field}`, () => fits, what));
}
