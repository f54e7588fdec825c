/** What a comparison and its helping processes say to each other. */
import type { MetaTraining } from "../records.js";

export type Request = { readonly type: "run"; readonly cell: Cell } | { readonly type: "stop" };

export type Answer =
  | { readonly type: "fraction"; readonly fraction: number }
  | { readonly type: "done" }
  /** `name` is that of the error's class. */
  | { readonly type: "failed"; readonly name: string; readonly message: string; readonly stack: string };

export interface Cell {
  readonly folder: string;
  readonly training: MetaTraining;
  readonly validationOnly: boolean;
}
