/** What is unknown and how an outcome comes about: prior, draws, simulator, settings. */
import type { Tensor1D, Tensor2D, Tensor3D } from "@tensorflow/tfjs-core";
import type { Estimator, LogLikelihood } from "./bounds.js";
import type { DeclaredGoal, Goal } from "./goal.js";
import type { TrainingOptions } from "./options.js";
import type { DesignSpace } from "./space.js";
import type { Key, Noise, SettingSpecs, SettingsOf, SettingValue, Support, Transform } from "./values.js";

/** n experiments to come: the unknowns and all the randomness their outcomes will need, design not yet chosen. */
export interface Draw {
  readonly theta: Tensor2D; // [n, p]
  readonly noise: Noise;
}

/** What is believed about theta before the experiment. */
export interface Prior {
  readonly names: readonly string[];
  /** One unit a parameter, "" where it has none. */
  readonly units: readonly string[];
  /** Where each parameter can be; absent: anywhere. With it samplers and models of densities work on a scale without ends, and never leave it. */
  readonly support?: readonly Support[];
  /** An invertible map to a scale without ends, where `support` does not say all: shares that add up to 1 at most. Absent: by `support`, one by one. */
  readonly unbounded?: Unbounded;
  /** How many different draws it has, where it is no more than draws of something: a gain is at most their logarithm. */
  readonly draws?: number;
  /** Returns [n, p]. */
  sample(key: Key, n: number): Tensor2D;
  /** Log density of each row of theta [n, p], in nats: [n]. */
  logDensity?(theta: Tensor2D): Tensor1D;
  /** The prior of these parameters alone, in this order; absent, or undefined, where they are not known to be independent of all others. */
  only?(names: readonly string[]): Prior | undefined;
  /** Parameters that are whole numbers which stand for kinds: which of the others matter depends on them. Absent: none are. */
  readonly categories?: readonly string[];
}

/** Parameters on a scale without ends. */
export interface Unbounded {
  /** theta [n, p] within its support -> z [n, p], any numbers */
  free(theta: Tensor2D): Tensor2D;
  back(z: Tensor2D): Tensor2D;
  /** log |dz/dtheta| at z, [n]: a log density of z plus this is one of theta, in theta's units. */
  logVolume(z: Tensor2D): Tensor1D;
}

/** What members of a bank are for: where they are rows of a file, no row is for two of these. */
export type BankUse = "training" | "choosing" | "evaluation";

/** Simulations made ahead in bulk, for simulators whose design only decides what is read from a finished path. */
export interface Bank<B = unknown> {
  /** How many rows there are for each use, where they lie in a file and none can be simulated anew. */
  readonly rows?: Readonly<Record<BankUse, number>>;
  /** What is worth knowing of it, and speaks against nothing. */
  readonly about?: readonly string[];
  /** Whether what `simulate` gives is data without functions and tensors, so that several processes can have it from one. */
  readonly plain?: boolean;
  /** Paths in one training bank. */
  readonly size: number;
  /** The trainer takes a fresh bank every so many steps. */
  readonly refreshEvery: number;
  /** Simulates `size` paths; a function of the key alone, and where there are rows only, of the use ("training" where none is told). May use all cores. */
  simulate(key: Key, size: number, signal?: AbortSignal, use?: BankUse): Promise<B>;
  /** n distinct members of the bank chosen by the key. Throws when the bank has fewer than n. */
  draw(bank: B, key: Key, n: number): Draw;
  /** Members [from, from + n) of the bank in their order: for evaluation, which uses each once. */
  slice(bank: B, from: number, n: number): Draw;
  readonly count: (bank: B) => number;
  /** What the user must be warned of in this bank, e.g. the share of the prior that a filter dropped. */
  notes?(bank: B): string[];
}

/** "continuous": any number; "count": 0, 1, 2, ...; "binary": 0 or 1; "category": whole numbers from 0. As in what a portable policy carries. */
export type OutcomeKind = "continuous" | "count" | "binary" | "category";

/** What is observed, and what it can be. */
export interface Outcome {
  /** One a column of what `simulate` returns: where measurements can be taken one by one, as many for each of them, side by side; what is passive comes last. */
  readonly names: readonly string[];
  readonly unit: string;
  /** One for each name, where they differ: `unit` is "" then. */
  readonly units?: readonly string[];
  /**
   * Which outcomes there can be, once for all columns or once for each: "continuous", any number; "count", 0, 1, 2, ...; "binary", 0 or 1;
   * "category", the whole numbers 0 to `high`. The rehearsal holds simulations to it, and `floe ask`, `floe live` and `floe/policy` refuse
   * all other outcomes. Without it every number is taken for possible.
   */
  readonly kind?: OutcomeKind | readonly OutcomeKind[];
  /** The least and the largest possible outcome, in its unit, where there is one. */
  readonly low?: number | readonly (number | undefined)[];
  readonly high?: number | readonly (number | undefined)[];
  /** That the last columns come without being chosen, and when. */
  readonly passive?: Arrivals;
}

