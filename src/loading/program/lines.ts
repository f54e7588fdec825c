/** What is written to a program that simulates, and what its lines say (docs/programs.md). */
import { bytesOf, type Calls, type Rows, rowOf, rowsOf } from "./calls.js";

/** Simulations that go in one line. */
export interface Job extends Rows {
  readonly id: number;
  readonly calls: Calls;
  /** So many of them are answered. */
  answered: number;
  /** How often a program was lost that had been asked for them. */
  tries: number;
}

/** How a program is asked: for one simulation by each line or for many, in decimal numbers or in bytes. */
export interface Manner {
  readonly many?: boolean | number;
  readonly encoding?: "base64";
}

/** Of those of its simulations that are not answered: of one, or, where the program knows how, of many. */
export function requestLine({ id, calls, from, to, answered }: Job, { many, encoding }: Manner): string {
  const { count, theta, design, seed } = calls;
  const next = from + answered;
  if (!many) {
    const one = { id, theta: rowOf(theta, count, next), design: rowOf(design, count, next), seed: seed[next] };
    return `${JSON.stringify(one)}\n`;
  }
  const rows = { from: next, to };
  if (encoding) {
    const [thetas, designs, seeds] = [theta, design, seed].map((column) => bytesOf(column, count, rows));
    return `${JSON.stringify({ id, count: to - next, thetas, designs, seeds })}\n`;
  }
  const seeds = seed.subarray(next, to).join(",");
  return `{"id":${id},"thetas":${rowsOf(theta, count, rows)},"designs":${rowsOf(design, count, rows)},"seeds":[${seeds}]}\n`;
}

export const quote = (text: string): string => JSON.stringify(text.length > 200 ? `${text.slice(0, 200)}...` : text);

/** The last of what a program has said: there a trace names the error. */
export function lastOf(said: string): string {
  const text = said.trim().split("\n").slice(-3).join("\n");
  return JSON.stringify(text.length > 200 ? `...${text.slice(-200)}` : text);
}

/** Where outcomes go, and how many numbers one has. */
export interface Found {
  readonly values: Float32Array;
  readonly outcomes: number;
}

interface Answer {
  readonly job: Job;
  /** So many simulations of it. */
  readonly taken: number;
}

/** Takes down what a line says. @returns what it answers, or why it says nothing, to be read after the program's name */
export function readAnswer(line: string, asked: ReadonlyMap<number, Job>, { values, outcomes }: Found): string | Answer {
  const said = parsed(line);
  if (said === undefined) return `answered ${quote(line)}, which is no JSON. What is not for Floe belongs on standard error`;
  const { id, outcome, outcomes: several, error } = (said ?? {}) as Record<string, unknown>;
  const job = asked.get(id as number);
  if (!job) return `answered ${quote(line)}, whose id was not asked for`;
  if (error !== undefined) return `could not simulate ${at(job)}${ofMany(job)}: ${String(error)}`;
  if (typeof several === "string") return readBytes(several, job, { values, outcomes });
  const rows = several === undefined ? [outcome] : several;
  const form = several === undefined ? '"outcome": [..]' : '"outcomes": [[..], ..]';
  if (!Array.isArray(rows) || rows.length === 0 || rows.length > left(job))
    return `answered ${quote(line)} to ${left(job)} simulations; {"id": ${job.id}, ${form}} with one entry for each, or for the next of them, was expected`;
  for (const row of rows as readonly unknown[]) {
    if (!Array.isArray(row) || row.length !== outcomes)
      return `answered ${quote(line)} ${at(job)}; {"id": ${job.id}, ${form}} with ${outcomes} numbers was expected`;
    const start = (job.from + job.answered) * outcomes;
    for (let j = 0; j < outcomes; j++) {
      const number = numberIn(row[j]);
      if (number === undefined) return `answered ${quote(line)} ${at(job)}: its outcome must be numbers`;
      values[start + j] = number;
    }
    job.answered++;
  }
  return { job, taken: rows.length };
}

/** Outcomes one after the other, float32 in base64. */
function readBytes(text: string, job: Job, { values, outcomes }: Found): string | Answer {
  const bytes = Buffer.from(text, "base64");
  const taken = bytes.length / 4 / outcomes;
  if (!Number.isInteger(taken) || taken === 0 || taken > left(job))
    return `answered ${bytes.length / 4} numbers to ${left(job)} simulations, the first of them ${at(job)}; ${outcomes} for each, or for each of the next of them, were expected`;
  const start = (job.from + job.answered) * outcomes;
  for (let i = 0; i < taken * outcomes; i++) values[start + i] = bytes.readFloatLE(4 * i);
  job.answered += taken;
  return { job, taken };
}

/** Simulations of it that are not answered. */
export const left = ({ from, to, answered }: Job): number => to - from - answered;

function numberIn(value: unknown): number | undefined {
  if (value === null) return Number.NaN;
  if (typeof value === "boolean") return Number(value);
  return typeof value === "number" ? value : undefined;
}

function at({ calls: { count, theta, design }, from, answered }: Job): string {
  const row = from + answered;
  return `for theta ${JSON.stringify(rowOf(theta, count, row))} at design ${JSON.stringify(rowOf(design, count, row))}`;
}

const ofMany = (job: Job): string => (left(job) > 1 ? `, the first of ${left(job)} that were asked for at once` : "");

/** Python and R write what is no number as NaN or Infinity, which JSON has not; here it is null. */
function parsed(line: string): unknown {
  for (const text of [line, line.replaceAll(/-?\b(NaN|Infinity|NA|Inf)\b/g, "null")]) {
    try {
      return JSON.parse(text);
    } catch {}
  }
  return undefined;
}
