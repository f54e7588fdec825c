/** What a critic reads of an experiment, as it was scaled when it was trained. */
import { add, concat, reshape, type Tensor2D, type Tensor3D, zeros } from "@tensorflow/tfjs-core";
import type { Critic, CriticSizes } from "../contracts/bounds.js";
import type { Simulator } from "../contracts/simulator.js";
import type { FeatureScaling } from "../contracts/values.js";
import { columns } from "../engine/tensors.js";
import { measurementsOf } from "../numbers/measurements.js";
import { designLogits } from "../numbers/scales.js";
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
  const { designs } = simulator;
  const steps = measurementsOf(designs);
  const more = scaling.logits ? designs.dim : 0;
  const ofOne = seen && seenSize(seen) + more / steps;
  const logitsAt = (design: Tensor2D, outcome: Tensor2D) => designLogits(designs, each(design, outcome));
  return {
    sizes: {
      theta: scaling.theta.mean.length,
      ...(ofOne ? { outcome: ofOne * steps, measurement: ofOne } : { outcome: scaling.outcome.mean.length + more }),
    },
    of: ({ theta, design, outcome }) => [
      scaled(thetaFeatures(simulator, theta), scaling.theta),
      seen
        ? withLogits(measurements(simulator, seen, design, outcome), more ? logitsAt(design, outcome) : undefined, steps)
        : columns(
            ...(more ? [logitsAt(design, outcome)] : []),
            scaled(outcomeFeatures(simulator, scaling.designSeen ? each(design, outcome) : design, outcome), scaling.outcome),
          ),
    ],
  };
}

/** Beside each measurement those of its own place. @param all [n, steps times what is seen of one] @param logits [n, dim] */
function withLogits(all: Tensor2D, logits: Tensor2D | undefined, steps: number): Tensor2D {
  if (!logits) return all;
  const [apart, own] = [all, logits].map((x) => reshape(x, [all.shape[0], steps, -1])) as [Tensor3D, Tensor3D];
  return reshape(concat([own, apart], 2), [all.shape[0], -1]);
}
