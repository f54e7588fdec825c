/** A variant under measurement is a child process: one line of JSON asks for steps, one line answers. */
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

/** Serves `step` to the parent: "5\n" runs five steps. Each returns its bound. */
export async function serve(versions: Ready["versions"], step: () => number): Promise<void> {
  const say = (message: Ready | Answer) => process.stdout.write(`${JSON.stringify(message)}\n`);
  say({ versions });
  for await (const line of createInterface({ input: process.stdin })) {
    const steps = Number(line);
    const began = performance.now();
    let bound = 0;
    for (let i = 0; i < steps; i++) bound += step() / steps;
    say({ ms: (performance.now() - began) / steps, bound });
  }
}
