/** A variant under measurement is a child process: one line asks for some time's steps, one line of JSON answers. */
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";

export interface Ready {
  readonly versions: Readonly<Record<string, string>>;
  /** How the step runs, where that is not a matter of course. */
  readonly about?: string;
}

export interface Answer {
  /** Mean time of a step, ms. */
  readonly ms: number;
  /** Mean time that processors worked for a step, ms: what else runs on the machine changes it less. */
  readonly cpu: number;
  /** Mean bound over these steps, nats. */
  readonly bound: number;
  /** Largest resident memory of the process so far, MB. */
  readonly megabytes: number;
}

/** Serves `step`, which returns its bound, to the parent: "500\n" runs steps for half a second, and at least two. */
export async function serve(ready: Ready, step: () => number): Promise<void> {
  const say = (message: Ready | Answer) => process.stdout.write(`${JSON.stringify(message)}\n`);
  say(ready);
  for await (const line of createInterface({ input: process.stdin })) {
    const [began, before] = [performance.now(), process.cpuUsage()];
    const passed = () => performance.now() - began;
    let [steps, bound] = [0, 0];
    for (; steps < 2 || passed() < Number(line); steps++) bound += step();
    const ms = passed() / steps;
    const { user, system } = process.cpuUsage(before);
    say({ ms, cpu: (user + system) / 1000 / steps, bound: bound / steps, megabytes: peakMegabytes() });
  }
}

/** On Linux not `resourceUsage().maxRSS`, which starts at what the parent held when it forked. */
function peakMegabytes(): number {
  const kilobytes =
    process.platform === "linux"
      ? Number(readFileSync("/proc/self/status", "utf8").match(/VmHWM:\s*(\d+)/)?.[1])
      : process.resourceUsage().maxRSS;
  return (kilobytes * 1024) / 1e6;
}
