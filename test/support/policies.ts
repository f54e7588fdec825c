import type { AdaptiveFamily } from "../../src/contracts/policy.js";
import type { Simulator } from "../../src/contracts/simulator.js";
import { tidied } from "../../src/engine/tensors.js";
import { lookOf } from "../../src/experiment/history.js";
import { normals } from "../../src/numbers/distributions.js";
import { fold, key, split } from "../../src/numbers/keys.js";
import type { PolicyFile } from "../../src/records/types.js";
import { policyFile } from "../../src/runs/policy/policyFile.js";

export const seen = { at: { mean: [11], sd: [7] }, outcome: { mean: [3], sd: [2.5] } };

/** Untrained, but far from its start: every weight moved by chance. */
export function made(simulator: Simulator, family: AdaptiveFamily, hidden = [9, 8]): PolicyFile {
  const k = split(key(4), "init", "start", "moved");
  const parameters = tidied(() => {
    const look = lookOf(simulator, seen);
    const params = family
      .create({ horizon: simulator.designs.dim, hidden, look })
      .init(k.init, simulator.designs, simulator.designs.random(k.start));
    return Object.fromEntries(
      Object.entries(params).map(([name, x], i) => {
        const moves = normals(fold(k.moved, i), x.size);
        return [
          name,
          { shape: x.shape, values: Array.from(x.dataSync(), (value, j) => Math.fround(value + 0.4 * (moves[j] as number))) },
        ];
      }),
    );
  });
  return policyFile(simulator, { family: family.name, hidden, seen, parameters });
}
