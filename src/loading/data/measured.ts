/** What data are of. */
import type { Simulator } from "../../contracts/simulator.js";

/** A simulator before it is known how many measurements there were. */
export interface Measured {
  readonly name: string;
  /** How many coordinates its designs usually have. */
  readonly usual: number;
  /** @throws InputError for a number of coordinates that it cannot have */
  create(coordinates: number): Simulator;
}
