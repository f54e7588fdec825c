import type { AdaptiveFamily } from "../../src/contracts/policy.js";
import type { Simulator } from "../../src/contracts/simulator.js";
import type { Scaling, SeenScaling } from "../../src/contracts/values.js";
import { tidied } from "../../src/engine/tensors.js";
import { setupOf } from "../../src/experiment/history.js";
import { normals } from "../../src/numbers/distributions.js";
import { fold, key, split } from "../../src/numbers/keys.js";
import { measurementsOf, outcomesOfOne, passiveOf, widthOf } from "../../src/numbers/measurements.js";
import type { SpaceData } from "../../src/portable/types.js";
import type { PolicyFile } from "../../src/records/types.js";
import { policyFile } from "../../src/runs/policy/policyFile.js";

/** Of measurements of one number and one outcome. */
export const seen = { at: { mean: [11], sd: [7] }, outcome: { mean: [3], sd: [2.5] } };

/** The same for each number of the simulator's measurements. */
export function seenFor(simulator: Simulator): SeenScaling {
  const many = ({ mean, sd }: Scaling, count: number): Scaling => ({
    mean: Array(count).fill(mean[0]),
    sd: Array(count).fill(sd[0]),
  });
  const reports = passiveOf(simulator.outcome);
  return {
    at: many(seen.at, widthOf(simulator.designs)),
    outcome: many(seen.outcome, outcomesOfOne(simulator) ?? 1),
    ...(reports > 0 ? { passive: many(seen.outcome, reports) } : {}),
  };
}

interface Served {
  readonly all: readonly number[];
  readonly spaces?: readonly SpaceData[];
}

/**
 * Untrained, but far from its start: every weight moved by chance.
 * @param by so far: wide networks end at the edges with more @param served of one that serves several horizons
 */
export function made(simulator: Simulator, family: AdaptiveFamily, hidden = [9, 8], by = 0.4, served?: Served): PolicyFile {
  const k = split(key(4), "init", "start", "moved");
  const horizon = measurementsOf(simulator.designs);
  const parameters = tidied(() => {
    const params = family
      .create(setupOf(simulator, seenFor(simulator), horizon, hidden, served && horizon))
      .init(k.init, simulator.designs, simulator.designs.random(k.start));
    return Object.fromEntries(
      Object.entries(params).map(([name, x], i) => {
        const moves = normals(fold(k.moved, i), x.size);
        return [
          name,
          { shape: x.shape, values: Array.from(x.dataSync(), (value, j) => Math.fround(value + by * (moves[j] as number))) },
        ];
      }),
    );
  });
  const trained = {
    family: family.name,
    hidden,
    seen: seenFor(simulator),
    ...(served ? { horizons: served.all } : {}),
    parameters,
  };
  return policyFile(simulator, trained, [], undefined, served);
}
