/** What data are of. */
import type { Simulator } from "../../contracts/simulator.js";
import { outcomesOfOne, widthOf } from "../../numbers/measurements.js";

/** A simulator before it is known how many measurements there were. */
export interface Measured {
  readonly name: string;
  /** How many numbers its designs usually have. */
  readonly usual: number;
  /** @param numbers of a design @throws InputError for so many as it cannot have */
  create(numbers: number): Simulator;
}

/** Numbers of one measurement of its usual experiment: of its place, and outcomes; 1 where they cannot be told. */
export function oneMeasurement({ usual, create }: Measured): { readonly width: number; readonly outcomes: number } {
  const simulator = create(usual);
  const outcomes = outcomesOfOne(simulator);
  return outcomes === undefined ? { width: 1, outcomes: 1 } : { width: widthOf(simulator.designs), outcomes };
}
