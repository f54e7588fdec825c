/** Carries out the cells of a study, whoever has written it. */
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { InputError, InterruptedError } from "../../basics/errors.js";
import { counted } from "../../basics/text.js";
import type { Engine, EngineWork } from "../../studies/engines/engine.js";
import { byReason, statusOf } from "../../studies/status.js";
import type { Cell, Plan, Runs } from "../../studies/types.js";
import type { Call } from "../command.js";
import type { Given } from "../given.js";
import { interruptible } from "../interrupt.js";
import { quoted } from "../io.js";
import { follow } from "../progress.js";
import { tellSupervisor } from "../supervision/channel.js";
import { queueIn } from "./engine.js";
import { startCellProcess } from "./process.js";

const usualFailures = 10;
/** Are told at the end; `floe study status` has all. */
const mostReasons = 3;

interface CellWork {
  readonly folder: string;
  readonly plan: Plan;
  /** Those that were asked for. */
  readonly cells: readonly Cell[];
  readonly runs: Runs;
  /** Whether programs may run that records name. */
  readonly trust: boolean;
  readonly engine: Engine;
  readonly options: Given["options"];
  /** The line that goes on with it. */
  readonly goOn: string;
  readonly quiet: boolean;
}

/** @returns what to say in the place of results @throws InterruptedError with the line that goes on */
export async function carryOutCells(
  { folder, plan, cells, runs, trust, engine, options, goOn, quiet }: CellWork,
  call: Call,
): Promise<string | undefined> {
  tellSupervisor({ type: "begun", resume: goOn });
  return interruptible((signal) =>
    follow(
      engine.carryOut({
        ...{ folder, plan, cells, runs, trust, signal, startProcess: startCellProcess },
        jobs: (options.jobs as number | undefined) ?? availableParallelism(),
        ...workOf(options),
      }),
      call.io,
      quiet,
    ),
  ).catch((error: unknown) => {
    throw error instanceof InterruptedError
      ? new InterruptedError(
          `interrupted; everything so far is saved. Go on with:\n  ${goOn}\nWhat there is so far: floe study results ${quoted(folder)}`,
        )
      : error;
  });
}

/**
 * The same, where stages follow one another: what is done may decide what the next one is made of, so that, planned anew, there are more cells.
 * @param again the plan by what is there now, and whether its programs may run @returns the last plan, and what to say in the place of results
 */
export async function carryOutStages(
  { cells, ...work }: Omit<CellWork, "cells"> & { cells(plan: Plan): readonly Cell[] },
  again: (() => Promise<Pick<CellWork, "plan" | "trust">>) | undefined,
  call: Call,
): Promise<{ readonly plan: Plan; readonly said?: string }> {
  let { plan, trust } = work;
  for (let known = 0; known < plan.cells.length; ) {
    known = plan.cells.length;
    const said = await carryOutCells({ ...work, plan, trust, cells: cells(plan) }, call);
    if (said !== undefined) return { plan, said };
    if (again && plan.stages) ({ plan, trust } = await again());
  }
  return { plan };
}

/** What an engine is told whatever it carries out. */
export const workOf = (options: Given["options"]): Pick<EngineWork, "queue" | "maxFailures" | "program"> => ({
  ...queueIn(options),
  maxFailures: (options.maxFailures as number | undefined) ?? usualFailures,
  program: `${quoted(process.execPath)} ${quoted(fileURLToPath(new URL("../main.js", import.meta.url)))}`,
});

/** @param again the line that tries again, unless it is the same command @throws InputError where cells failed: the program's exit code says so too */
export async function tellFailures(
  folder: string,
  cells: readonly Cell[],
  plan: Plan,
  runs: Runs,
  again = "the same command",
): Promise<void> {
  const { failed } = await statusOf(folder, { ...plan, cells }, runs);
  const reasons = byReason(failed);
  const told = reasons
    .slice(0, mostReasons)
    .map(({ reason, cells: own }) =>
      own.length > 1 ? `${counted(own.length, "cell")}, e.g. ${own[0]?.cell}: ${reason}` : `${own[0]?.cell}: ${reason}`,
    );
  if (failed.length > 0)
    throw new InputError(
      `${failed.length} of ${counted(cells.length, "cell")} failed, for ${counted(reasons.length, "reason")}: ${told.join("; ")}. All of them: floe study status ${quoted(folder)}; ${again} tries again`,
    );
}
