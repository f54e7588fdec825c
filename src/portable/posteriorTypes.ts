/** learned.json, as far as beliefs need it. */
import type { Scaling, TransformData } from "./types.js";

/** A tensor of float32 numbers, little-endian. */
export interface Packed {
  readonly shape: readonly number[];
  readonly base64: string;
}

export interface PosteriorModel {
  /** Where every experiment measured; absent: where a policy decided. */
  readonly design?: readonly number[];
  readonly measurements: number;
  readonly density?: {
    readonly options: { readonly density: string };
    readonly scaling: {
      readonly theta: Scaling;
      readonly ownTheta?: Scaling;
      readonly outcome: Scaling;
      readonly designSeen: boolean;
    };
    readonly parameters: Readonly<Record<string, Packed>>;
  };
}

export interface PosteriorData {
  readonly kind: "learned";
  readonly version: string;
  readonly simulator: string;
  readonly prior: {
    readonly names: readonly string[];
    readonly units: readonly string[];
    readonly support?: readonly { readonly low?: number; readonly high?: number }[];
  };
  readonly design: { readonly names: readonly string[]; readonly unit: string; readonly logs: readonly boolean[] };
  readonly outcome: { readonly names: readonly string[]; readonly unit: string; readonly transform?: TransformData };
  readonly models: readonly PosteriorModel[];
}

export interface BelievedParameter {
  readonly name: string;
  readonly unit: string;
  readonly mean: number;
  readonly sd: number;
  /** 90 %. */
  readonly interval: readonly [number, number];
}

export interface PortableBelief {
  readonly parameters: readonly BelievedParameter[];
  /** In theta's own units, a row a draw. */
  readonly draws: readonly Float64Array[];
}
