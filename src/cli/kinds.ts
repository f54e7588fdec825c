/**
 * The kinds of runs: what they are called, and where each one's implementation is. Imports none: messages about a folder must come without
 * TensorFlow.js.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { show } from "../basics/show.js";
import type { AnyConfig, RunKind } from "../contracts/runKind.js";
import { configFile } from "../records/folder.js";
import { damaged, readJson } from "../records/json.js";

export interface KnownKind {
  readonly what: string;
  /** The command that begins such a run. */
  readonly command: string;
  /** What a finished run leaves for other commands: a word for each, and its file. */
  readonly gives: Readonly<Record<string, string>>;
  /** A folder in the run folder that holds runs of their own. */
  readonly parts?: string;
  load(): Promise<RunKind>;
}

export const kinds = {
  design: {
    what: "a static design",
    command: "design",
    gives: {},
    load: async () => (await import("../runs/kinds/design.js")).design,
  },
  policy: {
    what: "a policy",
    command: "train",
    gives: { policy: "policy.json" },
    load: async () => (await import("../runs/kinds/policy.js")).policy,
  },
  curve: {
    what: "a curve of gain against the number of measurements",
    command: "curve",
    gives: {},
    parts: "points",
    load: async () => (await import("../runs/kinds/curve.js")).curve,
  },
  infer: {
    what: "an inference",
    command: "infer",
    gives: { draws: "draws.csv" },
    load: async () => (await import("../runs/kinds/infer.js")).infer,
  },
  calibrate: {
    what: "a calibration of posteriors",
    command: "calibrate",
    gives: { ranks: "ranks.jsonl" },
    load: async () => (await import("../runs/kinds/calibrate.js")).calibrate,
  },
  estimate: {
    what: "an estimate of mutual information",
    command: "estimate",
    gives: {},
    load: async () => (await import("../runs/kinds/estimate.js")).estimate,
  },
  benchmark: {
    what: "a benchmark of an estimator",
    command: "benchmark",
    gives: {},
    load: async () => (await import("../runs/kinds/benchmark.js")).benchmark,
  },
  evaluate: {
    what: "an evaluation of a design or a policy",
    command: "evaluate",
    gives: {},
    load: async () => (await import("./evaluation/kind.js")).evaluate,
  },
  meta: {
    what: "a meta-training",
    command: "meta train",
    gives: { model: "model.json" },
    load: async () => (await import("../../meta/kinds/training.js")).meta,
  },
  metaCompare: {
    what: "a comparison of meta-learning methods",
    command: "meta compare",
    gives: {},
    parts: "cells",
    load: async () => (await import("../../meta/kinds/comparison.js")).metaCompare,
  },
} as const satisfies Record<string, KnownKind>;

/** undefined where there is none of that name */
export function kindCalled(name: unknown): KnownKind | undefined {
  return typeof name === "string" && Object.hasOwn(kinds, name) ? kinds[name as keyof typeof kinds] : undefined;
}

/** undefined for a folder that is no run. @throws InputError when its config.json is damaged */
export function kindIn(folder: string): KnownKind | undefined {
  return existsSync(join(folder, configFile)) ? kindCalled(readJson(folder, configFile).kind) : undefined;
}

/** "a policy (floe train)" */
export const heldIn = ({ what, command }: KnownKind): string => `${what} (floe ${command})`;

/** @throws InputError when it is none */
export function knownKindOf(folder: string): KnownKind {
  const { kind } = readJson(folder, configFile);
  const known = kindCalled(kind);
  if (known) return known;
  throw damaged(join(folder, configFile), kind === undefined ? "it lacks kind" : `"kind" cannot be ${show(kind)}`);
}

export interface OpenedRun {
  readonly known: KnownKind;
  readonly kind: RunKind;
  readonly config: AnyConfig;
}

/** @throws InputError when the folder is no run, or its config.json is damaged */
export async function openRun(folder: string): Promise<OpenedRun> {
  const known = knownKindOf(folder);
  const kind = await known.load();
  const found = kind.read(readJson(folder, configFile));
  if (found.damage === undefined) return { known, kind, config: found.record };
  throw damaged(join(folder, configFile), found.damage);
}
