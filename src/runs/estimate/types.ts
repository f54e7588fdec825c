/** `floe estimate`: what is asked. What is answered is a record: src/records/schemas/estimate.ts. */
import type { BackendChoice } from "../../contracts/options.js";
import type { SettingValue } from "../../contracts/values.js";
import type { DataColumns } from "../../loading/tables/index.js";
import type { ColumnScale } from "./sides.js";

export type { ColumnAbout, EstimateResult, InformationEstimate, SelfCheck } from "../../records/types.js";

export interface EstimateInput {
  /** CSV, JSON lines or .npy, also gzipped. */
  readonly file?: string;
  /** In place of a file: columns by their names, numbers or words, all of one length. */
  readonly data?: DataColumns;
  /** Columns, as "x1,x2", "1-3" or "x1:x3"; absent: those called so. */
  readonly x?: string;
  readonly y?: string;
  /** Columns that are known: the information of x and y given these. */
  readonly given?: string;
  /** Of the registry, "auto" (default) or "all". */
  readonly estimator?: string;
  readonly estimatorSetting?: Readonly<Record<string, SettingValue>>;
  readonly scale?: ColumnScale;
  /** Of the permutation test of independence; 0: none. Default 999. */
  readonly shuffles?: number;
  /** So many rows, drawn at random; default: all. */
  readonly rows?: number;
  /** Tests of the estimator on the data themselves: three more estimates. */
  readonly check?: boolean;
  readonly decimalComma?: boolean;
  /** Between cells; default: what the first line has. */
  readonly separator?: string;
  readonly seed?: number;
  readonly backend?: BackendChoice;
  /** Of the critics. */
  readonly steps?: number;
  readonly batch?: number;
  readonly hidden?: readonly number[];
  readonly critic?: string;
}
