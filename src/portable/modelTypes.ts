/** What a portable few-shot model is made of, and what it does. Types only. */
import type { Weights } from "./types.js";

/** Seen by networks is (value - shift) / scale. */
export interface Linear {
  readonly shift: number;
  readonly scale: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Predictions at all x of a list. @throws ModelError for what is no list of finite numbers */
export interface Curve {
  (xs: readonly number[]): number[];
  /** Standard deviations of y there, of models that know them: about 95 % of what is measured lies within 1.96 of them. */
  readonly sd?: (xs: readonly number[]) => number[];
}

/** From the units of a family of tasks to what networks see. */
export interface Scaling {
  readonly x: Linear;
  readonly y: Linear;
}

export interface ModelData {
  readonly kind: "metaModel";
  /** Of the Floe that wrote it. */
  readonly version: string;
  readonly low: number;
  readonly high: number;
  readonly adaptation: PortableMethod;
  /** Absent where networks see x and y as they are. */
  readonly scaling?: Scaling;
  /** What the standard deviations that it says are multiplied by, so that intervals of 95 % hold; 1 where it is absent. */
  readonly wider?: number;
  readonly parameters: Weights;
}

/** How alike two points are by their features a and b: a·b, or amplitude² exp(-|a - b|²/2). */
export type Kernel = "linear" | "squaredExponential";

/** How a model adapts: by gradient steps of some layers, by an embedding of the points, or by Bayes' rule on features. */
export type PortableMethod =
  | { readonly kind: "gradient"; readonly network: string; readonly from: number; readonly rate: number; readonly steps: number }
  | { readonly kind: "prompt"; readonly encoder: string; readonly network: string }
  | {
      readonly kind: "closedForm";
      /** Its last output is the mean beforehand, the others are the features. */
      readonly network: string;
      readonly features: number;
      readonly kernel: Kernel;
      /** Parameters: tenths of the logarithms of the amplitude, and of the noise's standard deviation. */
      readonly scale: string;
      readonly noise: string;
      /** Of the noise, as networks see y: added to what is learned. */
      readonly leastVariance: number;
    };

export interface MetaModel {
  readonly data: ModelData;
  /**
   * @param points one at least
   * @param steps adaptation steps of a model that adapts by gradients, as in its training unless given; one that adapts in one pass has none
   * @throws ModelError for what are no points, and for steps that cannot be
   */
  adapt(points: readonly Point[], steps?: number): Curve;
}
