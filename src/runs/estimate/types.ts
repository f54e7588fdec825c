/** `floe estimate`: what is asked, and what is answered. */
import type { Estimator } from "../../contracts/bounds.js";
import type { SettingValue } from "../../contracts/values.js";
import type { ColumnScale } from "./sides.js";

export interface EstimateInput {
  /** CSV, JSON lines or .npy, also gzipped. */
  readonly file: string;
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
  readonly decimalComma?: boolean;
  readonly seed?: number;
  /** Of the critics. */
  readonly steps?: number;
  readonly batch?: number;
  readonly hidden?: readonly number[];
  readonly critic?: string;
}

/** One number, in nats, as `floe estimate --json` prints it. */
export interface InformationEstimate {
  readonly estimator: string;
  readonly value: number;
  /** One standard error, of held-out rows and of trainings. */
  readonly se: number;
  /** 95 %. */
  readonly interval: readonly [low: number, high: number];
  readonly side: Estimator["side"];
  /** The largest value that it could have given, null without limit. */
  readonly cap: number | null;
  /** Rows that it was read off. */
  readonly samples: number;
  /** Why it should not be trusted; none where it may be. */
  readonly warnings: readonly string[];
  readonly seconds: number;
}

export interface ColumnAbout {
  readonly name: string;
  readonly kind: "continuous" | "discrete";
  readonly kinds?: number;
}

export interface EstimateResult extends InformationEstimate {
  readonly kind: "estimate";
  readonly file: string;
  readonly rows: number;
  readonly x: readonly ColumnAbout[];
  readonly y: readonly ColumnAbout[];
  readonly given?: readonly ColumnAbout[];
  /** Whether x and y may be independent: how often pairs put together at random look as dependent. */
  readonly independence?: { readonly p: number; readonly shuffles: number };
  /** Where there are warnings that no interval covers. */
  readonly reliable: boolean;
  /** What else was estimated: all of them, or what the choice was made from. */
  readonly others: readonly InformationEstimate[];
  readonly seed: number;
  readonly version: string;
}
