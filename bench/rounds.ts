/** Interleaved measurement: every variant waits in its own process, and rounds go A B C A B C, so that a busy machine slows all alike. */
import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Answer, Ready } from "./protocol.js";

export interface Variant {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
}

export interface Measured {
  readonly name: string;
  /** ms per step, one a round; empty when the variant does not run here. */
  readonly ms: readonly number[];
  /** Processor time in ms per step, one a round. */
  readonly cpu: readonly number[];
  /** Largest resident memory, MB. */
  readonly megabytes: number;
  readonly ready: Ready;
  /** Why it does not run here. */
  readonly missing?: string;
}

interface Waiting {
  readonly variant: Variant;
  readonly child: ChildProcess;
  readonly ready: Ready;
  readonly ms: number[];
  readonly cpu: number[];
  megabytes: number;
  ask(ms: number): Promise<Answer>;
}

/** A round of one variant takes this long, or two steps. */
const roundMs = 700;
const warmUpMs = 1500;

export async function measureInRounds(variants: readonly Variant[], rounds: number): Promise<Measured[]> {
  const started = [];
  for (const variant of variants) started.push(await start(variant));
  const waiting = started.filter((one): one is Waiting => "child" in one);
  for (let round = 0; round < rounds; round++) {
    for (const one of waiting) {
      const { ms, cpu, megabytes } = await one.ask(roundMs);
      one.ms.push(ms);
      one.cpu.push(cpu);
      one.megabytes = megabytes;
    }
  }
  for (const { child } of waiting) child.stdin?.end();
  return started.map((one) =>
    "child" in one ? { ...one, name: one.variant.name } : { ...one, ms: [], cpu: [], megabytes: 0, ready: { versions: {} } },
  );
}

/** Starts and warms up; compilers of both languages need some hundred calls, or a second. */
async function start(variant: Variant): Promise<Waiting | { name: string; missing: string }> {
  const child = spawn(variant.command, variant.args, { stdio: ["pipe", "pipe", "pipe"] });
  const said: string[] = [];
  child.stderr.on("data", (text) => said.push(String(text)));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async <T>(): Promise<T> => {
    const { value, done } = await lines.next();
    if (done) throw new Error(reasonIn(said.join("")));
    return JSON.parse(value) as T;
  };
  const ask = (ms: number): Promise<Answer> => {
    child.stdin.write(`${ms}\n`);
    return next<Answer>();
  };
  try {
    const ready = await next<Ready>();
    const { megabytes } = await ask(warmUpMs);
    return { variant, child, ready, ms: [], cpu: [], megabytes, ask };
  } catch (error) {
    child.kill();
    return { name: variant.name, missing: (error as Error).message };
  }
}

/** The line of an error's output that says what is wrong. */
function reasonIn(output: string): string {
  const lines = output.split("\n").filter((line) => line.trim() !== "");
  return (lines.find((line) => /error/i.test(line) && !line.startsWith(" ")) ?? lines.at(-1) ?? "ended without a word").slice(
    0,
    200,
  );
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? (sorted[middle] as number) : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
}
