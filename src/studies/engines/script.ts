/** What engines share that write scripts: a line for each cell, which claims it, goes on with it, and notes why it failed. */
import { join, resolve } from "node:path";
import { writeAtomically } from "../../basics/files.js";
import { counted, quoted } from "../../basics/text.js";
import type { EngineWork } from "./engine.js";

/** @param cell its name, or what a shell puts in its place */
export function lineOf({ program, folder, trust }: EngineWork, cell: string): string {
  return `${program} study ${quoted(resolve(folder))} --only cell=${cell} --jobs 1 --quiet${trust ? " --trust" : ""}`;
}

/** Relative paths in options mean the same wherever a script runs. */
export const here = (): string => quoted(process.cwd());

export const cellsFile = "cells.txt";

/** Writes files into the study's folder. @returns what to say of them */
export function written(
  { folder, next = `floe study results ${quoted(folder)}` }: Pick<EngineWork, "folder" | "next">,
  files: Readonly<Record<string, string>>,
  cells: number,
  uses: readonly string[],
): string {
  for (const [name, text] of Object.entries(files)) writeAtomically(join(folder, name), text);
  return [`${counted(cells, "cell")} to be done; nothing was run. Then: ${next}`, ...uses.map((use) => `  ${use}`)].join("\n");
}
