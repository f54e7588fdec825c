/** Whether a policy's file is whole: damage shows when it is loaded, not in the middle of an experiment. */
import { versionProblem } from "./network.js";
import { type PolicyData, PolicyError, type Scale } from "./types.js";

type Test = (value: unknown) => boolean;

const isNumber: Test = Number.isFinite;
const isText: Test = (value) => typeof value === "string";
const isPositive: Test = (value) => isNumber(value) && (value as number) > 0;
const isCount: Test = (value) => Number.isInteger(value) && (value as number) >= 1;
const listOf = (test: Test, length?: number): Test => {
  return (value) => Array.isArray(value) && value.length === (length ?? value.length) && value.every(test);
};

const isScale: Test = (value) => value === undefined || scales.includes(value as Scale);
const scales: readonly Scale[] = ["linear", "log"];
const scaleWords = '"linear", "log" (only where space.low is above 0), or absent';
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
  checkOutcomes(data, horizon, must);
  checkSpace(data, horizon, must);
  const lows = [fieldOf(data, "space.low")].flat() as number[];
  const positive = lows.every((low) => low > 0);
  must("seen.at.scale", (value) => isScale(value) && (value !== "log" || positive), scaleWords);
  must("parameters", (value) => typeof value === "object" && value !== null, "the networks' numbers by name");
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

function checkSpace(data: unknown, horizon: number, must: (path: string, test: Test, what: string) => void): void {
  must("space.kind", (value) => value === "box" || value === "spacedTimes", '"box" or "spacedTimes"');
  if (fieldOf(data, "space.kind") === "box") {
    must("space.low", listOf(isNumber, horizon), `${horizon} numbers`);
    const low = fieldOf(data, "space.low") as number[];
    const above: Test = (value) =>
      listOf(isNumber, horizon)(value) && low.every((x, i) => x <= ((value as number[])[i] as number));
    must("space.high", above, `${horizon} numbers, none below space.low`);
    const high = fieldOf(data, "space.high") as number[];
    const scalesFit: Test = (value) => value === undefined || (listOf(isScale, horizon)(value) && fits(value as string[]));
    const fits = (scales: string[]) =>
      scales.every((scale, i) => scale !== "log" || (low[i] as number) > 0 || low[i] === high[i]);
    must("space.scales", scalesFit, `${horizon} times "linear" or "log" (only where space.low is above 0), or absent`);
    return;
  }
  must("space.low", isNumber, "a number");
  const positive = (fieldOf(data, "space.low") as number) > 0;
  must("space.scale", (value) => isScale(value) && (value !== "log" || positive), scaleWords);
  must("space.spacing", (value) => isNumber(value) && (value as number) >= 0, "a number from 0 on");
  const least = (fieldOf(data, "space.low") as number) + (horizon - 1) * (fieldOf(data, "space.spacing") as number);
  must("space.high", (value) => isNumber(value) && (value as number) > least, "a number that leaves room for all measurements");
}
