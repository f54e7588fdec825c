/** A variant under measurement is a child process: one line asks for some time's steps, one line of JSON answers. */
import { createInterface } from "node:readline";

export interface Ready {
  readonly versions: Readonly<Record<string, string>>;
}

export interface Answer {
  /** Mean time of a step, ms. */
  readonly ms: number;
  /** Mean bound over these steps, nats: variants of one workload must agree about it roughly. */
  readonly bound: number;
}

/** Serves `step`, which returns its bound, to the parent: "500\n" runs steps for half a second, and at least two. */
export async function serve(versions: Ready["versions"], step: () => number): Promise<void> {
  const say = (message: Ready | Answer) => process.stdout.write(`${JSON.stringify(message)}\n`);
  say({ versions });
  for await (const line of createInterface({ input: process.stdin })) {
    const began = performance.now();
    const passed = () => performance.now() - began;
    let [steps, bound] = [0, 0];
    for (; steps < 2 || passed() < Number(line); steps++) bound += step();
    say({ ms: passed() / steps, bound: bound / steps });
  }
}
