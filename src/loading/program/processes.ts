/** Programs that simulate: several at once, lines of JSON to their standard input and from their standard output. Runs in a thread of its own. */
import { type ChildProcess, spawn } from "node:child_process";
import type { Calls } from "./calls.js";
import { type Job, lastOf, left, type Manner, quote, readAnswer, requestLine } from "./lines.js";

export interface Program extends Manner {
  /** As in a terminal. */
  readonly command: string;
  readonly processes: number;
  /** Longest time without an answer, s. */
  readonly timeout: number;
  /** Numbers in an outcome. */
  readonly outcomes: number;
  /** Simulations in a line: so many, or (true) as many as take some milliseconds. Absent: one, by the form for one. */
  readonly many?: boolean | number;
}

/** Lines that one process is given ahead of its answers, so that it never waits for the next: of one simulation, and of many. */
const ahead = { one: 32, many: 2 };

/** How long a line of many is to take where that is left to Floe, s: long beside what a line costs, short beside a training step. */
const lineSeconds = 0.005;

/** Where that is left to Floe, the most in a line, and how many are in one before it is known how long one takes. */
const [mostInLine, firstInLine] = [256, 8];

/** A request that ends its program so often is the program's fault. */
const mostTries = 2;

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
  /** Those that nobody was asked yet, the next one last. */
  readonly waiting: Job[];
  readonly values: Float32Array;
  /** Simulations without an outcome. */
  missing: number;
  /** Processes in a row that ended without an answer. */
  inVain: number;
  done(): void;
  failed(error: Error): void;
}

/** Where the shell has nothing else to do it replaces itself by the program, so that what is killed is the program. */
export const shellLine = (command: string): string =>
  process.platform === "win32" || /[;&|<>()`\n]|^\s*(cd|export)\b|^\s*\w+=/.test(command) ? command : `exec ${command}`;

/** @returns from calls to outcomes [count, outcomes], in the calls' order; rejects with one message */
export function openProcesses(program: Program): (calls: Calls) => Promise<Float32Array> {
  const { command, processes, timeout, outcomes, many } = program;
  const most = many ? ahead.many : ahead.one;
  const running = new Set<Running>();
  let batch: Batch | undefined;
  let id = 0;
  /** Seconds that a process took for one simulation of the batch before. */
  let took: number | undefined;

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
    // With few left it is given the next ones, all in one go: writing and reading them one by one takes longer than a small simulation.
    const few = one.asked.size <= most / 2;
    while (batch && few && one.asked.size < most && batch.waiting.length > 0) {
      const job = batch.waiting.pop() as Job;
      one.asked.set(job.id, job);
      lines.push(requestLine(job, program));
    }
    if (lines.length > 0) one.child.stdin?.write(lines.join(""), "latin1"); // digits and names, and quicker than utf8
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
    for (const line of lines) if (running.has(one) && line.trim() !== "") take(one, line);
    if (running.has(one)) feed(one);
    if (batch?.missing !== 0) return;
    const { done } = batch;
    batch = undefined;
    done();
  }

  function take(one: Running, line: string): void {
    const found = readAnswer(line, one.asked, { values: batch?.values ?? new Float32Array(0), outcomes });
    if (typeof found === "string") {
      giveUp(`the program ${quote(command)} ${found}`);
      return;
    }
    one.answers++;
    if (left(found.job) === 0) one.asked.delete(found.job.id);
    if (batch) batch.missing -= found.taken;
  }

  /** It is gone, or of no use: what it was asked goes to another one. */
  function lost(one: Running, how: string): void {
    if (!running.has(one)) return;
    end(one);
    const [oldest, ...others] = one.asked.values();
    if (!oldest || !batch) return;
    batch.inVain = one.answers === 0 ? batch.inVain + 1 : 0;
    oldest.tries++;
    const alone = left(oldest) === 1;
    if ((alone && oldest.tries >= mostTries) || batch.inVain > processes + mostTries) {
      const half = one.rest ? `, half-way through the line ${quote(one.rest)}` : "";
      const words = one.said.trim() ? `. It said: ${lastOf(one.said)}` : "";
      const request = shortened(requestLine(oldest, { many: Boolean(many) }).trim());
      giveUp(`the program ${quote(command)} ${how}${half}, ${oldest.tries > 1 ? "twice, " : ""}at ${request}${words}`);
      return;
    }
    const again = !alone && oldest.tries >= mostTries ? oneByOne(oldest) : [oldest];
    batch.waiting.push(...[...again, ...others].reverse());
    feed(begin());
  }

  /** In lines of their own, of which the one that ends programs ends the next. */
  function oneByOne({ calls, from, to, answered }: Job): Job[] {
    const single = (at: number): Job => ({ id: id++, calls, from: at, to: at + 1, answered: 0, tries: mostTries - 1 });
    return Array.from({ length: to - from - answered }, (_, i) => single(from + answered + i));
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

  function inLine(count: number): number {
    if (typeof many === "number") return many;
    if (!many) return 1;
    const enough = took === undefined ? firstInLine : Math.min(mostInLine, Math.ceil(lineSeconds / took));
    return Math.max(1, Math.min(enough, Math.ceil(count / processes)));
  }

  function cut(calls: Calls): Job[] {
    const size = inLine(calls.count);
    return Array.from({ length: Math.ceil(calls.count / size) }, (_, i): Job => {
      const from = i * size;
      return { id: id++, calls, from, to: Math.min(calls.count, from + size), answered: 0, tries: 0 };
    });
  }

  return (calls) =>
    new Promise((done, failed) => {
      const { count } = calls;
      const values = new Float32Array(count * outcomes);
      if (count === 0) return done(values);
      const jobs = cut(calls);
      while (running.size < Math.min(processes, many ? jobs.length : Math.ceil(count / ahead.one))) begin();
      const began = performance.now();
      const kept = (): void => {
        took = ((performance.now() - began) / 1000) * (Math.min(running.size, jobs.length) / count);
        done(values);
      };
      batch = { waiting: jobs.reverse(), values, missing: count, inVain: 0, done: kept, failed };
      for (const one of running) feed(one);
    });
}

const shortened = (request: string): string => (request.length > 500 ? `${request.slice(0, 500)}...` : request);
