/** The contracts of bounds and of the critics that they score pairs with. */
import type { Tensor, Tensor1D, Tensor2D } from "@tensorflow/tfjs-core";
import type { Key, Params, SettingSpec, SettingValue } from "./values.js";

/** What every estimator of mutual information says of itself, whatever it is made from. */
interface EstimatorBase {
  readonly name: string;
  readonly summary: string;
  readonly use: string;
  readonly reference: string;
  /** Only a lower bound is maximised over designs; "neither" may lie on either side with finitely many pairs, even with the best scores. */
  readonly side: "lower" | "upper" | "neither";
  /** What the best scores, or densities, are. Tests put it in; a trained critic's scores are read by it. */
  readonly truth: Truth;
  /** Whether a batch's gradient is on average that of infinitely many pairs; "none" where there is nothing to differentiate. */
  readonly gradient: "unbiased" | "biased" | "none";
  /** Whether its mean over batches is the same for every number of pairs, for fixed scores: then batches of any sizes may be averaged. */
  readonly batchFree: boolean;
  /** Whether it takes a third variable z, and estimates I(x; y given z): absent, it does not. */
  readonly given?: "optional" | "required";
  /** Its constants, with the defaults that the registry's member has; `with` gives it others. */
  readonly settings?: Readonly<Record<string, SettingSpec>>;
  /** The largest value it can report from n pairs, nats; Infinity when unlimited. */
  cap(n: number): number;
}

/** r = log p(y given theta) / p(y); c is any constant, or any function of what stands in brackets. "log densities": of each, the true one. "none": nothing is scored. */
export type Truth =
  | "r"
  | "r + 1"
  | "r + c"
  | "r + c(theta)"
  | "r + c(outcome)"
  | "log likelihood"
  | "log posterior"
  | "log densities"
  | "none";

/** What a bound is made from: the scores of all pairs and, for some estimators, more numbers. */
export interface Terms {
  readonly scores: Tensor2D; // [n, n], rows theta, columns outcome
  /** FLO's u(theta_i, y_i), TUBA's log a(y_j), [n]; or one number for all. */
  readonly auxiliary?: Tensor1D;
  /** [n, n], 1 where theta_i may stand beside outcome_j as a negative, because their z is the same; absent: everywhere. For `given` only. */
  readonly contrasted?: Tensor2D;
}

/** What an estimator remembers from one step of a training to the next: numbers by name, no gradient goes through them. */
export type EstimatorMemory = Readonly<Record<string, Tensor>>;

/** From the scores of all pairs of a batch. */
export interface FromScores extends EstimatorBase {
  readonly with?: (settings: Readonly<Record<string, SettingValue>>) => FromScores;
  readonly from: "scores";
  /** Where the scores come from: a trained critic, or the simulator's log likelihood. */
  readonly scores: "critic" | "likelihood";
  /** What the auxiliary network sees: nothing (there is none), the outcome, or the pair; "scalar" is one trained number, without a network. */
  readonly auxiliary: "none" | "outcome" | "pair" | "scalar";
  /** How much faster than the critic the auxiliary learns; 1 without it. */
  readonly auxiliaryRate?: number;
  /**
   * [n] nats, of which the mean is the value and the spread over √n its standard error. Where the value is a mean over pairs, each pair's
   * contribution; where it is none, e.g. because it takes the logarithm of a mean, the value linearised in the pairs (the delta method).
   * @param memory as it was before this batch, so that a bound stays one; absent: as it starts
   */
  contributions(terms: Terms, memory?: EstimatorMemory): Tensor1D;
  /**
   * [n] nats, whose mean is maximised; absent where that is the value itself. What must not be followed stands in `withoutGradient`.
   * @param memory with this batch in it
   */
  objective?(terms: Terms, memory: EstimatorMemory): Tensor1D;
  /**
   * For each outcome, the sum of all terms of all contributions (of the objective, where there is one) that this outcome enters, up to terms
   * that it does not enter: [n] nats. It is what a score-function gradient credits the outcome's own design with. Absent where that is the
   * outcome's own contribution.
   * @param memory as of `objective`
   */
  credits?(terms: Terms, memory: EstimatorMemory): Tensor1D;
  /**
   * Where a contribution depends on no other outcome: what it is, from an outcome's score under its own theta and the logarithm of the mean of
   * exp over its scores under all thetas of the batch; element by element, nats. With it outcomes that are few are counted out.
   */
  ofOutcome?(own: Tensor, logMean: Tensor): Tensor;
  /** Whether `ofOutcome` is own - logMean: its mean is then an information, and a sum of what each measurement tells beside those before it. */
  readonly chained?: true;
  /** Thetas that each outcome is contrasted with, where they are to be more than the batch's: then contributions are `ofOutcome`'s. */
  readonly contrasts?: number;
  /** Thetas drawn around its own that each outcome is contrasted with in training, in the place of the batch's; of `contrasts` draws of the prior they estimate the bound then. */
  readonly nearContrasts?: number;
  /**
   * The logarithm of the density ratio p(theta, y) / (p(theta) p(y)) that the scores stand for, of all pairs: [n, n] nats. At the optimum its
   * exponential has mean 1 over the pairs i≠j. For `regularised`; absent where nothing holds the scores to it.
   */
  logRatios?(terms: Terms): Tensor2D;
  /** What is proven of its value with n pairs, in words that stand after its name; absent where side and cap say it all. */
  limits?(n: number): string;
  /** A second estimate of the information, from the auxiliary alone: [n] nats, reported beside the value. It bounds neither side. */
  readOut?(terms: Terms): Tensor1D;
  /** State between the steps of a training, saved with the rest. */
  readonly memory?: {
    start(): EstimatorMemory;
    /** With this batch in it; same names and shapes. */
    next(memory: EstimatorMemory, terms: Terms): EstimatorMemory;
  };
}

