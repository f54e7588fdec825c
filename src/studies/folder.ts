/** A study's folder: what lies in it, and what each cell has come to. */
import { existsSync, readdirSync, rmSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { z } from "zod";
import { check } from "../basics/errors.js";
import { fileError, folderIn, makeFolder, writeAtomically } from "../basics/files.js";
import { dropLock, holderOf, placeOf, takeLock } from "../basics/lock.js";
import { checked, parts } from "../records/checked.js";
import { configFile } from "../records/folder.js";
import { damaged, prettyJson, readJson } from "../records/json.js";
import { lockFile } from "../records/runLock.js";
import { hashByPlace, hashIn } from "./name.js";
import type { Cell, Plan, Runs } from "./types.js";

export const studyFiles = {
  plan: "study.json",
  status: "status.json",
  results: "results.json",
  table: "results.csv",
  report: "report.html",
} as const;

/** Folders: of the cells, of what kept some from being done, of who works on which. */
const [cellsFolder, failures, claims] = ["cells", "failures", "claims"] as const;

const shownSchema = z.union([z.string(), z.number(), z.boolean(), z.null()]);
export const cellSchema = z.object({
  name: parts.text.regex(/^[\w.-]+$/),
  hash: parts.text,
  command: parts.text,
  subject: parts.text,
  options: z.record(parts.text, z.unknown()),
  varied: z.record(parts.text, shownSchema),
});
const planSchema = z.object({
  kind: z.literal("study"),
  name: parts.text,
  run: parts.text,
  axes: z.array(z.object({ name: parts.text, values: z.array(shownSchema) })),
  read: z.record(parts.text, parts.text).optional(),
  compare: z.object({
    by: z.array(parts.text).optional(),
    of: parts.text.optional(),
    along: parts.text.optional(),
    paired: parts.text.optional(),
    better: z.enum(["higher", "lower"]).optional(),
  }),
  stages: z.array(parts.text).optional(),
  reads: z.record(parts.text, z.record(parts.text, parts.text)).optional(),
  cells: z.array(cellSchema),
});

export const isStudyFolder = (path: string): boolean => existsSync(join(path, studyFiles.plan));

/** @throws InputError when it is none, or damaged */
export function readPlan(folder: string): Plan {
  const found = checked(planSchema, readJson(folder, studyFiles.plan));
  if (found.damage !== undefined) throw damaged(join(folder, studyFiles.plan), found.damage);
  return found.record as Plan;
}

/**
 * Makes the folder, or goes on with the one that is there. A cell that is there already keeps its folder's name, whatever varies now: a study
 * that has grown does not compute it again. @returns the plan with these names @throws InputError when the folder is something else
 */
export function openStudy(folder: string, plan: Plan): Plan {
  const isNew = !existsSync(folder) || readdirSync(folder).length === 0;
  check(isNew || isStudyFolder(folder), `the folder ${folder} exists and is no study: choose another --out; nothing was changed`);
  try {
    makeFolder(folder);
  } catch (error) {
    throw fileError(error, `could not make the study's folder ${folder}`);
  }
  return keepPlan(folder, plan);
}

/** Writes the plan into a folder that is there. @returns it with the names of cells that are there */
export function keepPlan(folder: string, plan: Plan): Plan {
  makePlaces(folder);
  const named = withNames(folder, plan);
  writeAtomically(join(folder, studyFiles.plan), prettyJson(named));
  return named;
}

/** Places of cells, failures and claims in a folder that is there. */
export function makePlaces(folder: string): void {
  for (const name of [cellsFolder, failures, claims]) folderIn(folder, name);
}

/** The plan with the names of cells that are there. */
export function withNames<Named extends Pick<Plan, "cells">>(folder: string, plan: Named): Named {
  const there = existsSync(join(folder, cellsFolder)) ? readdirSync(join(folder, cellsFolder)) : [];
  const named = new Map(there.flatMap((name) => (hashIn(name) === undefined ? [] : [[hashIn(name), name] as const])));
  const asThere = (cell: Cell): Cell => {
    const hash = named.has(cell.hash) ? cell.hash : hashByPlace(cell);
    const name = named.get(hash);
    return name === undefined ? cell : { ...cell, hash, name };
  };
  return { ...plan, cells: named.size > 0 ? plan.cells.map(asThere) : plan.cells };
}

export const cellFolder = (folder: string, { name }: Pick<Cell, "name">): string => join(folder, cellsFolder, name);

/** Why a cell could not be brought to its end. */
export interface Failure {
  readonly reason: string;
  readonly attempts: number;
}

const failureSchema = z.object({ reason: parts.text, attempts: parts.count });
const failureFile = ({ name }: Cell): string => `${name}.json`;

export function readFailure(folder: string, cell: Cell): Failure | undefined {
  const place = join(folder, failures);
  if (!existsSync(join(place, failureFile(cell)))) return undefined;
  const found = checked(failureSchema, readJson(place, failureFile(cell)));
  return found.damage === undefined ? found.record : { reason: `${failureFile(cell)} is damaged`, attempts: 1 };
}

export function noteFailure(folder: string, cell: Cell, reason: string): void {
  const attempts = (readFailure(folder, cell)?.attempts ?? 0) + 1;
  writeAtomically(join(folder, failures, failureFile(cell)), prettyJson({ reason, attempts } satisfies Failure));
}

export function forgetFailure(folder: string, cell: Cell): void {
  rmSync(join(folder, failures, failureFile(cell)), { force: true });
}

export type CellState =
  | { readonly kind: "waiting" }
  | { readonly kind: "begun" }
  /** `lock` is what the holder has taken. */
  | { readonly kind: "running"; readonly holder: string; readonly lock: string }
  | { readonly kind: "failed"; readonly failure: Failure }
  /** Without a result where it diverged. */
  | { readonly kind: "done"; readonly diverged?: string };

/** What a cell has come to, whoever worked on it: `begun` is one that was stopped and goes on. */
export async function stateOf(folder: string, cell: Cell, runs: Runs): Promise<CellState> {
  for (const lock of [join(folder, claims, cell.name), join(cellFolder(folder, cell), lockFile)]) {
    const holder = holderOf(lock);
    if (holder !== undefined) return { kind: "running", holder, lock };
  }
  const finished = await runs.finished(cellFolder(folder, cell)).catch(() => undefined);
  if (finished) return { kind: "done", ...(finished.diverged === undefined ? {} : { diverged: finished.diverged }) };
  const failure = readFailure(folder, cell);
  if (failure) return { kind: "failed", failure };
  return { kind: existsSync(join(cellFolder(folder, cell), configFile)) ? "begun" : "waiting" };
}

/** Who works in the cell's run folder, a `floe resume` that was typed say. */
export const runHolder = (folder: string, cell: Pick<Cell, "name">): string | undefined =>
  holderOf(join(cellFolder(folder, cell), lockFile));

/** Whose process touches nothing for so long, elsewhere, has lost its cell: longer than a network stays away, or a machine is busy. */
const usualBeats = { every: 2_000, patience: 30_000 };

/**
 * Takes a cell for this process; undefined where another one has it. From one that died elsewhere it can be had once it has been asked for
 * during half a minute. @returns what gives it back
 */
export function claim(folder: string, cell: Pick<Cell, "name">, beats = usualBeats): (() => void) | undefined {
  const file = join(folder, claims, cell.name);
  const before = placeOf(file);
  try {
    const busy = (owner: string) => `${owner} works on ${cell.name}`;
    const giveBack = takeLock(file, { shared: false, busy, beats });
    // The process that worked for the lost one has had the run's own lock.
    if (before !== undefined) dropLock(join(cellFolder(folder, cell), lockFile), before);
    return giveBack;
  } catch (error) {
    if (holderOf(file) !== undefined) return undefined;
    throw error;
  }
}

/** Name of a study's folder where none is said. */
export const usualFolder = (name: string): string => join("runs", `study-${name}`);

export const calledIn = (folder: string): string => basename(resolve(folder));
