/** The experiment without any measurement: what is passive alone, which measurements must be worth more than. */
import type { Simulator } from "../contracts/simulator.js";
import { withParts } from "../modelling/failures.js";
import { forOwnDesigns } from "../modelling/likelihoods.js";
import { columnsOf } from "../modelling/outcomes.js";
import { passiveOf } from "../numbers/measurements.js";

/** Its designs change nothing. @throws Error where nothing comes without being chosen */
export function withoutMeasurements(whole: Simulator): Simulator {
  const { outcome, passive, passiveLikelihood } = whole;
  if (!passive) throw new Error(`${whole.name}: nothing comes without being chosen`);
  const parts: Partial<Simulator> = {
    outcome: columnsOf(outcome, outcome.names.length - passiveOf(outcome)),
    simulate: (theta, _design, noise) => passive(theta, noise),
    ...(passiveLikelihood ? { logLikelihood: forOwnDesigns((theta, _design, seen) => passiveLikelihood(theta, seen)) } : {}),
  };
  const without = ["exactGain", "measure", "passive", "passiveLikelihood", "finite", "gradient", "logCumulative"] as const;
  return withParts(whole, parts, passiveLikelihood ? without : [...without, "logLikelihood"]);
}
