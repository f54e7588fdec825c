/** results.json: what all cells gave, and how it compares. */
import type { Shown } from "../types.js";

export interface Row {
  readonly cell: string;
  readonly varied: Readonly<Record<string, Shown>>;
  /** By the names of the columns; null where a result has none. */
  readonly values: Readonly<Record<string, number | string | boolean | null>>;
}

/** Mean over replicates; without an error where there is one of them only. */
export interface Mean {
  readonly value: number;
  readonly n: number;
  readonly se?: number;
  /** Half of the 95 % interval, Student's t. */
  readonly half?: number;
}

export interface GroupMean extends Mean {
  /** Values of `by`, "flo, 64". */
  readonly group: string;
  /** This one less the best one, over replicates that both have; absent for the best. */
  readonly behind?: Mean;
  /** The numbers behind the mean. */
  readonly values: readonly number[];
}

/** Cells that differ only in what is compared, and in what replicates. */
export interface Setting {
  /** Values of what varies besides. */
  readonly at: Readonly<Record<string, Shown>>;
  /** The best first. */
  readonly groups: readonly GroupMean[];
}

export interface StudyResults {
  readonly kind: "studyResults";
  readonly study: string;
  readonly run: string;
  readonly of: string;
  readonly better: "higher" | "lower";
  readonly by: readonly string[];
  readonly along?: string;
  readonly paired: string;
  /** What varies beside all that. */
  readonly facets: readonly string[];
  readonly cells: { readonly all: number; readonly done: number };
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
  readonly settings: readonly Setting[];
  /** Of settings that all groups have: mean rank, and how often a group was the best. */
  readonly overall: readonly { readonly group: string; readonly rank: number; readonly first: number }[];
  readonly failed: readonly { readonly cell: string; readonly reason: string }[];
  /** Done, without a result. */
  readonly diverged: readonly { readonly cell: string; readonly reason: string }[];
  readonly warnings: readonly string[];
}
