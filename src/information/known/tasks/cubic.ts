import type { Key } from "../../../contracts/values.js";
import { normals } from "../../../numbers/distributions.js";
import { fixedKey } from "../../../numbers/keys.js";
import type { KnownTask } from "../task.js";
import { correlatedNormals, dimensionSettings, usualLevels } from "./gaussian.js";

/** A rotation drawn at random, [d, d]: normals made orthogonal row by row (Gram and Schmidt). */
export function rotation(k: Key, d: number): Float64Array {
  const w = Float64Array.from(normals(k, d * d));
  for (let i = 0; i < d; i++) {
    const row = w.subarray(i * d, (i + 1) * d);
    for (let before = 0; before < i; before++) {
      const other = w.subarray(before * d, (before + 1) * d);
      const along = row.reduce((sum, v, c) => sum + v * (other[c] as number), 0);
      for (let c = 0; c < d; c++) row[c] = (row[c] as number) - along * (other[c] as number);
    }
    const length = Math.hypot(...row);
    for (let c = 0; c < d; c++) row[c] = (row[c] as number) / length;
  }
  return w;
}

export const cubic: KnownTask = {
  name: "cubic",
  summary: "the same normals with y cubed, or mixed and cubed: as much information, harder to see",
  reference: "Poole et al. 2019, section 3: (Wy)³; Song and Ermon 2020, section 6.1: y³",
  settings: {
    ...dimensionSettings,
    mixed: { default: true, help: "whether a random rotation W mixes the columns of y before they are cubed" },
  },
  levels: usualLevels,
  open({ dimensions, mixed }, levels) {
    const d = dimensions as number;
    const normal = correlatedNormals(d, levels);
    // The paper says that W has full rank, and no more: the same rotation in every run.
    const w = mixed ? rotation(fixedKey("cubic"), d) : undefined;
    return {
      ...normal,
      seen(y) {
        if (!w) return y.map((v) => v ** 3);
        return y.map((_, at) => {
          const [i, c] = [Math.floor(at / d), at % d];
          let sum = 0;
          for (let j = 0; j < d; j++) sum += (w[c * d + j] as number) * (y[i * d + j] as number);
          return sum ** 3;
        });
      },
    };
  },
};
