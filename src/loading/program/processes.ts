/** Programs that simulate: several at once, a JSON object a line to their standard input and one a line back. Runs in a thread of its own. */
import { type ChildProcess, spawn } from "node:child_process";

/** One simulation that is asked for. */
export interface Call {
  readonly theta: readonly number[];
  readonly design: readonly number[];
  readonly seed: number;
}

export interface Program {
  /** As in a terminal. */
  readonly command: string;
  readonly processes: number;
  /** Longest time without an answer, s. */
  readonly timeout: number;
  /** Numbers in an answer; absent: as many as the design has. */
  readonly outcomes?: number;
}

/** Requests that one process is given ahead of its answers: enough that it never waits for the next. */
const ahead = 32;

/** With so many left it is given the next ones, all in one go: writing and reading them one by one takes longer than a small simulation. */
const fewLeft = ahead / 2;

/** A request that ends its program so often is the program's fault. */
const mostTries = 2;

interface Job extends Call {
  readonly id: number;
  tries: number;
}

interface Running {
  readonly child: ChildProcess;
  readonly asked: Map<number, Job>;
  /** Answers since it began. */
  answers: number;
  /** Of standard output, what no line's end has followed yet; of standard error, the last of it. */
  rest: string;
  said: string;
  timer?: NodeJS.Timeout;
}

/** What is asked for now. */
interface Batch {
  readonly jobs: readonly Job[];
  /** Those that nobody was asked yet, the next one last. */
  readonly waiting: Job[];
  readonly outcomes: Map<number, Float32Array>;
  /** Processes in a row that ended without an answer. */
  inVain: number;
  done(outcomes: Float32Array[]): void;
  failed(error: Error): void;
}

