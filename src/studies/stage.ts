/** The parts of a run as cells of a study in the run's own folder: carried out by any engine, stage by stage, and told of by `floe study status`. */
import type { Part, Stage } from "../contracts/runKind.js";
import type { Progress } from "../contracts/values.js";
import type { Engine, EngineWork } from "./engines/engine.js";
import { openCells } from "./engines/tally.js";
import { calledIn, cellFolder, isStudyFolder, keepPlan, readPlan } from "./folder.js";
import { hashOf, nameOf } from "./name.js";
import { axesOf } from "./plan.js";
import type { Cell, Plan } from "./types.js";

export type StageWork = Omit<EngineWork, "plan" | "cells">;

export interface StageEnd {
  readonly plan: Plan;
  readonly cells: readonly Cell[];
  /** Of each part, in their order: parts that ask for the same have one. */
  readonly folders: readonly string[];
  /** What an engine has to say that leaves cells to others. */
  readonly said?: string;
}

/** Carries out what is not done yet. @throws as engines do */
export async function* carryOutStage(
  work: StageWork,
  { name: stage, parts, later }: Stage,
  engine: Engine,
): AsyncGenerator<Progress, StageEnd> {
  const { folder } = work;
  const asked = parts.map((part) => cellOf(part, stage));
  const before = isStudyFolder(folder) ? readPlan(folder) : undefined;
  const all = new Map([...(before?.cells ?? []), ...asked].map((cell) => [cell.hash, cell]));
  const run = [...new Set(parts.map(({ command }) => command))].join(", ");
  const cells = [...all.values()];
  const stages = [...new Set([...(before?.stages ?? []), stage, ...later])];
  const plan = keepPlan(folder, {
    ...{ kind: "study", name: calledIn(folder), run, axes: axesOf(cells), compare: {} },
    ...{ stages, cells },
  });
  const ours = new Map(asked.map(({ hash }) => [hash, plan.cells.find((cell) => cell.hash === hash) as Cell]));
  const own = [...ours.values()];
  const isLeft = (await openCells({ ...work, cells: own })).length > 0; // an engine that writes scripts would write empty ones
  const said = isLeft ? yield* engine.carryOut({ ...work, plan, cells: own }) : undefined;
  const folders = asked.map(({ hash }) => cellFolder(folder, ours.get(hash) as Cell));
  return { plan, cells: own, folders, ...(said === undefined ? {} : { said }) };
}

function cellOf({ command, subject, options: given, varied: own }: Part, stage: string): Cell {
  const options = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  const asked = { command, subject, options };
  const varied = { stage, ...own };
  const hash = hashOf(asked);
  return { ...asked, hash, varied, name: nameOf(varied, subject, hash) };
}
