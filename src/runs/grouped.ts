/** Simulators of several groups of subjects, as they were asked for. */
import { inGroups } from "../../designs/inGroups.js";
import { check } from "../basics/errors.js";
import type { SimulatorFamily } from "../contracts/simulator.js";
import { createWithFailures } from "../modelling/defineSimulator.js";
import { withParts } from "../modelling/failures.js";
import { groupedSimulator } from "../modelling/grouped.js";
import { hasFreeNoise } from "./given.js";
import { type GroupOptions, groupsOf } from "./groups.js";

/** The same family where there is one subject. `create` is handed the measurements of a subject. @throws InputError by `create`, where subjects cannot share theta */
export function grouped(family: SimulatorFamily, options: GroupOptions): SimulatorFamily {
  const found = groupsOf(family, options);
  if (!found || found.groups * found.subjects === 1) return family;
  const create: SimulatorFamily["create"] = (designs, settings) => {
    const one = createWithFailures(family, designs, settings);
    const whole = groupedSimulator(one, inGroups(one.designs, found));
    check(
      hasFreeNoise(one),
      `simulator "${one.name}" cannot be measured in several subjects: the noise that its draw(key, n) makes depends on theta, and each subject needs noise of its own. ` +
        "Draw the noise apart (standard normals, say), and let simulate scale it",
    );
    return whole;
  };
  return withParts(family, { create }, ["groups", "subjects"]);
}