/** Where the shell has nothing else to do it replaces itself by the program, so that what is killed is the program. */
export const shellLine = (command: string): string =>
  process.platform === "win32" || /[;&|<>()`\n]|^\s*(cd|export)\b|^\s*\w+=/.test(command) ? command : `exec ${command}`;

/** @returns from calls to outcomes, in the calls' order; rejects with one message */
export function openProcesses(program: Program): (calls: readonly Call[]) => Promise<Float32Array[]> {
  const { command, processes, timeout } = program;
  const running = new Set<Running>();
  let batch: Batch | undefined;
  let id = 0;

  function begin(): Running {
    const child = spawn(shellLine(command), { shell: true, stdio: ["pipe", "pipe", "pipe"] });
    const one: Running = { child, asked: new Map(), answers: 0, rest: "", said: "" };
    running.add(one);
    child.stdin?.on("error", () => {}); // its end tells
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      one.said = (one.said + text).slice(-2000);
    });
    child.stdout?.setEncoding("utf8").on("data", (text: string) => hear(one, text));
    child.on("error", (error) => lost(one, `cannot be started: ${error.message}`));
    child.on("close", (code, signal) => lost(one, `ended (${signal ?? `exit code ${code}`})`));
    return one;
  }

  function feed(one: Running): void {
    const lines: string[] = [];
    const few = one.asked.size <= fewLeft;
    while (batch && few && one.asked.size < ahead && batch.waiting.length > 0) {
      const job = batch.waiting.pop() as Job;
      one.asked.set(job.id, job);
      lines.push(requestLine(job));
    }
    if (lines.length > 0) one.child.stdin?.write(lines.join(""));
    if (one.asked.size === 0) {
      clearTimeout(one.timer);
      delete one.timer;
    } else if (one.timer) one.timer.refresh();
    else one.timer = setTimeout(() => lost(one, `gave no answer within ${timeout} s`), 1000 * timeout);
  }

  function hear(one: Running, text: string): void {
    if (!running.has(one)) return; // it was given up
    const lines = (one.rest + text).split("\n");
    one.rest = lines.pop() as string;
    for (const line of lines) {
      if (!running.has(one) || line.trim() === "") continue;
      const found = readAnswer(line, one.asked, program);
      if (typeof found === "string") {
        giveUp(`the program ${quote(command)} ${found}`);
        return;
      }
      one.answers++;
      one.asked.delete(found.job.id);
      batch?.outcomes.set(found.job.id, found.outcome);
    }
    if (running.has(one)) feed(one);
    if (batch && batch.outcomes.size === batch.jobs.length) {
      const { jobs, outcomes, done } = batch;
      batch = undefined;
      done(jobs.map((job) => outcomes.get(job.id) as Float32Array));
    }
  }

  /** It is gone, or of no use: what it was asked goes to another one. */
  function lost(one: Running, how: string): void {
    if (!running.has(one)) return;
    end(one);
    const [oldest] = one.asked.values();
    if (!oldest || !batch) return;
    batch.inVain = one.answers === 0 ? batch.inVain + 1 : 0;
    oldest.tries++;
    if (oldest.tries >= mostTries || batch.inVain > processes) {
      const half = one.rest ? `, half-way through the line ${quote(one.rest)}` : "";
      const words = one.said.trim() ? `. It said: ${lastOf(one.said)}` : "";
      giveUp(`the program ${quote(command)} ${how}${half}, ${times(oldest.tries)}at ${requestLine(oldest).trim()}${words}`);
      return;
    }
    batch.waiting.push(...[...one.asked.values()].reverse());
    feed(begin());
  }

  function end(one: Running): void {
    running.delete(one);
    clearTimeout(one.timer);
    one.child.kill("SIGKILL");
  }

  function giveUp(message: string): void {
    for (const one of running) end(one);
    batch?.failed(new Error(message));
    batch = undefined;
  }

  return (calls) =>
    new Promise((done, failed) => {
      if (calls.length === 0) return done([]);
      const jobs = calls.map((call): Job => ({ ...call, id: id++, tries: 0 }));
      batch = { jobs, waiting: [...jobs].reverse(), outcomes: new Map(), inVain: 0, done, failed };
      while (running.size < Math.min(processes, Math.ceil(jobs.length / ahead))) begin();
      for (const one of running) feed(one);
    });
}

const times = (tries: number): string => (tries > 1 ? "twice, " : "");

function requestLine({ id, theta, design, seed }: Job): string {
  return `${JSON.stringify({ id, theta, design, seed })}\n`;
}

export const quote = (text: string): string => JSON.stringify(text.length > 200 ? `${text.slice(0, 200)}...` : text);

const lastOf = (said: string): string => quote(said.trim().split("\n").slice(-3).join("\n"));

/** What an answer says, or why it says nothing, to be read after the program's name. */
function readAnswer(
  line: string,
  asked: ReadonlyMap<number, Job>,
  { outcomes }: Program,
): string | { readonly job: Job; readonly outcome: Float32Array } {
  const said = parsed(line);
  if (said === undefined) return `answered ${quote(line)}, which is no JSON. What is not for Floe belongs on standard error`;
  const { id, outcome, error } = (said ?? {}) as { id?: unknown; outcome?: unknown; error?: unknown };
  const job = asked.get(id as number);
  if (!job) return `answered ${quote(line)}, whose id was not asked for`;
  const at = `for theta ${JSON.stringify(job.theta)} at design ${JSON.stringify(job.design)}`;
  if (error !== undefined) return `could not simulate ${at}: ${String(error)}`;
  const wanted = outcomes ?? job.design.length;
  if (!Array.isArray(outcome) || outcome.length !== wanted)
    return `answered ${quote(line)} ${at}; {"id": ${job.id}, "outcome": [..]} with ${wanted} numbers was expected`;
  const numbers = outcome.map((value: unknown) =>
    value === null ? Number.NaN : typeof value === "boolean" ? Number(value) : value,
  );
  if (!numbers.every((value): value is number => typeof value === "number"))
    return `answered ${quote(line)} ${at}: its outcome must be numbers`;
  return { job, outcome: Float32Array.from(numbers) };
}

/** Python and R write what is no number as NaN or Infinity, which JSON has not; here it is null. */
function parsed(line: string): unknown {
  for (const text of [line, line.replaceAll(/-?\b(NaN|Infinity|NA|Inf)\b/g, "null")]) {
    try {
      return JSON.parse(text);
    } catch {}
  }
  return undefined;
}
