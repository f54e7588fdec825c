/** What a comparison asks of its helping processes; they tell the share that is done. */
import type { BackendChoice } from "../../src/contracts/options.js";
import type { MetaTraining } from "../records.js";

export interface Cell {
  readonly folder: string;
  readonly training: MetaTraining;
  readonly validationOnly: boolean;
}

export interface CellRequest {
  readonly cell: Cell;
  readonly backend: BackendChoice;
  /** Where a task family of one's own is. */
  readonly familyFile?: string;
}
