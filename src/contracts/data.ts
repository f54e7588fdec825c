/** What was really measured. */

/** One experiment that was made: a place for each of its measurements, and what came out; nothing of it is missing. */
export interface MadeExperiment {
  /** A number for each coordinate of the design, in its unit. */
  readonly design: readonly number[];
  /** A number for each outcome, in its unit; of a censored one, the limit. */
  readonly outcome: readonly number[];
  /** Which outcomes are known to lie below or above their number only; absent: none. */
  readonly censored?: readonly ("below" | "above" | null)[];
  /** Whose experiment it was, where the data tell: several experiments are of one theta. */
  readonly subject?: string;
}

/** Data as they were read and checked. */
export interface MeasuredData {
  readonly experiments: readonly MadeExperiment[];
  /** Measurements whose outcome is missing or was lost: they are not among the experiments. */
  readonly missing: number;
  /** How many reports are in, where the data tell: each experiment's outcomes end with them. */
  readonly reports?: number;
  /** What the user should know of them: measured outside of the range that the simulator declares, say. */
  readonly notes: readonly string[];
}