/** Log densities of a batch, nats: [n] of the pairs that belong together, and [n, n] of all pairs (rows theta) where `pairs` asks for them. */
export interface LogDensities {
  /** theta_i given outcome_i (and z_i). */
  readonly posterior?: Tensor1D;
  /** outcome_i given theta_i (and z_i). */
  readonly likelihood?: Tensor1D;
  readonly prior?: Tensor1D;
  /** outcome_i, theta unknown (z_i given). */
  readonly marginal?: Tensor1D;
  /** theta_i and outcome_i together. */
  readonly joint?: Tensor1D;
  readonly all?: Readonly<Partial<Record<"posterior" | "likelihood", Tensor2D>>>;
}

export type DensityOf = Exclude<keyof LogDensities, "all">;

/** From densities that are known, or are modelled and trained, instead of a critic. */
export interface FromDensity extends EstimatorBase {
  readonly from: "density";
  /** No score matrix is needed to train it. */
  readonly scores: "none";
  /** Which densities it reads: the simulator's own, or a model that is trained. */
  readonly reads: Readonly<Partial<Record<DensityOf, "known" | "modelled">>>;
  readonly pairs: "own" | "all";
  /**
   * As of FromScores. A lower bound is climbed, over designs and models alike. Models of other bounds are fitted by maximum likelihood, and no
   * design is trained by them.
   */
  contributions(densities: LogDensities): Tensor1D;
  objective?(densities: LogDensities): Tensor1D;
}

/** Rows of numbers, row after row. */
export interface Table {
  readonly columns: number;
  readonly values: ArrayLike<number>;
}

/** Nats; `se` is the spread over repetitions, a bias is not in it. */
export interface SampleEstimate {
  readonly value: number;
  readonly se: number;
  /** Of one that solves a convex problem: by how much its value on the rows that it was fitted to may be less than the best one's, nats. */
  readonly gap?: number;
  /** Of the value, what no score of the rows' own ranks could prove, because they hide it; nats. */
  readonly unseen?: number;
}

/** From samples themselves, with nothing to train. */
export interface FromSamples extends EstimatorBase {
  readonly with?: (settings: Readonly<Record<string, SettingValue>>) => FromSamples;
  readonly from: "samples";
  /** What it is for: "any" columns, "continuous" ones on both sides, "discrete" ones on both, or on one side and not on the other. */
  readonly samples: "any" | "continuous" | "discrete" | "oneDiscrete";
  /** More rows take more than a minute or so: of files that have more, as many are drawn. Absent: there is no such number. */
  readonly mostRows?: number;
  readonly scores: "none";
  readonly gradient: "none";
  /**
   * Columns should be on comparable scales: standardise them first. May be negative; it is not clipped.
   * @param given z, where `given` says so
   * @throws Error for tables of different numbers of rows, or of too few
   */
  estimate(x: Table, y: Table, given?: Table): SampleEstimate;
}