/** When outcomes are known that come whatever is chosen: reports, week by week. */
export interface Arrivals {
  /** One for each of the last columns, ascending, above 0: a decision knows those that the clock has reached. */
  readonly at: readonly number[];
  /** "measurements": how many were taken before the decision. "place": the first number of the latest one, such as its day. */
  readonly clock: "measurements" | "place";
}

/**
 * A simulator with its settings fixed: theta and design in, noisy outcome out.
 * All randomness is drawn before the design is known (`draw`, or `bank`), and `simulate` is a pure differentiable function:
 * the same draw can be replayed with another design, which makes design gradients exact and steps traceable.
 */
export interface Simulator {
  readonly name: string;
  readonly summary: string;
  readonly settings: Readonly<Record<string, SettingValue>>;
  readonly prior: Prior;
  readonly designs: DesignSpace;
  readonly outcome: Outcome;
  /** Exactly one of `draw` and `bank` is present. */
  draw?(key: Key, n: number): Draw;
  // biome-ignore lint/suspicious/noExplicitAny: a bank's content is known to its simulator only
  readonly bank?: Bank<any>;
  /**
   * How a gradient of the information by the design comes about. "pathwise", without it: through `simulate`, by TensorFlow.js. "score":
   * `simulate` may round, compare, count or call other programs; the design is then tried out at random around its present value, or the
   * likelihood's own derivative is used where it is known (src/information/training/scoreGradient.ts). Noisier, so only where there is no path.
   * "enumerate": `finite` has all outcomes, and a bound with the known likelihood is averaged over them, not over draws; as "score" elsewhere.
   */
  readonly gradient?: "pathwise" | "score" | "enumerate";
  /** Outcomes that can be counted out, for "enumerate". */
  readonly finite?: FiniteOutcomes;
  /** Draws for which `simulate` is not finite: refused, or left out and counted (src/modelling/failures.ts); beside a likelihood, a matter of theta alone. */
  readonly failures?: "refuse" | "leaveOut";
  failedOf?(key: Key, n: number): number; // how many of n draws of the key fail; Floe adds it where they are left out

  /**
   * @param theta [n, p] @param design [1, dim] (the same for all) or [n, dim] @param noise as drawn
   * @returns outcome [n, q]
   */
  simulate(theta: Tensor2D, design: Tensor2D, noise: Noise): Tensor2D;
  /**
   * One measurement after the other, where they can be taken so: what measurement `step` (from 0) leads to. The family created with fewer
   * measurements must then describe the first ones, `logLikelihood` included: bounds after each step are made with it.
   * @param at [1 or n, width of the design space], where it is taken @param noise as drawn, for all steps
   * @returns [n, outcomes of one measurement]: outcome.names has as many for each
   */
  measure?(theta: Tensor2D, at: Tensor2D, noise: Noise, step: number): Tensor2D;
  /** What comes without being chosen, whatever the design: the last columns of `simulate`, [n, as many as `outcome.passive.at`]. */
  passive?(theta: Tensor2D, noise: Noise): Tensor2D;
  /**
   * Log density of the first k of them, which are independent of all measurements given theta: what they alone are worth, and how those that are not
   * in yet are left out. @param outcome [m, k] @returns [n, m], nats
   */
  passiveLikelihood?(theta: Tensor2D, outcome: Tensor2D): Tensor2D;
  readonly logLikelihood?: LogLikelihood;
  /**
   * For outcomes that are known to lie below or above a limit only: their log probabilities, nats, of outcomes that are independent of each other
   * given theta (`normalCumulative`, `logNormalCumulative`). Without it they are integrals over the likelihood.
   * @param theta [n, p] @param design [1, dim] @param limit [1, q]
   */
  logCumulative?(theta: Tensor2D, design: Tensor2D, limit: Tensor2D): LogCumulative;
  /**
   * Where `simulate` has a path but for jumps: the log probability of the side of its jumps on which each outcome lies, under the theta in its row, nats.
   * With it a training by contrasts of each outcome's own goes along the path and adds the likelihood's gradient of the sides.
   * @param theta [n, p] @param design [1 or n, dim] @param outcome [n, q]
   */
  logSides?(theta: Tensor2D, design: Tensor2D, outcome: Tensor2D): Tensor1D;
  /** Where the design says how often something is tried: trainings by counted thetas are credited with what one trial more tells. */
  readonly trials?: Trials;
  /** What may be asked beside its parameters, by name: functions of theta, such as a prediction where nothing can be measured. */
  readonly goals?: Readonly<Record<string, DeclaredGoal>>;
  /** What the information is about; absent: all of theta. `withGoal` sets it. */
  readonly goal?: Goal;
  /** The true gain by closed form or quadrature; `se` is 0 where nothing is sampled. */
  exactGain?(design: readonly number[]): { readonly value: number; readonly se: number };
  /** Invertible maps that make networks' inputs well spread, e.g. log; the gain does not change under them. */
  readonly features?: {
    readonly theta?: (theta: Tensor2D) => Tensor2D;
    /** Element by element. A trained policy can leave TensorFlow.js only with a Transform here. */
    readonly outcome?: Transform | ((outcome: Tensor2D) => Tensor2D);
  };
  /** What an experiment costs, where that differs between designs: gains are then told per cost too. */
  readonly cost?: Cost;
  /** Curves for the report: the noiseless outcome along one design axis for given theta, where that means something. */
  readonly curve?: Curve;
}

