/** The experiment that stops early: the first measurements of a longer one, as a simulator of their own. */

import type { Simulator } from "../contracts/simulator.js";
import { columns, piece } from "../engine/tensors.js";
import { measurementsOf, widthOf } from "../numbers/measurements.js";
import { checkStepwise } from "./rollout.js";

/**
 * Its draws are those of the whole experiment, and a policy that was trained for the whole one decides in it as it would there: bounds after
 * each step come from the same simulated experiments.
 * @param shorter the same family with as many designs as there are first measurements: it knows their likelihood
 * @throws InputError where measurements cannot be taken one by one
 */
export function firstMeasurements(whole: Simulator, shorter: Simulator): Simulator {
  checkStepwise(whole);
  const { draw: _draw, bank: _bank, ...rest } = shorter;
  const { draw, bank, designs, prior, failedOf } = whole;
  const measure = whole.measure as NonNullable<Simulator["measure"]>;
  const { passive } = whole;
  const next = designs.next as NonNullable<Simulator["designs"]["next"]>;
  const [count, width] = [measurementsOf(shorter.designs), widthOf(designs)];
  return {
    ...rest,
    designs: { ...shorter.designs, next }, // the whole's: room for the measurements to come may be part of it
    prior, // where failures are left out, of the same successes as the draws
    ...(failedOf ? { failedOf } : {}),
    ...(draw ? { draw } : {}),
    ...(bank ? { bank } : {}),
    measure,
    ...(passive ? { passive } : {}),
    simulate: (theta, design, noise) =>
      columns(
        ...Array.from({ length: count }, (_, step) => measure(theta, piece(design, step, width), noise, step)),
        ...(passive ? [passive(theta, noise)] : []),
      ),
  };
}
