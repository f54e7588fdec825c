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
  /** What the experiment leaves unknown of each parameter; absent where draws were too few to tell. */
  readonly remaining?: readonly Remaining[];
  /** Estimates that bound neither side, for comparison, e.g. nearest neighbours. */
  readonly other?: readonly Estimate[];
}

/** How well one parameter is known after the experiment, on average over its outcomes. In the parameter's own unit. */
export interface Remaining {
  readonly name: string;
  readonly unit: string;
  /** Standard deviation of the prior. */
  readonly before: number;
  /** Mean of the posterior's standard deviation, with its standard error. */
  readonly after: { readonly value: number; readonly se: number };
  /** Mean of the posterior's standard deviation over its mean, where the parameter is positive: the relative standard error. */
  readonly relative?: number;
  /** 1 - spread of the posterior's mean over that of the prior: 0 where the experiment tells all, 1 where it tells nothing. */
  readonly shrinkage: number;
}

/** How much better one design or policy is than another. */
export interface Difference {
  /** First minus second, nats. */
  readonly value: number;
  /** Standard error; 0 between exact values. */
  readonly se: number;
  /** Whether it is the error of differences of pairs, of estimates by the same draws; otherwise they count as independent. */
  readonly paired?: true;
  /** What was subtracted: "exact gains", "lower bounds (sPCE)". */
  readonly of: string;
}

export interface NamedGain {
  readonly name: string;
  /** null for a baseline that is an average over designs. */
  readonly design: readonly number[] | null;
  /** Whether it is a policy that decides after every outcome. */
  readonly decides?: true;
  /** Seconds that a decision took, of a policy that computes when it decides. */
  readonly seconds?: number;
  /** Whose design it is, where it is none that every run is compared with: the user's own, or the one found, in a person's digits. */
  readonly rival?: "own" | "rounded";
  /** Why such a design is not feasible, in words: it is compared all the same. */
  readonly violation?: string;
  /** What was found minus this, where they can be compared. */
  readonly difference?: Difference;
  /** What it costs, in the run's unit of costs; of an average over designs, their mean. Absent where costs are not known. */
  readonly cost?: number;
  readonly gain: Gain;
}
