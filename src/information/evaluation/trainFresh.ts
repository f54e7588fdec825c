/** An objective trained for one policy that stands still, to read off what its outcomes tell. */
import * as tf from "@tensorflow/tfjs-core";
import type { TrainingOptions } from "../../contracts/options.js";
import type { FeatureScaling, Key, Params } from "../../contracts/values.js";
import type { Pause } from "../../engine/ascent/index.js";
import { tidied } from "../../engine/tensors.js";
import { pilotScaling, validationDraw } from "../../experiment/draws.js";
import { ownScaling } from "../../experiment/features.js";
import { policyContext, type Rollout, rollout } from "../../experiment/rollout.js";
import { openSource } from "../../experiment/source.js";
import { split } from "../../numbers/keys.js";
import type { Objective } from "../reading.js";
import { initState, type TrainState, tensorsOf } from "../training/state.js";
import { type TrainEvent, train } from "../training/train.js";
import type { EvaluationTask } from "./task.js";

/** Experiments that features are scaled by, and that models begin near. */
const pilotSize = 2000;

interface Wanted {
  readonly options: TrainingOptions;
  /** Whether theta itself is modelled, so that its own columns are scaled too. */
  readonly ownTheta: boolean;
  objective(scaling: FeatureScaling): Objective;
  /** @param pilot experiments of the policy's, to begin near */
  init(objective: Objective, key: Key, pilot: () => Rollout): Params;
  /** What another training has learned already. */
  warm?(state: TrainState): void;
}

export interface Fresh {
  readonly objective: Objective;
  readonly scaling: FeatureScaling;
  /** Whoever takes it disposes of it. */
  readonly params: Params;
}

/** @throws InterruptedError when the signal aborts */
export async function* trainFresh(
  { simulator, policy, params, key }: EvaluationTask,
  { options, ownTheta, objective: objectiveOf, init, warm }: Wanted,
  signal?: AbortSignal,
): AsyncGenerator<TrainEvent | Pause, Fresh> {
  const k = split(key, "source", "pilot", "pilotDesigns", "start", "init", "train", "validation");
  const source = openSource(simulator, k.source, options.steps, signal);
  try {
    await source.at(0);
    const pilot = source.draw(k.pilot, pilotSize);
    const scaling = tidied(() => ({
      ...pilotScaling(simulator, policy, params, pilot, k.pilotDesigns, true),
      ...(ownTheta ? { ownTheta: ownScaling(simulator, pilot.theta) } : {}),
    }));
    const objective = objectiveOf(scaling);
    const begun = () => rollout(simulator, policy, params, pilot, policyContext(policy, simulator.designs, k.start, pilotSize));
    const state = initState(tf.tidy(() => init(objective, k.init, begun) as Record<string, tf.Tensor>));
    tf.dispose([pilot.theta, pilot.noise]);
    warm?.(state);
    const validation = await validationDraw(simulator, k.validation, 4 * options.batch, signal);
    try {
      yield* train(
        { simulator, policy, fixedParams: params, objective, options, key: k.train, source, validation },
        state,
        signal,
      );
    } finally {
      tf.dispose([validation.theta, validation.noise]);
    }
    return { objective, scaling, params: tensorsOf(state) };
  } finally {
    source.close();
  }
}
