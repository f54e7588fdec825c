/** Binding a process to one core, where the system has `taskset`: only then do "one thread" and "one core" mean the same for all. */
import { spawnSync } from "node:child_process";

/** The last core that this process may use (the first serves most interrupts), or undefined where nothing can be bound. */
export function sharedCore(): number | undefined {
  const { stdout, status } = spawnSync("taskset", ["-cp", String(process.pid)], { encoding: "utf8" });
  const last = status === 0 ? stdout.trim().match(/(\d+)$/)?.[1] : undefined;
  return last === undefined ? undefined : Number(last);
}

interface Command {
  readonly command: string;
  readonly args: readonly string[];
}

export function boundTo<C extends Command>(core: number | undefined, variant: C): C {
  if (core === undefined) return variant;
  return { ...variant, command: "taskset", args: ["-c", String(core), variant.command, ...variant.args] };
}
