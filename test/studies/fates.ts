/** Cells that do as a test says, in place of runs: done is one whose folder has a file of that name, which holds why where it diverged. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { CellEnd, CellProcess } from "../../src/studies/engines/engine.js";
import type { Runs } from "../../src/studies/types.js";
import { runs as real } from "./sweeps.js";

export const runs: Runs = {
  ...real,
  async finished(place: string) {
    if (!existsSync(join(place, "done"))) return undefined;
    const diverged = readFileSync(join(place, "done"), "utf8");
    const known = { numbers: { gain: "gain" }, versions: "" };
    return diverged === "" ? { result: { gain: 1 }, ...known } : { result: undefined, diverged, ...known };
  },
};

/** As a training that writes down why it has no result, and ends with the message. */
export function diverge(place: string, why: string): CellEnd {
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, "done"), why);
  return { code: 2, said: why };
}

export type Fate = (cell: string, signal: AbortSignal, place: string) => Promise<CellEnd>;

export const done = async (): Promise<CellEnd> => ({ code: 0, said: "" });

/** @param begun is told the names of cells */
export const processOf =
  (fate: Fate, begun: (cell: string) => void): (() => CellProcess) =>
  () => ({
    async *run({ place }, signal) {
      const cell = place.split("/").at(-1) ?? "";
      begun(cell);
      yield 0.5;
      const end = await fate(cell, signal, place);
      if (end.code === 0) {
        mkdirSync(place, { recursive: true });
        writeFileSync(join(place, "done"), "");
      }
      return end;
    },
    close() {},
  });
