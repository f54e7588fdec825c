/** What a run folder holds, for commands that were given the wrong one. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { readJson } from "../records/json.js";
import { runFiles } from "../records/store.js";

const kinds = {
  design: "a static design (floe design)",
  policy: "a policy (floe train)",
  meta: "a meta-training (floe meta train)",
  metaCompare: "a comparison of meta-learning methods (floe meta compare)",
} as const;

export type RunKind = keyof typeof kinds;

/** undefined for a folder that is no run. @throws InputError when its config.json is damaged */
export function runKindOf(folder: string): RunKind | undefined {
  if (!existsSync(join(folder, runFiles.config))) return undefined;
  const { kind } = readJson(folder, runFiles.config);
  return typeof kind === "string" && Object.hasOwn(kinds, kind) ? (kind as RunKind) : undefined;
}

/** "a policy (floe train)" */
export const heldIn = (kind: RunKind): string => kinds[kind];
