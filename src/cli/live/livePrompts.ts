/** `floe live` in the terminal: where to measure, where it really was, what came out, until all is measured. */

import { decimalOf } from "../../basics/decimal.js";
import { named } from "../../basics/text.js";
import { type Advice, isPending, PolicyError, type Session } from "../../portable/policy.js";
import type { Wanted } from "../../portable/reports.js";
import { checkPlace, designUnitAt } from "../../portable/space.js";
import { print, type Stream } from "../io.js";
import { linesOf } from "../lines.js";
import { beliefTable } from "./beliefs.js";
import type { Live } from "./liveSession.js";
import { endWords, inWordsOf, reportWords } from "./words.js";

const help =
  "Return: measured as advised. A number: where it really was. u: undo the last one. q: stop, the session is kept. In place of an outcome, x: it was lost; w: it comes later, and then late 2 = 31 tells it, here.";
const outcomeHelp =
  "A number: what came out. x: nothing, it was lost. w: it comes later. u: back to where it was measured. q: stop, the session is kept.";

/** Nobody types more. */
const longestAnswer = 10_000;

/** What one line asks for; a line that is no word of these is meant as a number. */
const words: ReadonlyMap<string, "undo" | "quit" | "help"> = new Map([
  ["u", "undo"],
  ["undo", "undo"],
  ["q", "quit"],
  ["quit", "quit"],
  ["?", "help"],
  ["help", "help"],
]);

/** A measurement that told nothing, in place of its outcome, and one that will. */
const lostWords: readonly string[] = ["x", "lost"];
const pendingWords: readonly string[] = ["w", "wait", "pending"];

/** "late 2 = 31", "late 2 31", "late 2 x" */
const lateForm = /^late\s+(\d+)\s*[=:\s]\s*(.+)$/i;

/** @param unit may follow the number @throws PolicyError with what can be typed */
function numberOf(text: string, unit: string, what: string): number {
  const own = unit && text.toLowerCase().endsWith(unit.toLowerCase()) ? text.slice(0, -unit.length).trim() : text;
  const value = decimalOf(own);
  if (!Number.isFinite(value)) throw new PolicyError(`"${text}" is no number such as 12.5; nothing was noted. ${what}`);
  return value;
}

interface Question<T> {
  readonly text: string;
  readonly help: string;
  /** @throws PolicyError for what makes no sense: it is said, and the question comes again */
  read(text: string): T;
}
type Ask = <T>(question: Question<T>) => Promise<T | "undo" | "quit">;

/** Asks until there is an answer that makes sense; the end of the input quits. */
function asking(out: Stream): Ask {
  const lines = linesOf(process.stdin, longestAnswer);
  return async ({ text: question, help: what, read }) => {
    for (;;) {
      await print(out, question);
      const { value, done } = await lines.next();
      if (done) await print(out, "\n");
      const text = typeof value === "string" ? value.trim() : `${value?.length} characters`;
      const word = done ? "quit" : words.get(text.toLowerCase());
      if (word === "undo" || word === "quit") return word;
      try {
        if (word === undefined) return read(text);
        await print(out, `${what}\n`);
      } catch (error) {
        await print(out, refusal(error));
      }
    }
  };
}

function refusal(error: unknown): string {
  if (!(error instanceof PolicyError)) throw error;
  return `${error.message}\n`;
}

export async function prompts(live: Live): Promise<void> {
  const { session, keep, beliefs, out } = live;
  const tell = async () => {
    const belief = await beliefs?.surely(session.history.observations);
    if (belief) await print(out, `${beliefTable(belief)}\n`);
  };
  const ask = asking(out);
  await print(out, `${help}\n`);
  await tell();
  for (;;) {
    const came = await (session.wanted() ? report(live, ask) : step(live, ask));
    if (came === "quit") return;
    if (came === "same") continue;
    keep();
    await tell();
  }
}

/** The next measurement, or the end. */
function step(live: Live, ask: Ask): Promise<"quit" | "same" | "changed"> {
  const advice = live.session.next();
  return advice ? measure(live, ask, advice) : afterLast(live, ask);
}

const reportHelp = "A number: what came in. x: it never came. u: undo the last one. q: stop, the session is kept.";

/** What came without being chosen, before the decision that knows it. */
async function report({ session, out }: Live, ask: Ask): Promise<"quit" | "same" | "changed"> {
  const wanted = session.wanted() as Wanted;
  const came = await ask<"done">({
    text: `${reportWords(wanted)}: `,
    help: reportHelp,
    read(text) {
      session.report(lostWords.includes(text.toLowerCase()) ? null : numberOf(text, wanted.unit, reportHelp));
      return "done";
    },
  });
  if (came === "undo") return undone(session, out);
  return came === "quit" ? came : "changed";
}

