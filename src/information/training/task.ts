/** What a training is given: its step, where its draws come from, and what it is validated on. */
import type { TrainingOptions } from "../../contracts/options.js";
import type { Draw } from "../../contracts/simulator.js";
import type { Key } from "../../contracts/values.js";
import type { Source } from "../../experiment/source.js";
import type { StepTask } from "./step.js";

export interface TrainTask extends StepTask {
  readonly options: TrainingOptions;
  readonly key: Key;
  readonly source: Source;
  /** A fixed draw that is never trained on. */
  readonly validation: Draw;
  /** The same policy in shorter experiments, each with draws of its own. */
  readonly shorter?: readonly ShorterTask[];
  /** What the steps before are, in as many equal parts of the training and one more: with fewer contrasts, which cost less. */
  readonly earlier?: readonly Pick<TrainTask, "enumeration" | "shorter">[];
  /** How often it tells that it goes on, lines of metrics apart: the state is whole then, and can be saved. Absent: lines only. */
  readonly secondsBetweenPauses?: number;
}

export interface ShorterTask extends StepTask {
  readonly source: Source;
  readonly validation: Draw;
}