/** An estimator of mutual information; maximised over what it is made from, and over designs, when its side is lower. */
export type Estimator = FromScores | FromDensity | FromSamples;

/** A model of the density of some numbers given others, built from small networks. What is given may be one row, [1, q], for all rows alike. */
export interface DensityModel {
  readonly name: string;
  readonly summary: string;
  readonly use: string;
  readonly reference?: string;
  /** @param start draws that it may begin near; absent: it begins near the standard normal */
  init(
    key: Key,
    sizes: { readonly value: number; readonly given: number; readonly hidden: readonly number[] },
    start?: DensityStart,
  ): Params;
  /** Log density of each row of `value` [n, p] under the same row of `given` [n, q]: [n] nats. */
  logDensity(params: Params, value: Tensor2D, given: Tensor2D): Tensor1D;
  /** Of every row of `values` [n, p] under every row of `given` [m, q]: [n, m] nats. */
  logDensities(params: Params, values: Tensor2D, given: Tensor2D): Tensor2D;
  /** How many standard normal numbers a draw of p values needs. */
  noise(values: number): number;
  /** Values [n, p] of this density, from standard normal numbers [n, noise(p)]: a function of both, and exact. */
  sample(params: Params, noise: Tensor2D, given: Tensor2D): Tensor2D;
}

/** Values [n, p] with what is given beside them, [n, q] or one row. */
export interface DensityStart {
  readonly value: Tensor2D;
  readonly given: Tensor2D;
}

/** A score function of pairs, built from small networks. */
export interface Critic {
  readonly name: string;
  readonly summary: string;
  /**
   * What its outcome features are. "outcomes": the outcomes, and where designs differ between experiments the designs before them.
   * "measurements": one measurement after the other, each its place and its outcome, whether designs differ or not; so only for
   * simulators with `measure`, whose outcomes belong to one coordinate of the design each.
   */
  readonly reads: "outcomes" | "measurements";
  init(key: Key, sizes: CriticSizes): Params;
  /** @param theta [n, p] features @param outcome [m, q] features */
  scores(params: Params, theta: Tensor2D, outcome: Tensor2D): CriticOutput;
}

export interface CriticSizes {
  readonly theta: number;
  readonly outcome: number;
  /** Numbers of one measurement among the outcome's, for critics that read measurements; 1 without it. */
  readonly measurement?: number;
  readonly hidden: readonly number[];
  /** Width of the features that separable and bilinear critics compare. */
  readonly features: number;
}

export interface CriticOutput {
  readonly scores: Tensor2D; // [n, m]
  /** What the same network says of every pair beside its score, [n, m]: a shared auxiliary of pairs is this, and needs no network. */
  readonly second?: Tensor2D;
  /** What a shared auxiliary network reads: [n, h] and [m, h']. */
  readonly thetaFeatures: Tensor2D;
  readonly outcomeFeatures: Tensor2D;
}

/** Log density of every outcome under every theta. */
export interface LogLikelihood {
  /**
   * Floe hands over one design, the same for all outcomes; where a policy made a design for each, it asks for one outcome after the other
   * (`likelihoodOf` in src/modelling/likelihoods.ts, by which everything in Floe asks). m can be 1, and be equal to n.
   * @param theta [n, p] @param design [1, dim]; also [m, dim], a row for each outcome, where `ownDesigns` says so @param outcome [m, q]
   * @returns scores [n, m], nats; -Infinity where the outcome is impossible
   */
  (theta: Tensor2D, design: Tensor2D, outcome: Tensor2D): Tensor2D;
  /** Set by `pairwiseScores` and `forOwnDesigns`: takes a row of the design for each outcome. Faster for policies. */
  readonly ownDesigns?: true;
  /** The same of pairs alone, theta [k, p], design [1 or k, dim] and outcome [k, q]: [k] nats. Set by `likelihoods`, `pairwiseScores` and `forOwnDesigns`. */
  readonly pairs?: PairedLogDensity;
}

/** A log density of pairs: theta [k, p], design [1 or k, d], outcome [k, q] to [k], nats. */
export type PairedLogDensity = (theta: Tensor2D, design: Tensor2D, outcome: Tensor2D) => Tensor1D;
