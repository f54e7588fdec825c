/** Whether cells that were read from somewhere are what a study's file could ask for: their options become words of command lines. */
import { check } from "../basics/errors.js";
import { flagOf } from "../options/table.js";
import { hashIn } from "./name.js";
import type { Cell, Runs } from "./types.js";
import { wordsOf } from "./words.js";

/** @param where they were read @throws InputError for the first that is none */
export function checkCells(cells: readonly Cell[], runs: Runs, where: string): void {
  for (const { name, hash, command, subject, options } of cells) {
    const { name: known, options: taken } = runs.command(command.split(" "), where);
    const flags = taken.map(flagOf);
    const words = wordsOf(options).filter((word) => word.startsWith("--") && !flags.includes(word));
    const other = [
      ...(command === known ? [] : [command]),
      ...Object.keys(options).filter((option) => !taken.includes(option)),
      ...words,
      ...(subject.startsWith("-") ? [subject] : []),
      ...(hashIn(name) === hash ? [] : [hash]),
    ][0];
    check(other === undefined, `what ${where} says is no cell of a study: ${other}, ${name}`);
  }
}
