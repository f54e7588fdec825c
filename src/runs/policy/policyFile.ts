/** The portable policy: what a run leaves behind for those who measure. */

import { InputError } from "../../basics/errors.js";
import { version } from "../../basics/version.js";
import type { Simulator } from "../../contracts/simulator.js";
import { identity } from "../../experiment/transforms.js";
import { rangesOf } from "../../modelling/outcomes.js";
import { measurementsOf } from "../../numbers/measurements.js";
import type { PolicyFile, TrainedPolicy } from "../../records/types.js";

/**
 * @param simulated outcomes of experiments of the policy, which tell yes-no answers where the simulator does not
 * @param from the file whose training went on
 * @throws InputError for a simulator of the user's whose parts cannot be written down
 */
export function policyFile(
  simulator: Simulator,
  trained: TrainedPolicy,
  simulated: readonly (readonly number[])[] = [],
  from?: PolicyFile,
): PolicyFile {
  if (from) return { ...from, ...trained, version }; // it decides about the same experiment
  const { designs, outcome, features = {} } = simulator;
  const { outcome: transform = identity } = features;
  const ranges = rangesOf(outcome, simulated);
  if (typeof transform === "function" || !designs.portable)
    throw new InputError(
      `${simulator.name}: its policy cannot leave TensorFlow.js: ${
        designs.portable ? "features.outcome must be a transform { kind, scale, shift }" : "its design space has no portable form"
      }. Training and evaluation are not affected.`,
    );
  return {
    kind: "policy",
    version,
    simulator: simulator.name,
    settings: simulator.settings,
    horizon: measurementsOf(designs),
    designNames: designs.names,
    designUnit: designs.unit,
    ...(designs.units ? { designUnits: designs.units } : {}),
    outcomeNames: outcome.names,
    outcomeUnit: outcome.unit,
    ...(outcome.units ? { outcomeUnits: outcome.units } : {}),
    ...(ranges
      ? {
          outcomeKinds: ranges.map(({ kind }) => kind),
          outcomeLow: ranges.map(({ low }) => low),
          outcomeHigh: ranges.map(({ high }) => high),
        }
      : {}),
    space: designs.portable,
    transform,
    ...trained,
  };
}
