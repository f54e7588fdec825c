/** The run folder of `floe estimate`. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileError, openToAppend, writeAll, writeAtomically } from "../basics/files.js";
import { readText } from "../basics/reading.js";
import { beginRunFolder, configFile } from "./folder.js";
import { prettyJson } from "./json.js";
import { lockFile } from "./runLock.js";
import { estimateConfigSchema, estimatePieceSchema, estimateResultSchema, estimateShownSchema } from "./schemas/estimate.js";
import { readIfThere, readRecord, readRecordLines } from "./store.js";
import type { EstimateConfig, EstimatePiece, EstimateResult, EstimateShown } from "./types.js";

export const estimateFiles = {
  config: configFile,
  pieces: "pieces.jsonl",
  shown: "shown.json",
  result: "result.json",
} as const;

const ours = [...Object.values(estimateFiles), "report.html", "figures", lockFile];

/** Where what is computed is kept as it comes. */
export interface PieceStore {
  find(piece: string): EstimatePiece | undefined;
  /** On disk before it returns. */
  keep(piece: EstimatePiece): void;
}

/** Refuses a folder that holds anything, unless `force` and it is a run. @throws InputError */
export function createEstimateFolder(folder: string, config: EstimateConfig, force: boolean): void {
  beginRunFolder(folder, ours, prettyJson(config), force);
}

/** A last line that was never finished is removed. @throws InputError naming the first line that is no record */
export function openPieces(folder: string): PieceStore {
  const file = join(folder, estimateFiles.pieces);
  const found = readRecordLines(folder, estimateFiles.pieces, estimatePieceSchema) as EstimatePiece[];
  const text = found.map(lineOf).join("");
  if (existsSync(file) && readText(file) !== text) writeAtomically(file, text);
  const known = new Map(found.map((piece) => [piece.piece, piece]));
  let descriptor: number | undefined;
  return {
    find: (piece) => known.get(piece),
    keep(piece) {
      try {
        descriptor ??= openToAppend(file);
        writeAll(descriptor, lineOf(piece));
        known.set(piece.piece, piece);
      } catch (error) {
        throw fileError(error, `could not write ${file}`);
      }
    },
  };
}

const lineOf = (piece: EstimatePiece): string => `${JSON.stringify(piece)}\n`;

/** The result last: with it the run is finished. */
export function saveEstimate(folder: string, shown: EstimateShown, result: EstimateResult): void {
  writeAtomically(join(folder, estimateFiles.shown), `${JSON.stringify(shown)}\n`);
  writeAtomically(join(folder, estimateFiles.result), prettyJson(result));
}

export const readEstimateConfig = (folder: string): EstimateConfig =>
  readRecord(folder, estimateFiles.config, estimateConfigSchema);

/** undefined while the run is not finished. @throws InputError when it is damaged */
export const readEstimateResult = (folder: string): EstimateResult | undefined =>
  readIfThere(folder, estimateFiles.result, estimateResultSchema);

/** @throws InputError where it is not there, or damaged */
export const readEstimateShown = (folder: string): EstimateShown => readRecord(folder, estimateFiles.shown, estimateShownSchema);
