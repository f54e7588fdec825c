/** What was measured on, and how busy it was. */
import { availableParallelism, cpus, loadavg, totalmem, type } from "node:os";

export function describeMachine(): string {
  const load = loadavg()
    .map((value) => value.toFixed(1))
    .join(", ");
  return (
    `${availableParallelism()} cores (${cpus()[0]?.model.trim() ?? "unknown processor"}), ${(totalmem() / 2 ** 30).toFixed(0)} GiB, ${type()}, ` +
    `Node ${process.versions.node}. Load when it began, over 1, 5 and 15 minutes: ${load}.`
  );
}
