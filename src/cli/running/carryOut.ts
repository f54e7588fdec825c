/** Carries a run out in its folder, to the end or until Ctrl-C, and shows what came out: shared by new runs and `resume`. */
import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { ElsewhereError } from "../../basics/errors.js";
import type { AnyConfig, Asked, CarryOutParts, Prepared } from "../../contracts/runKind.js";
import { prettyJson } from "../../records/json.js";
import { lockRun } from "../../records/runLock.js";
import type { Given } from "../given.js";
import { interruptible } from "../interrupt.js";
import { type Io, print } from "../io.js";
import type { OpenedRun } from "../kinds.js";
import { follow } from "../progress.js";
import { beginWork, resumeLine } from "./currentRun.js";
import { stopped } from "./stopped.js";

type Shown = Pick<Given, "json" | "quiet">;

/** The runs that a run is made of. */
export interface Parts {
  readonly carryOut: CarryOutParts;
  /** Words that ask for the same again. */
  readonly again: readonly string[];
}

/** How many processes share the work is no part of what is done, and of no record. */
export function withProcesses(options: Asked["options"], given: Pick<Given, "options">): Asked["options"] {
  return { ...options, processes: given.options.processes ?? availableParallelism() };
}

/** @throws InterruptedError with the line that goes on */
export async function carryOut(
  folder: string,
  opened: OpenedRun,
  prepared: Prepared<AnyConfig, unknown>,
  io: Io,
  shown: Shown,
  parts?: Parts,
): Promise<void> {
  const said = new Set<string>();
  const program = opened.kind.program(opened.config)?.file;
  const unlock = lockRun(folder);
  const goOn = resumeLine(folder, program, parts?.again);
  beginWork(folder, goOn);
  const result = await interruptible((signal) =>
    follow(prepared.carryOut(folder, signal, parts?.carryOut), io, shown.quiet, said),
  )
    .catch((error: unknown) => {
      if (error instanceof ElsewhereError) return error;
      throw stopped(error, goOn);
    })
    .finally(unlock);
  if (result instanceof ElsewhereError) return print(io.stdout, `${result.message}\n`);
  await finish(folder, opened, result, io, shown, said);
}

/** The report and the summary of a finished run. @param said warnings that were shown before */
export async function finish(
  folder: string,
  { known, kind, config }: OpenedRun,
  result: unknown,
  io: Io,
  { json, quiet }: Shown,
  said = new Set<string>(),
): Promise<void> {
  // The numbers are worth more than the page.
  const [report] = await Promise.allSettled([kind.report(folder)]);
  const places = [
    ...(report.status === "fulfilled" ? [["report", report.value.page]] : []),
    ...Object.entries(known.gives)
      .map(([word, file]) => [word, join(folder, file)] as const)
      .filter(([, file]) => existsSync(file)),
    ["run", folder],
  ].map(([word = "", place]) => `${word.padEnd(9)}${place}\n`);
  const brief = quiet ? kind.brief?.(result) : undefined;
  const words = brief === undefined ? `${kind.summary(result, config)}\n${places.join("")}` : `${brief}\n`;
  await print(io.stdout, json ? prettyJson(result) : words);
  for (const warning of quiet ? [] : kind.warnings(result)) if (!said.has(warning)) io.stderr.write(`warning: ${warning}\n`);
  if (report.status === "rejected") throw report.reason;
}
