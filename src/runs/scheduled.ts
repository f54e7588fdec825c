/** Simulators whose designs keep the windows, the spacing, the grid and the candidates that were asked for. */
import { constrained } from "../../designs/index.js";
import { candidatesIn } from "../../designs/pool.js";
import { gridIn, windowsIn } from "../../designs/rules.js";
import { InputError } from "../basics/errors.js";
import { withoutGaps } from "../basics/withoutGaps.js";
import type { SpaceRules } from "../contracts/rules.js";
import type { Simulator, SimulatorFamily } from "../contracts/simulator.js";
import type { DesignSpace } from "../contracts/space.js";
import { withParts } from "../modelling/failures.js";
import { namesOfOne } from "../numbers/measurements.js";
import type { Schedule } from "./schedule.js";

/** undefined where nothing was asked for. @param names of a measurement's numbers, where the space is known @throws InputError for what is no window, spacing, grid or candidate */
export function rulesIn(schedule: Schedule, names: readonly string[] = []): SpaceRules | undefined {
  const { windows, spacing, grid, candidates, once } = schedule;
  if (Object.values({ windows, spacing, grid, candidates, once }).every((one) => one === undefined)) return undefined;
  return {
    ...(windows === undefined ? {} : { windows: windowsIn(windows) }),
    ...withoutGaps({ spacing }),
    ...(grid === undefined ? {} : { grid: gridIn(grid) }),
    ...(candidates === undefined ? {} : candidatesIn(candidates, names)),
    ...withoutGaps({ once }),
  };
}

/** The same family where nothing was asked for. @throws InputError by `create`, where no design keeps the rules, or there is no such unit */
export function scheduled(family: SimulatorFamily, schedule: Schedule): SimulatorFamily {
  const rules = rulesIn(schedule);
  if (!rules) return family;
  const create: SimulatorFamily["create"] = (designs, settings) => {
    const simulator = family.create(designs, settings);
    return withParts(simulator, { designs: ruled(simulator, schedule, rules) });
  };
  return withParts(family, { create });
}

function ruled({ name, designs }: Simulator, schedule: Schedule, rules: SpaceRules): DesignSpace {
  if (typeof designs?.fromRaw !== "function") return designs; // it is told what a simulator needs
  try {
    return constrained(designs, rulesIn(schedule, namesOfOne(designs)) ?? rules);
  } catch (error) {
    throw error instanceof InputError ? new InputError(`${name} cannot be measured so: ${error.message}`) : error;
  }
}
