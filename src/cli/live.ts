/** `floe live POLICY`: a whole experiment, in the terminal or over JSON lines, kept in a file as it goes. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Beliefs } from "../beliefs.js";
import { check, messageOf } from "../errors.js";
import { makeFolder, writeAtomically } from "../files.js";
import { type History, type Observation, PolicyError, type PortablePolicy, type Session } from "../runtime/index.js";
import { inWordsOf, noneLeft, noneLeftInWords } from "./ask.js";
import { beliefTable, openBeliefsOf } from "./beliefs.js";
import type { Call } from "./commands.js";
import { untilInterrupted } from "./interrupt.js";
import { print, quoted } from "./io.js";
import { inWords, readJson, readPolicy } from "./policyFiles.js";
import { readOptions } from "./readOptions.js";

/** Longer lines are not read as JSON: nothing that is meant for a policy is so long. */
const longestLine = 10_000;

export async function run(call: Call): Promise<void> {
  const { io, typed, args } = call;
  readOptions(call);
  const policy = readPolicy(args[0] as string);
  const file = typeof typed.session === "string" ? typed.session : freshFile();
  const session = resumed(policy, file);
  const keep = () => writeAtomically(file, `${JSON.stringify(session.history)}\n`);
  keep(); // a place that cannot be written shows now
  io.stderr.write(`session  ${file}\n`);
  const beliefs = typed.beliefs === true ? await openBeliefsOf(args[0] as string, policy) : undefined;
  const live: Live = { session, policy, keep, beliefs, out: io.stdout };
  const flags = (["jsonl", "beliefs"] as const).filter((flag) => typed[flag] === true).map((flag) => ` --${flag}`);
  const resume = `floe live ${quoted(args[0] as string)} --session ${quoted(file)}${flags.join("")}`;
  const work = typed.jsonl === true ? jsonLines(live) : prompts(live);
  await untilInterrupted(work, `\ninterrupted; the session is kept. Go on with:\n  ${resume}`).finally(() => {
    process.stdin.destroy(); // nobody reads on: the program can end
    beliefs?.dispose();
  });
}

interface Live {
  readonly session: Session;
  readonly policy: PortablePolicy;
  /** Writes the session's file. */
  keep(): void;
  readonly beliefs: Beliefs | undefined;
  readonly out: Write;
}

function freshFile(): string {
  makeFolder("runs");
  const time = new Date().toISOString().replaceAll(/[-:]/g, "").replace("T", "-").slice(0, 15);
  for (let i = 1; ; i++) {
    const file = join("runs", `live-${time}${i > 1 ? `-${i}` : ""}.json`);
    if (!existsSync(file)) return file;
  }
}

/** @throws InputError for a file that is no session, or holds what this policy could not have been told */
function resumed(policy: PortablePolicy, file: string): Session {
  const session = policy.start();
  if (!existsSync(file)) return session;
  const { observations } = (readJson(file, "the session") ?? {}) as Partial<History>;
  check(
    Array.isArray(observations),
    `${file} is no session: it needs "observations". Choose another --session; nothing was changed`,
  );
  for (const observation of observations) inWords(() => session.observe(observation));
  return session;
}

type Write = Parameters<typeof print>[0];

/** One answer a line, whatever the line is: the next design, that all is done, or what was wrong. */
async function jsonLines({ session, policy, keep, beliefs, out }: Live): Promise<void> {
  const next = () => {
    const { observations } = session.history;
    const belief = beliefs?.after(observations);
    return { ...(session.next() ?? noneLeft(observations.length, policy.data)), ...(belief ? { beliefs: belief } : {}) };
  };
  const say = (answer: object) => print(out, `${JSON.stringify(answer)}\n`);
  await say(next());
  for await (const line of createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY })) {
    try {
      take(line, session);
    } catch (error) {
      if (!(error instanceof PolicyError)) throw error;
      await say({ error: error.message });
      continue;
    }
    keep();
    await say(next());
  }
}

/** {"outcome": [31]}, {"design": [12], "outcome": [31]} or {"undo": true}. @throws PolicyError, and nothing has changed */
function take(line: string, session: Session): void {
  if (line.length > longestLine) throw new PolicyError(`a line of ${line.length} characters is no observation`);
  const { undo, ...said } = parsed(line);
  // Without a design, what was advised was done.
  if (undo === true) session.undo();
  else session.observe({ design: session.next()?.design ?? [], ...said } as unknown as Observation);
}

function parsed(line: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    throw new PolicyError(`not JSON: ${messageOf(error).slice(0, 80)}`);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new PolicyError('a line is {"outcome": [31]}, or {"design": [12.5], "outcome": [31]}, or {"undo": true}');
  return value as Record<string, unknown>;
}

const help = "Return: measured as advised. A number: where it really was. u: undo the last one. q: stop, the session is kept.";

/** @throws PolicyError with what can be typed */
function typed(text: string): number {
  const value = text === "" ? Number.NaN : Number(text);
  if (!Number.isFinite(value)) throw new PolicyError(`"${text}" is no number such as 12.5; nothing was noted. ${help}`);
  return value;
}

async function prompts({ session, policy, keep, beliefs, out }: Live): Promise<void> {
  const { data } = policy;
  const tell = async () => {
    const belief = beliefs?.after(session.history.observations);
    if (belief) await print(out, `${beliefTable(belief)}\n`);
  };
  const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
  const ask = async (question: string): Promise<string | undefined> => {
    await print(out, question);
    const { value, done } = await lines.next();
    return done ? undefined : String(value).trim();
  };
  await print(out, `${help}\n`);
  await tell();
  const taken = () => session.history.observations.length;
  while (taken() < data.horizon) {
    const advice = session.next();
    const words = advice ? inWordsOf(advice, data) : noneLeftInWords(taken(), data); // a mistyped place can be taken back
    const place = await ask(`${words}  measured at: `);
    if (place === undefined || place === "q") return;
    try {
      if (place === "u") session.undo();
      else {
        const design = place === "" && advice ? advice.design : [typed(place)];
        const unit = data.outcomeUnit && ` (${data.outcomeUnit})`;
        const outcome = await ask(`${data.outcomeNames[taken()]}${unit}: `);
        if (outcome === undefined || outcome === "q") return;
        if (outcome === "u") continue; // the place was mistyped: ask for it again
        session.observe({ design, outcome: [typed(outcome)] });
      }
      keep();
      await tell();
    } catch (error) {
      if (!(error instanceof PolicyError)) throw error;
      await print(out, `${error.message}\n`);
    }
  }
  await print(out, `${noneLeftInWords(taken(), data)}\n`);
}
