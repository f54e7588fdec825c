/** Methods that adapt by gradient steps from learned first weights. They differ in what of the adaptation the outer loop sees. */
import * as tf from "@tensorflow/tfjs-core";
import { type AdaptOptions, adapt, applyAdapted, type Changes } from "../adaptation.js";
import { initNetwork, squaredError } from "../network.js";
import type { Learner, LearnerSetup, MethodSetting } from "../types.js";

export const NAME = "regressor";

export const gradientSettings = {
  innerRate: { default: 1e-2, min: 1e-8, max: 10, help: "learning rate of the adaptation", also: ["alpha"] },
  innerSteps: { default: 1, min: 1, max: 100, whole: true, help: "adaptation steps in training" },
} as const satisfies Record<string, MethodSetting>;

/** 20 combinations: what public implementations use, and the paper's own inner rate. */
export const gradientSearch = {
  innerRate: [1e-4, 1e-3, 3e-3, 1e-2, 3e-2],
  innerSteps: [1, 5],
  rate: [1e-4, 1e-3],
} as const;

export interface GradientOptions {
  readonly firstOrder: boolean;
  /** Only the last layer adapts. */
  readonly headOnly?: boolean;
}

/** How a setup's adaptation goes. */
export function adaptOptions({ settings, hidden }: LearnerSetup, { firstOrder, headOnly }: GradientOptions): AdaptOptions {
  return {
    steps: settings.innerSteps as number,
    rate: settings.innerRate as number,
    firstOrder,
    from: headOnly ? hidden.length : 0,
  };
}

/** The part of every method of this kind that does not depend on how it is trained. */
export function gradientLearner(setup: LearnerSetup, options: AdaptOptions): Pick<Learner, "init" | "predict" | "portable"> {
  const { from, rate, steps: usual } = options;
  return {
    portable: { kind: "gradient", network: NAME, from, rate, steps: usual },
    init: (key) => initNetwork(key, NAME, [1, ...setup.hidden, 1]),
    predict(params, supportX, supportY, x, steps) {
      const most = Math.max(...steps);
      const after: Changes[] = [[], ...adapt(params, NAME, supportX, supportY, { ...options, steps: most, firstOrder: true })];
      return steps.map((count) => applyAdapted(params, NAME, x, after[count]));
    },
  };
}

/** Trained by the error on the query points after the adaptation. */
export function mamlLike(setup: LearnerSetup, kind: GradientOptions): Learner {
  const options = adaptOptions(setup, kind);
  return {
    ...gradientLearner(setup, options),
    losses(params, { supportX, supportY, queryX, queryY }) {
      const changes = adapt(params, NAME, supportX, supportY, options).at(-1);
      const risk = squaredError(applyAdapted(params, NAME, queryX, changes), queryY);
      return { objective: tf.neg(risk), risk };
    },
  };
}
