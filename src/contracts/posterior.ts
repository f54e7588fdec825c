/** The contracts of posteriors: from what was seen to theta. */
import type { Tensor1D, Tensor2D } from "@tensorflow/tfjs-core";
import type { Table } from "./bounds.js";
import type { Prior } from "./simulator.js";
import type { Key, Progress } from "./values.js";

/** What is known about one set of data. Whoever has a simulator makes it; members see nothing else of the experiment. */
export interface PosteriorTask {
  readonly prior: Prior;
  /**
   * log p(everything seen | theta), nats: theta [n, p] -> [n], differentiable, -Infinity where it could not have been seen. Absent where the
   * simulator has no likelihood. It makes its tensors inside, of numbers: what closes over tensors is computed rightly, but cannot be compiled, and
   * is ten times slower.
   */
  readonly logLikelihood?: (theta: Tensor2D) => Tensor1D;
  /** The same of the first 1, 2, .. measurements, the last one of all: for those that go step by step. */
  readonly logLikelihoods?: readonly ((theta: Tensor2D) => Tensor1D)[];
  /** A trained model of p(theta | seen), at what was seen. */
  readonly density?: PosteriorDensity;
  /** A trained critic's scores at what was seen: log p(seen | theta) up to a constant, [n] of theta [n, p]. */
  readonly scores?: (theta: Tensor2D) => Tensor1D;
  /** Experiments with the prior's parameters that measured where the data did. */
  readonly simulations?: Simulations;
}

/** Simulated experiments and the one that was made, on a scale on which noise is alike. */
export interface Simulations {
  /** [n, p], in theta's own units. */
  readonly theta: Table;
  /** Features of their outcomes, [n, q]: rows of a failed simulation hold what is no number. */
  readonly features: Table;
  /** Of what was seen, [q]. */
  readonly seen: ArrayLike<number>;
}

/** In theta's own units. */
export interface PosteriorDensity {
  logDensity(theta: Tensor2D): Tensor1D;
  sample(key: Key, n: number): Tensor2D;
}

/** One way to the posterior. */
export interface PosteriorMethod {
  readonly name: string;
  readonly summary: string;
  readonly use: string;
  readonly reference: string;
  /** What of the task it reads, beside the prior. */
  readonly from: "likelihood" | "density" | "scores" | "simulations";
  /** Whether `prior.logDensity` must be there. */
  readonly needsPriorDensity: boolean;
  /** The most parameters that it can do; absent: any number. */
  readonly mostParameters?: number;
  /** Whether its samples have `logEvidence`, by which models are compared. */
  readonly givesEvidence?: true;
  /**
   * @param n draws that are wanted @throws InterruptedError when the signal aborts
   * @throws InputError where nothing explains what was seen
   */
  draw(task: PosteriorTask, key: Key, n: number, signal?: AbortSignal): AsyncGenerator<Progress, PosteriorSample>;
}

/** Draws of equal weight, with what tells how far they can be trusted. */
export interface PosteriorSample {
  /** [n, p], row after row. */
  readonly theta: Float32Array;
  /** Effective sample size of each parameter's mean: so many independent draws would say as much. */
  readonly ess: readonly number[];
  /** Split R-hat of each parameter, of samplers that run chains: 1 where they agree. */
  readonly rhat?: readonly number[];
  /** Steps at which a gradient sampler lost its way. */
  readonly divergences?: number;
  /** Shape of the importance weights' tail: above 0.7 they are not to be trusted (Vehtari et al. 2024). Absent where too few weigh anything, as a warning says. */
  readonly paretoK?: number;
  /** log p(seen), nats, with its error, where the method gives it: for Bayes factors. */
  readonly logEvidence?: { readonly value: number; readonly se: number };
  /** Means and standard deviations where they are known without draws, by quadrature. */
  readonly moments?: readonly { readonly mean: number; readonly sd: number }[];
  readonly warnings: readonly string[];
}
