/** Both terms of a bound over the steps: where they drift in parallel, the scores have lost the constant that makes them a log ratio. */
import { errorOfMean, mean } from "../../basics/statistics.js";
import type { TrainCounters } from "./state.js";

interface Mean {
  readonly value: number;
  /** Over the steps since the last line; absent where that is one. */
  readonly se?: number;
}

/** The bound is `joint` less `others`, nats. */
export interface Parts {
  /** E_P T, T the log ratio p(theta, y) / (p(theta) p(y)) that the scores stand for: the information, where they are the best. */
  readonly joint: Mean;
  /**
   * What is taken off for the pairs that do not belong together: E_Q e^T - 1, or log E_Q e^T, as the bound has it. 0 where e^T is a density ratio
   * (Song and Ermon 2020, Understanding the limitations of variational mutual information estimators, theorem 1).
   */
  readonly others: Mean;
}

/** undefined where the scores stand for no ratio (InfoNCE's may have any constant for each outcome), or have overflowed. */
export function partsOf({ recent, recentJoint }: Pick<TrainCounters, "recent" | "recentJoint">): Parts | undefined {
  if (recentJoint.length === 0 || recentJoint.length !== recent.length || !recentJoint.every(Number.isFinite)) return undefined;
  return { joint: meanOf(recentJoint), others: meanOf(recentJoint.map((joint, i) => joint - (recent[i] as number))) };
}

function meanOf(values: readonly number[]): Mean {
  return values.length > 1 ? { value: mean(values), se: errorOfMean(values) } : { value: mean(values) };
}
