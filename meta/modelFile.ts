/** The portable model: what a training leaves behind for those who adapt. */
import { version } from "../src/basics/version.js";
import { inDigits } from "../src/engine/tensors.js";
import type { MetaModelFile } from "./records.js";
import { isIdentity, scalingOf } from "./scaling.js";
import type { MetaTask } from "./setup.js";
import { isCritics, type MetaState } from "./state.js";

/** @param wider what standard deviations are multiplied by, where the method says some */
export function modelFile({ training, family, learner }: MetaTask, { parameters }: MetaState, wider?: number): MetaModelFile {
  const scaling = scalingOf(family);
  const own = Object.entries(parameters).filter(([name]) => !isCritics(name));
  return {
    kind: "metaModel",
    version,
    method: training.method,
    family: family.name,
    low: family.low,
    high: family.high,
    adaptation: learner.portable,
    ...(wider === undefined ? {} : { wider }),
    ...(isIdentity(scaling.x) && isIdentity(scaling.y) ? {} : { scaling }),
    parameters: Object.fromEntries(own.map(([name, parameter]) => [name, inDigits(parameter)])),
  };
}
