/** `--data FILE`: what was measured, of any kind of file, checked against the simulator that it is to be explained by. */
import { check } from "../../basics/errors.js";
import { readText } from "../../basics/reading.js";
import type { MeasuredData } from "../../contracts/data.js";
import type { Simulator } from "../../contracts/simulator.js";
import { readCsv } from "./csv.js";
import { arrange, soFar } from "./experiments.js";
import { historyOf, readHistory } from "./history.js";
import { type Measured, oneMeasurement } from "./measured.js";

export type { Measured } from "./measured.js";
export { soFar };

/** @throws InputError with the file, the place in it, what is wrong and what to do */
export function readData(file: string, measured: Measured): MeasuredData {
  const text = readText(file, "the data");
  check(!text.includes("\0") && !text.startsWith("PK\u0003\u0004"), `${file} is no text: save the table as CSV`);
  check(text.trim() !== "", `${file} is empty: needed is a history (JSON), or a table (CSV) with a head`);
  const isJson = /^\s*[[{]/.test(text);
  return arrange(isJson ? readHistory(file, text) : readCsv(file, text, (columns) => candidates(measured, columns)), measured);
}

/** The same of a history that was read already. */
export function dataOf(history: unknown, measured: Measured): MeasuredData {
  return arrange(historyOf(history, "data"), measured);
}

/** Of the usual number of measurements, of as many as the columns leave room for, and of one. */
function candidates(measured: Measured, columns: number): Simulator[] {
  const { usual, create } = measured;
  const { width, outcomes } = oneMeasurement(measured);
  const room = [columns, columns - 1].map((n) => width * Math.floor(n / (width + outcomes)));
  const counts = [...new Set([usual, ...room, width])].filter((n) => n > 0);
  const made = counts.flatMap((n) => {
    try {
      return [create(n)];
    } catch (error) {
      if (n === usual) throw error;
      return [];
    }
  });
  return made;
}
