/** What a critic reads of an experiment, as it was scaled when it was trained. */
import { add, type Tensor2D, zeros } from "@tensorflow/tfjs-core";
import type { Critic, CriticSizes } from "../contracts/bounds.js";
import type { Simulator } from "../contracts/simulator.js";
import type { FeatureScaling } from "../contracts/values.js";
import { measurementsOf } from "../numbers/measurements.js";
import { outcomeFeatures, scaled, thetaFeatures } from "./features.js";
import { measurements, seenSize } from "./history.js";
import type { Rollout } from "./rollout.js";

export interface CriticInputs {
  readonly sizes: Pick<CriticSizes, "theta" | "outcome" | "measurement">;
  /** Features of theta [n, sizes.theta], and of designs and outcomes [m, sizes.outcome]. */
  of(experiments: Rollout): [Tensor2D, Tensor2D];
}

/** A design for each outcome, also where all share one. */
function each(design: Tensor2D, { shape: [n] }: Tensor2D): Tensor2D {
  return add(design, zeros([n, design.shape[1]]));
}

export function criticInputs(simulator: Simulator, { reads }: Pick<Critic, "reads">, scaling: FeatureScaling): CriticInputs {
  const seen = reads === "measurements" ? scaling.measurement : undefined;
  return {
    sizes: {
      theta: scaling.theta.mean.length,
      ...(seen
        ? { outcome: seenSize(seen) * measurementsOf(simulator.designs), measurement: seenSize(seen) }
        : { outcome: scaling.outcome.mean.length }),
    },
    of: ({ theta, design, outcome }) => [
      scaled(thetaFeatures(simulator, theta), scaling.theta),
      seen
        ? measurements(simulator, seen, design, outcome)
        : scaled(outcomeFeatures(simulator, scaling.designSeen ? each(design, outcome) : design, outcome), scaling.outcome),
    ],
  };
}
