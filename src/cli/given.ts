import type { OptionName } from "../options/table.js";

/** Options of the table by name, and the extras, all checked. */
export interface Given {
  readonly options: Readonly<Partial<Record<OptionName, unknown>>>;
  /** All numbers of all lists. */
  readonly design?: readonly number[];
  /** How many lists it was written in: one for all groups, or one for each. */
  readonly lists?: number;
  readonly count?: number;
  readonly out?: string;
  readonly force: boolean;
  readonly json: boolean;
  readonly quiet: boolean;
}
