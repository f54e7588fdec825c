/** How a design falls into measurements: so many numbers each, side by side. */
import { counted } from "../basics/text.js";
import type { Outcome } from "../contracts/simulator.js";
import type { DesignSpace, Groups } from "../contracts/space.js";

type Widths = Pick<DesignSpace, "dim" | "width" | "rawWidth" | "grouped">;

/** Numbers of one measurement's place. */
export const widthOf = ({ width = 1 }: Pick<Widths, "width">): number => width;

/** Raw numbers from which `next` makes one. */
export const rawWidthOf = ({ rawWidth = 1 }: Pick<Widths, "rawWidth">): number => rawWidth;

/** How many numbers a design has for each measurement of a subject: in groups, one place a group. */
export const numbersOfOne = ({ width, grouped }: Pick<Widths, "width" | "grouped">): number =>
  widthOf({ ...(width === undefined ? {} : { width }) }) * (grouped?.groups ?? 1);

/** How many measurements there are, of each subject. */
export const measurementsOf = (space: Pick<Widths, "dim" | "width" | "grouped">): number => space.dim / numbersOfOne(space);

/** Names of the numbers of the first one. */
export const namesOfOne = ({
  names,
  ...space
}: Pick<Widths, "width"> & { readonly names: readonly string[] }): readonly string[] => names.slice(0, widthOf(space));

interface Measured {
  readonly designs: Pick<Widths, "dim" | "width" | "grouped">;
  readonly outcome: Pick<Outcome, "names" | "passive">;
}

/** How many outcomes come without being chosen. */
export const passiveOf = ({ passive }: Pick<Outcome, "passive">): number => passive?.at.length ?? 0;

/** How many outcomes each measurement has; undefined where they cannot be told from each other, because it is no whole number. */
export function outcomesOfOne({ designs, outcome }: Measured): number | undefined {
  const each = (outcome.names.length - passiveOf(outcome)) / measurementsOf(designs);
  return Number.isInteger(each) && each > 0 ? each : undefined;
}

/** Whether each measurement is one number that leads to one outcome, and nothing else is seen. */
export const isSingle = (simulator: Measured): boolean =>
  widthOf(simulator.designs) === 1 && outcomesOfOne(simulator) === 1 && passiveOf(simulator.outcome) === 0;

/** A row of numbers in pieces of the same length. */
export function inPieces<T>(row: readonly T[], length: number): T[][] {
  return Array.from({ length: row.length / length }, (_, i) => row.slice(i * length, (i + 1) * length));
}

/** "4 groups of 5 subjects", "1 subject". */
export const groupsInWords = ({ groups, subjects }: Groups): string =>
  groups === 1 ? counted(subjects, "subject") : `${counted(groups, "group")} of ${counted(subjects, "subject")}`;

/** The unit of coordinate i, or of outcome i. */
export const unitAt = ({ unit, units }: { readonly unit: string; readonly units?: readonly string[] }, i: number): string =>
  units?.[i] ?? unit;
