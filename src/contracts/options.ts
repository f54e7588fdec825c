/** What can be asked of a training, an evaluation and the backend. */
/** Options of one training; every field has a default in `options.ts`. */
export interface TrainingOptions {
  readonly estimator: string;
  readonly critic: string;
  /** Model of what estimators over densities read; the others have no use for it. */
  readonly density: string;
  /** How a design is moved that nothing of the simulator can be differentiated by; absent: the preferred way. */
  readonly optimizer?: string;
  readonly steps: number;
  readonly batch: number;
  /** How many others of its batch each pair is contrasted with; absent: all. */
  readonly negatives?: number;
  /** Thetas that each outcome of a batch is contrasted with, its own among them, where they are to be more than the batch's; absent: those. With near contrasts: whose bound they estimate. */
  readonly trainingContrasts?: number;
  /** Thetas drawn around its own that each outcome is contrasted with in training (`src/information/training/nearContrasts.ts`); absent: none. */
  readonly nearContrasts?: number;
  /** Equal parts of the training, in each of which such contrasts are twice as many as in the one before, up to all; absent: 1. */
  readonly curriculum?: number;
  readonly restarts: number;
  readonly hidden: readonly number[];
  readonly features: number;
  /** FLO's and TUBA's auxiliary network reads the critic's features (shared) or the inputs (separate). */
  readonly auxiliary: "shared" | "separate";
  readonly criticRate: number;
  readonly designRate: number;
  /** Critic updates for each design update. */
  readonly criticSteps: number;
  /** Critic-only steps before the design moves. */
  readonly warmup: number;
  readonly clipNorm: number;
  /** Validate every so many steps; stop after `patience` validations without a better bound (0: never). */
  readonly validateEvery: number;
  readonly patience: number;
}

/** Sizes of an evaluation. Where there is no likelihood, `critic*` and `paths` describe the freshly trained critic. */
export interface EvaluationOptions {
  /** Outer samples. */
  readonly samples: number;
  /** Fresh thetas against which each outer sample is contrasted. */
  readonly contrasts: number;
  /** Steps of the fresh critic. */
  readonly criticSteps: number;
  readonly criticBatch: number;
  /** Its name in the registry; the general default without it. */
  readonly critic?: string;
  /** Name of a model of densities, whose bounds then stand beside the contrastive ones; without it there are none. */
  readonly bracket?: string;
}

export const backendChoices = ["auto", "native", "wasm", "cpu"] as const;

export type BackendChoice = (typeof backendChoices)[number];
