/** Tables of measurements: a row for each measurement, or for each experiment. */
import { readTable } from "../../basics/csv.js";
import { decimalOf } from "../../basics/decimal.js";
import { check, InputError } from "../../basics/errors.js";
import type { Simulator } from "../../contracts/simulator.js";
import { columnsOf } from "./columns.js";
import type { DataRow, DataRows, OutcomeCell } from "./rows.js";

/** As R, pandas and people write what is not there. */
const missing = ["", "NA", "N/A", "na", "n/a", "null", "."];

/** @param simulators as of `columnsOf` @throws InputError naming the line and the column that is wrong */
export function readCsv(file: string, text: string, simulatorsFor: (columns: number) => readonly Simulator[]): DataRows {
  const { head, rows } = readTable(file, text);
  const columns = columnsOf(head, simulatorsFor(head.length), file);
  check(rows.length > 0, `${file} holds no rows below its head: nothing was measured yet`);
  const names = (at: readonly number[]) => at.map((i) => head[i] as string);
  const called = { design: names(columns.design), outcome: names(columns.outcome) };
  return {
    file,
    notes: columns.notes,
    rows: rows.map(({ line, cells }): DataRow => {
      const at = (i: number) => ({ cell: cells[i] as string, place: `${file}, line ${line}, column ${head[i]}` });
      const whose = columns.subject === undefined ? undefined : at(columns.subject);
      const ofGroup = columns.group === undefined ? undefined : at(columns.group);
      check(whose?.cell !== "", `${whose?.place}: whose measurement is it? The cell is empty`);
      check(ofGroup?.cell !== "", `${ofGroup?.place}: in which group was it measured? The cell is empty`);
      return {
        where: `line ${line}`,
        columns: called,
        design: columns.design.map((i) => placeIn(at(i))),
        outcome: columns.outcome.map((i) => outcomeIn(at(i))),
        ...(whose || ofGroup ? { subject: [ofGroup, whose].flatMap((one) => one?.cell ?? []).join(", ") } : {}),
      };
    }),
  };
}

interface Cell {
  readonly cell: string;
  readonly place: string;
}

function placeIn({ cell, place }: Cell): number {
  check(
    !missing.includes(cell),
    `${place}: where was it measured? The cell is ${cell === "" ? "empty" : `"${cell}"`}; leave the row out`,
  );
  return numberIn({ cell, place });
}

/** "<0.1", "> 50" */
const limit = /^([<>])\s*(\S+)$/;

function outcomeIn({ cell, place }: Cell): OutcomeCell {
  if (missing.includes(cell)) return null;
  check(!/^nan$/i.test(cell), `${place}: "${cell}" is no number; leave the cell empty, or write NA, where an outcome is missing`);
  const [, side, number] = limit.exec(cell) ?? [];
  if (number === undefined) return numberIn({ cell, place });
  const value = numberIn({ cell: number, place });
  return { side: side === "<" ? "below" : "above", limit: value };
}

function numberIn({ cell, place }: Cell): number {
  const value = decimalOf(cell);
  if (Number.isFinite(value)) return value;
  throw new InputError(`${place}: must be a number, got "${cell}"${advice(cell)}`);
}

function advice(cell: string): string {
  if (/^[-+]?\d*,\d+([eE][-+]?\d+)?$/.test(cell)) return ": write decimals with a point";
  if (/^[-+]?(\d{1,3}[ ,'\u00a0\u202f])+\d{3}(\.\d*)?$/.test(cell)) return ": write it without blanks or marks between thousands";
  if (/^[-−+]?[\d.]+\s*[^\d\s.]+$/.test(cell) && !cell.startsWith("−")) return ": units belong into the head, as in time (h)";
  if (cell.startsWith("−")) return ": write the minus sign of the keyboard";
  if (/^[<>≤≥]/.test(cell)) return ": what lies below or above a limit is written <0.1 or >50";
  if (/^(blq|bql|lloq|<?\s*lod|nd|n\.d\.)$/i.test(cell))
    return ": write the limit that it lies below, <0.1, and not that there is one";
  return "";
}
