/** The portable policy: what a run leaves behind for those who measure. */

import { InputError } from "../../basics/errors.js";
import { version } from "../../basics/version.js";
import type { Outcome, Simulator } from "../../contracts/simulator.js";
import { identity } from "../../experiment/transforms.js";
import { columnsOf, outcomeRanges, rangesOf } from "../../modelling/outcomes.js";
import { measurementsOf, passiveOf, unitAt } from "../../numbers/measurements.js";
import type { PassiveData } from "../../portable/types.js";
import type { PolicyFile, TrainedPolicy } from "../../records/types.js";
import type { Horizons } from "./horizons.js";

/**
 * @param simulated outcomes of measurements, in experiments of the policy, which tell yes-no answers where the simulator does not
 * @param from the file whose training went on
 * @param horizons where it serves several
 * @throws InputError for a simulator of the user's whose parts cannot be written down
 */
export function policyFile(
  simulator: Simulator,
  trained: TrainedPolicy,
  simulated: readonly (readonly number[])[] = [],
  from?: PolicyFile,
  horizons?: Pick<Horizons, "spaces">,
): PolicyFile {
  if (from) return { ...from, ...trained, version }; // it decides about the same experiment
  const { designs, features = {} } = simulator;
  const passive = passiveData(simulator.outcome);
  const outcome = columnsOf(simulator.outcome, 0, simulator.outcome.names.length - passiveOf(simulator.outcome));
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
    ...(horizons?.spaces ? { spaces: horizons.spaces } : {}),
    transform,
    ...(passive ? { passive } : {}),
    ...trained,
  };
}

function passiveData(outcome: Outcome): PassiveData | undefined {
  const { passive } = outcome;
  if (!passive) return undefined;
  const own = columnsOf(outcome, outcome.names.length - passive.at.length);
  const ranges = outcomeRanges(own);
  return {
    names: own.names,
    units: own.names.map((_, i) => unitAt(own, i)),
    ...(ranges
      ? {
          kinds: ranges.map(({ kind }) => kind),
          low: ranges.map(({ low }) => low),
          high: ranges.map(({ high }) => high),
        }
      : {}),
    ...passive,
  };
}
