/** Cells that do as a test says, in place of runs: done is one whose folder has a file of that name. */
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { CellEnd, CellProcess } from "../../src/studies/engines/engine.js";
import type { Runs } from "../../src/studies/types.js";
import { runs as real } from "./sweeps.js";

export const runs: Runs = {
  ...real,
  finished: async (place: string) => (existsSync(join(place, "done")) ? { result: {}, numbers: {}, versions: "" } : undefined),
};

export type Fate = (cell: string, signal: AbortSignal) => Promise<CellEnd>;

export const done = async (): Promise<CellEnd> => ({ code: 0, said: "" });

/** @param begun is told the names of cells */
export const processOf =
  (fate: Fate, begun: (cell: string) => void): (() => CellProcess) =>
  () => ({
    async *run(words, signal) {
      const place = words[words.indexOf("--out") + 1] ?? "";
      const cell = place.split("/").at(-1) ?? "";
      begun(cell);
      yield 0.5;
      const end = await fate(cell, signal);
      if (end.code === 0) {
        mkdirSync(place, { recursive: true });
        writeFileSync(join(place, "done"), "");
      }
      return end;
    },
    close() {},
  });