/** Numbers of trials [m, q], which have a gradient where the likelihood has none, and the logs of the chances of a yes and a no. */
export interface Tried<Chances> {
  readonly count: Tensor2D;
  readonly logYes: Chances;
  readonly logNo: Chances;
}

/** Of outcomes that are counts of successes out of numbers that the design says. */
export interface Trials {
  /** Every theta [n, p] at every design [m, dim]: chances [n or 1, m, q]. */
  all(theta: Tensor2D, design: Tensor2D): Tried<Tensor3D>;
  /** Each theta [m, p] at the design of its own [m, dim]: chances [m, q]. */
  pairs(theta: Tensor2D, design: Tensor2D): Tried<Tensor2D>;
}

/** Columns of an outcome that have few values each, and are independent of all other columns given theta. The others must not depend on the design. */
export interface FiniteOutcomes {
  /** Which columns, in ascending order; absent: all. */
  readonly columns?: readonly number[];
  /** All values that each of them can have. */
  readonly values: readonly (readonly number[])[];
  /** Their log probabilities: for each such column [n, its values], nats. @param theta [n, p] @param design [1 or n, dim] */
  logMass(theta: Tensor2D, design: Tensor2D): readonly Tensor2D[];
}

/** Log probabilities, nats, [n, q] each: -Infinity is not among them, but numbers as low as float32 has them. */
export interface LogCumulative {
  readonly below: Tensor2D;
  readonly above: Tensor2D;
}

/** What a design costs. */
export interface Cost {
  /** "EUR", "h" */
  readonly unit: string;
  /** A positive number, in that unit. */
  of(design: readonly number[]): number;
}

/** How a simulator is drawn: y against one axis, for some theta. */
export interface Curve {
  readonly xTitle: string;
  readonly yTitle: string;
  /** Positions along the axis. */
  readonly xs: readonly number[];
  /** Example courses drawn from the (effective) prior, one array a path, each as long as `xs`. */
  paths(key: Key, count: number): Promise<number[][]>;
  /** The courses of experiments that were drawn, so that decisions can be shown on what they were about. */
  of?(draw: Draw): number[][];
  /** The noise in place of which none of it would be there: with it, `measure` gives the courses. For tests. */
  quiet?(noise: Noise): Noise;
}

/** A simulator before its settings are chosen: what the registry and users' files export. `Specs` is its own table of settings. */
export interface SimulatorFamily<Specs extends SettingSpecs = SettingSpecs> {
  readonly name: string;
  /** One line: what is simulated. */
  readonly summary: string;
  /** One line: when to use it. */
  readonly use: string;
  readonly settings: Specs;
  /** Measurements, where nothing is said. */
  readonly defaultDesigns: number;
  /** Groups of subjects that share theta, each group at a design of its own; absent: one. `create` makes the simulator of one subject. */
  readonly groups?: number;
  /** Subjects in each group, with noise of their own; absent: one. */
  readonly subjects?: number;
  /** Where the model and its constants come from. */
  readonly reference?: string;
  /** Defaults that other settings change, e.g. those of a preset; the others are as in `settings`. */
  defaultsFor?(given: Partial<SettingsOf<Specs>>): Partial<SettingsOf<Specs>>;
  /** @param designs how many measurements: the design has as many numbers, or `width` times as many (`DesignSpace.width`) */
  create(designs: number, settings: SettingsOf<Specs>): Simulator;
  /** Training options that suit this simulator better than the general defaults, found by experiment. */
  readonly recommended?: (estimator: Estimator) => Partial<TrainingOptions>;
  /** What is to be learned where nothing is said; absent: all parameters. */
  readonly usualGoal?: string;
  /** Of one that is several models of one experiment: what they are. */
  readonly models?: readonly NamedModel[];
  /** Named sets of options, e.g. `paper`: the source paper's own. */
  readonly presets?: Readonly<Record<string, Partial<TrainingOptions>>>;
}

/** One of several models. */
export interface NamedModel {
  /** What it is called in parameters, settings and tables: the family's name, or its file's where two have the same. */
  readonly name: string;
  readonly family: SimulatorFamily;
}