/** One measurement, or an undo in its place. */
async function measure(live: Live, ask: Ask, advice: Advice): Promise<"quit" | "same" | "changed"> {
  const place = await placeOf(live, ask, advice);
  if (place === "quit") return place;
  if (place === "undo") return undone(live.session, live.out);
  if (place === "late") return "changed";
  const outcome = await outcomeOf(live, ask, advice, place);
  if (outcome === "quit") return outcome;
  return outcome === "undo" ? "same" : "changed"; // undo: the place was mistyped, and is asked for again
}

/** Where it really was: one answer for each number of the place. */
async function placeOf(live: Live, ask: Ask, { design, ...advice }: Advice): Promise<number[] | "late" | "undo" | "quit"> {
  const {
    session,
    policy: { data },
  } = live;
  const first = (advice.step - 1) * design.length;
  const place: number[] = [];
  for (const [j, advised] of design.entries()) {
    const own =
      design.length === 1
        ? "  measured at"
        : j === 0
          ? `\n  measured at ${data.designNames[first]}`
          : `  ${data.designNames[first + j]}`;
    const answer = await ask<number | "late">({
      text: `${j === 0 ? inWordsOf({ design, ...advice }, data) : ""}${own}: `,
      help,
      read(text) {
        if (j === 0 && isLate(live, text)) return "late";
        const typed = text === "" ? advised : numberOf(text, designUnitAt(data, first + j), help);
        const before = session.history.observations.map((one) => one.design);
        if (j + 1 === design.length && [...place, typed].some((x, i) => x !== design[i]))
          checkPlace(data, before, [...place, typed]);
        return typed;
      },
    });
    if (typeof answer !== "number") return answer;
    place.push(answer);
  }
  return place;
}

/** What came out: one answer for each number of it, or one word for all. */
async function outcomeOf(live: Live, ask: Ask, { step }: Advice, design: number[]): Promise<"undo" | "quit" | "done"> {
  const {
    session,
    policy: { data },
  } = live;
  const count = data.outcomeNames.length / data.horizon;
  const outcome: number[] = [];
  for (let j = 0; j < count; j++) {
    const i = (step - 1) * count + j;
    const unit = data.outcomeUnits?.[i] ?? data.outcomeUnit;
    const answer = await ask<"done" | "more">({
      text: `${j > 0 ? "  " : ""}${named(data.outcomeNames[i] as string, unit)}: `,
      help: outcomeHelp,
      read(text) {
        const word = text.toLowerCase();
        if (pendingWords.includes(word)) session.observe({ design, pending: true });
        else if (lostWords.includes(word)) session.observe({ design, lost: true });
        else {
          const value = numberOf(text, unit, outcomeHelp);
          if (j + 1 < count) {
            outcome.push(value);
            return "more";
          }
          session.observe({ design, outcome: [...outcome, value] });
        }
        return "done";
      },
    });
    if (answer !== "more") return answer;
  }
  return "done";
}

/** Takes what came in late. @throws PolicyError for what makes no sense */
function isLate({ session, policy: { data } }: Live, text: string): boolean {
  const [, step, came] = lateForm.exec(text) ?? [];
  if (step === undefined || came === undefined) return false;
  const at = { step: Number(step) };
  session.late(lostWords.includes(came.toLowerCase()) ? { ...at, lost: true } : { ...at, outcome: lateNumbers(came, data) });
  return true;
}

/** "31", and "31, 4.2" where a measurement has two outcomes. */
function lateNumbers(came: string, { outcomeNames, outcomeUnit, horizon }: Live["policy"]["data"]): number[] {
  const count = outcomeNames.length / horizon;
  const what = `late 2 = ${Array(count).fill(31).join(", ")} says that ${count === 1 ? "31" : "these"} came out of measurement 2.`;
  const parts = count === 1 ? [came] : came.split(/[,;]?\s+|[,;]/);
  if (parts.length !== count)
    throw new PolicyError(`${count} numbers came out of each measurement, and "${came}" is ${parts.length}. ${what}`);
  return parts.map((part) => numberOf(part, count === 1 ? outcomeUnit : "", what));
}

/** A slip in the last measurement can be mended, and what is late can still come. */
async function afterLast(live: Live, ask: Ask): Promise<"quit" | "same" | "changed"> {
  const waiting = live.session.history.observations.some(isPending);
  const what = `u undoes the last, ${waiting ? "late 2 = 31 tells what came in of measurement 2, " : ""}Enter ends`;
  const came = await ask<"quit" | "late">({
    text: `${endWords(live)}; ${what}: `,
    help: what,
    read(text) {
      if (isLate(live, text)) return "late";
      if (text !== "") throw new PolicyError(`"${text}" was not noted`);
      return "quit";
    },
  });
  if (came === "late") return "changed";
  return came === "quit" ? came : undone(live.session, live.out);
}

async function undone(session: Session, out: Stream): Promise<"same" | "changed"> {
  try {
    session.undo();
    return "changed";
  } catch (error) {
    await print(out, refusal(error));
    return "same";
  }
}
