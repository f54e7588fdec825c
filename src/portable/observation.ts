/** What is said of one measurement: whether it can be, and what is remembered of it. */
import { isPossible, outcomeRange, rangeWords } from "./outcome.js";
import { widthsOf } from "./space.js";
import { type History, type PolicyData, PolicyError } from "./types.js";

/** @returns what is remembered of it @throws PolicyError */
export function checkObservation(
  observation: unknown,
  transform: (x: number) => number,
  data: PolicyData,
  step: number,
): History["observations"][number] {
  const { outcome, lost, pending } = (typeof observation === "object" ? (observation ?? {}) : {}) as Record<string, unknown>;
  if (lost !== undefined && typeof lost !== "boolean")
    throw new PolicyError(`"lost" must be true, for a measurement that told nothing, got ${shown(lost)}`);
  if (lost && outcome !== undefined && outcome !== null)
    throw new PolicyError('an observation has an "outcome" or is "lost", not both');
  if (pending !== undefined && typeof pending !== "boolean")
    throw new PolicyError(`"pending" must be true, for a measurement whose outcome comes later, got ${shown(pending)}`);
  if (pending && (lost || outcome !== undefined))
    throw new PolicyError('an observation that is "pending" has no "outcome" yet and is not "lost"');
  const { horizon, space, outcomeNames, outcomeUnit, outcomeUnits } = data;
  const place = numbersOf("design", observation, data, widthsOf(space).width);
  if (pending) return { design: place, pending: true };
  if (lost || outcome === null) return { design: place, lost: true };
  const each = outcomeNames.length / horizon;
  const values = numbersOf("outcome", observation, data, each);
  for (const [j, value] of values.entries()) {
    const range = outcomeRange(data, step * each + j);
    if (isPossible(value, range) && Number.isFinite(transform(data.transform.scale * value + data.transform.shift))) continue;
    const wanted =
      range && `: ${outcomeNames[step * each + j]} is ${rangeWords(range, outcomeUnits?.[step * each + j] ?? outcomeUnit)}`;
    throw new PolicyError(`the outcome ${value} cannot come from this experiment${wanted ?? ""}`);
  }
  return { design: place, outcome: values };
}

/** The numbers in brackets. @throws PolicyError */
function numbersOf(name: "design" | "outcome", observation: unknown, data: PolicyData, count: number): number[] {
  const value = (observation as Record<string, unknown> | null)?.[name];
  if (value === undefined) {
    const [design, outcome] = [list(12.5, widthsOf(data.space).width), list(31, data.outcomeNames.length / data.horizon)];
    throw new PolicyError(
      `"${name}" is missing: an observation is {"design": ${design}, "outcome": ${outcome}}, or {"design": ${design}, "lost": true}, got ${shown(observation)}`,
    );
  }
  if (Array.isArray(value) && value.length === count && value.every(Number.isFinite)) return [...value];
  throw new PolicyError(
    `an observation needs "${name}": ${count === 1 ? "one finite number" : `${count} finite numbers`} in brackets, got ${shown(value)}`,
  );
}

const list = (example: number, count: number): string => `[${Array.from({ length: count }, () => example).join(", ")}]`;

export const shown = (value: unknown): string => String(JSON.stringify(value)).slice(0, 60);
