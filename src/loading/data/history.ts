/** Histories: what `floe ask` reads and `floe live` keeps, of measurements or of whole experiments. */
import { check, InputError } from "../../basics/errors.js";
import { misspelt } from "../../basics/names.js";
import { parseJson } from "../../basics/reading.js";
import { show } from "../../basics/show.js";
import { withoutGaps } from "../../basics/withoutGaps.js";
import type { Censored, DataRow, DataRows, OutcomeCell } from "./rows.js";

const form = '{"observations": [{"design": [12.5], "outcome": [31]}]}';
const known = ["design", "outcome", "lost", "pending", "subject"];

/** @throws InputError naming the observation that is none */
export function readHistory(file: string, text: string): DataRows {
  return historyOf(parseJson(text, file), file);
}

/** @param file what it is called in messages */
export function historyOf(content: unknown, file: string): DataRows {
  check(!Array.isArray(content), `${file} holds a list: a history is an object, ${form}`);
  check(typeof content === "object" && content !== null, `${file} is no history: it must be ${form}`);
  const { observations, reports } = content as { observations?: unknown; reports?: unknown };
  check(
    observations !== undefined,
    `${file} ${misspelt("it", content, ["observations"]) ?? `is no history: it lacks "observations"; it must be ${form}`}`,
  );
  check(Array.isArray(observations), `${file}: "observations" must be a list, ${form}, got ${show(observations)}`);
  check(observations.length > 0, `${file} has no observations: nothing was measured yet`);
  return {
    file,
    notes: [],
    rows: rowsOf(observations, file),
    ...(reports === undefined ? {} : { reports: reportsOf(reports, file) }),
  };
}

function reportsOf(reports: unknown, file: string): number[] {
  check(
    Array.isArray(reports),
    `${file}: "reports" must be a list, one for each that came in, in its order, got ${show(reports)}`,
  );
  const wrong = reports.findIndex((one) => !Number.isFinite(one));
  check(
    wrong < 0,
    `${file}: report ${wrong + 1} is ${show(reports[wrong])}, and not a number: what is known without it cannot be told. End the list before it, and know that what came later is left out`,
  );
  return reports;
}

/** What comes late, {"step": 2, "outcome": [31]}, is taken to where it belongs. */
function rowsOf(observations: readonly unknown[], file: string): DataRow[] {
  const rows: DataRow[] = [];
  for (const [i, one] of observations.entries()) {
    const where = `observation ${i + 1}`;
    const { step, ...late } = (typeof one === "object" ? (one ?? {}) : {}) as Record<string, unknown>;
    if (step === undefined) {
      rows.push(rowOf(one, file, where));
      continue;
    }
    const at = Number.isInteger(step) ? rows[(step as number) - 1] : undefined;
    check(at !== undefined, `${file}, ${where}: "step" must be the number of a measurement before it, from 1, got ${show(step)}`);
    check(late.design === undefined, `${file}, ${where}: what comes late has a "step" and no "design"`);
    check(
      at.outcome.every((value) => value === null),
      `${file}, ${where}: measurement ${step} has its outcome already, in ${at.where}; keep one of them`,
    );
    const row = rowOf({ ...late, design: at.design }, file, where);
    rows[(step as number) - 1] = { ...at, outcome: row.outcome };
  }
  return rows;
}

function rowOf(observation: unknown, file: string, where: string): DataRow {
  const fail = (what: string): never => {
    throw new InputError(`${file}, ${where}: ${what}`);
  };
  if (typeof observation !== "object" || observation === null || Array.isArray(observation))
    return fail(`an observation is {"design": [12.5], "outcome": [31]}, got ${show(observation)}`);
  const { design, outcome, lost, pending, subject } = observation as Record<string, unknown>;
  const wrong = misspelt("an observation", observation, known);
  if (wrong) return fail(wrong);
  if (design === undefined) return fail(`"design" is missing: where was it measured? {"design": [12.5], "outcome": [31]}`);
  const places = numbersOf(design);
  if (!places) return fail(`"design" must be a list of finite numbers, got ${show(design)}`);
  if (lost !== undefined && typeof lost !== "boolean") return fail(`"lost" must be true or false, got ${show(lost)}`);
  if (lost && outcome !== undefined && outcome !== null) return fail('an observation has an "outcome" or is "lost", not both');
  if (pending !== undefined && typeof pending !== "boolean") return fail(`"pending" must be true or false, got ${show(pending)}`);
  if (pending && (lost || (outcome !== undefined && outcome !== null)))
    return fail('an observation that is "pending" has no "outcome" yet and is not "lost"');
  const whose = subjectOf(subject);
  if (whose === null) return fail(`"subject" must be a text or a number, got ${show(subject)}`);
  const rest = { design: places, where, ...withoutGaps({ subject: whose }) };
  if (lost || pending || outcome === null) return { ...rest, outcome: [null] };
  if (outcome === undefined) return fail('"outcome" is missing; write {"design": [..], "lost": true} where nothing came out');
  const values = outcomesOf(outcome);
  if (!values)
    return fail(`"outcome" must be a list of finite numbers (null: missing; {"below": 0.1}: less than it), got ${show(outcome)}`);
  return { ...rest, outcome: values };
}

function numbersOf(value: unknown): number[] | undefined {
  return Array.isArray(value) && value.length > 0 && value.every((x) => Number.isFinite(x)) ? value : undefined;
}

function outcomesOf(value: unknown): OutcomeCell[] | undefined {
  if (!Array.isArray(value) || value.length === 0) return undefined;
  const cells = value.map((x: unknown) => (Number.isFinite(x) || x === null ? (x as number | null) : limitIn(x)));
  return cells.every((cell) => cell !== undefined) ? cells : undefined;
}

/** {"below": 0.1} or {"above": 50}, and nothing beside it. */
function limitIn(value: unknown): Censored | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const [[side, limit] = [], ...others] = Object.entries(value) as [string, unknown][];
  return others.length === 0 && (side === "below" || side === "above") && Number.isFinite(limit)
    ? { side, limit: limit as number }
    : undefined;
}

/** null where it is none. */
function subjectOf(subject: unknown): string | undefined | null {
  if (subject === undefined) return undefined;
  return (typeof subject === "string" && subject !== "") || Number.isFinite(subject) ? String(subject) : null;
}
