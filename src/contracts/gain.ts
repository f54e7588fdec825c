/** What a design is worth, with errors. */
/** An estimate with its standard error and how it was made. */
export interface Estimate {
  readonly value: number;
  /** Of `Gain.other`, the spread of the estimate over repetitions, which says nothing of its bias. */
  readonly se: number;
  readonly method: string;
  /** Outer samples behind `se`. */
  readonly samples: number;
  readonly contrasts?: number;
  /** The largest value the method could have reported, where it has a limit. */
  readonly cap?: number;
  /** What came out, where `value` is 0 because a gain is never negative. */
  readonly unclipped?: number;
  /** Which draws these were: estimates of the same draws are compared pair by pair, by the means of their consecutive blocks, nats. */
  readonly draws?: string;
  readonly blocks?: readonly number[];
}

export interface SidedEstimate extends Estimate {
  readonly side: "lower" | "upper";
}

export interface Gain {
  readonly lower: Estimate | null;
  readonly upper: Estimate | null;
  /** All that were read of the same draws, where there was a choice: `lower` and `upper` are those that other draws chose. */
  readonly bounds?: readonly SidedEstimate[];
  /** Only where there is a closed form or a quadrature; `exactSe` when part of it is sampled. */
  readonly exact?: number;
  readonly exactSe?: number;
  /** Estimates that bound neither side, for comparison, e.g. nearest neighbours. */
  readonly other?: readonly Estimate[];
}

export interface NamedGain {
  readonly name: string;
  /** null for a baseline that is an average over designs. */
  readonly design: readonly number[] | null;
  readonly gain: Gain;
}
