/** Pairs whose information is known, drawn afresh as often as they are wanted: what estimators are compared on. */
import type { Key, SettingSpecs } from "../../contracts/values.js";
import type { Settings } from "../../options/settings.js";

/** n pairs, row after row. */
export interface KnownRows {
  readonly x: Float32Array; // [n, columns.x]
  /** As densities know it. */
  readonly y: Float32Array; // [n, columns.y]
}

/** Of all pairs of rows, nats. */
export interface KnownDensities {
  /** log p(y_j given x_i), up to a constant: [n, n], row after row. */
  readonly logLikelihood: Float32Array;
  /** log p(y_j), up to the same one: [n]. */
  readonly logMarginal: Float32Array;
}

export interface KnownPairs {
  readonly columns: { readonly x: number; readonly y: number };
  /** The information of each level, nats, in the order in which they are gone through. */
  readonly levels: readonly number[];
  draw(k: Key, n: number, level: number): KnownRows;
  /** y as a critic is given it, by a map that keeps all information; absent: as it is. */
  seen?(y: Float32Array): Float32Array;
  densities(rows: KnownRows, level: number): KnownDensities;
  /** Where it is the slope of the information that is compared, and not the information. */
  readonly slope?: KnownSlope;
}

/** Of a number that makes y from x. */
export interface KnownSlope {
  /** How much the information rises by it, at each level: nats for one unit of it. */
  readonly truths: readonly number[];
  /** How much it moves each of the densities, through y alone: the same shapes. The densities themselves stay what they are. */
  of(rows: KnownRows, level: number): KnownDensities;
}

export interface KnownTask {
  readonly name: string;
  readonly summary: string;
  readonly reference: string;
  readonly settings: SettingSpecs;
  /** The levels that are usual, nats; absent: its settings say what its information is. */
  readonly levels?: readonly number[];
  /** @param settings all of them, checked @param levels nats, where the task has levels */
  open(settings: Settings, levels: readonly number[]): KnownPairs;
}
