/** A number in a result by its path: "gain.lower.value", "points.-1.gain.lower.value", "baselines.random.gain.lower.value". */
import { didYouMean } from "../../basics/names.js";
import type { Cell, Plan } from "../types.js";

/** What is read of the cell's result; undefined: what its kind of run says. */
export const pathsOf = ({ read, reads }: Plan, { varied }: Cell): Plan["read"] => reads?.[String(varied.stage)] ?? read;

/** undefined where there is none. In a list a whole number counts, from the end where it is negative, and any other word is an item's name. */
export function atPath(result: unknown, path: string): unknown {
  return path.split(".").reduce((at: unknown, part) => step(at, part), result);
}

function step(at: unknown, part: string): unknown {
  if (at === null) return null; // a result says of what it has none that it is null
  if (typeof at !== "object") return undefined;
  if (!Array.isArray(at)) return Object.hasOwn(at, part) ? (at as Record<string, unknown>)[part] : undefined;
  return /^-?\d+$/.test(part) ? at.at(Number(part)) : at.find((item) => namesOf(item).includes(part));
}

/** How records call their items. */
function namesOf(item: unknown): unknown[] {
  if (typeof item !== "object" || item === null) return [];
  const { name, label, method, estimator } = item as Readonly<Record<string, unknown>>;
  return [name, label, method, estimator];
}

/** What stands where a path leads nowhere: "there is no "lowr" in gain; did you mean "lower"? It has lower, upper". */
export function whyNot(result: unknown, path: string): string {
  const parts = path.split(".");
  const missing = parts.findIndex((_, i) => atPath(result, parts.slice(0, i + 1).join(".")) === undefined);
  const before = parts.slice(0, missing).join(".");
  const at = before === "" ? result : atPath(result, before);
  const known =
    typeof at !== "object" || at === null
      ? []
      : Array.isArray(at)
        ? [...at.keys()].map((i) => String(namesOf(at[i]).find((name) => typeof name === "string") ?? i))
        : Object.keys(at);
  const part = parts[missing] ?? "";
  return `there is no "${part}" in ${before || "the result"}${didYouMean(part, known) || "."} It has ${known.slice(0, 30).join(", ") || "no parts"}`;
}
