/** One normal, each value given those before it. As src/critics/gaussianDensity.ts. */
import { encoded } from "./layers.js";
import type { PortableModel } from "./types.js";

const mostLogPrecision = 9;

export const gaussian: PortableModel = (tensors, p, given) => {
  const all = encoded(tensors, given, 2 * p + (p * (p - 1)) / 2);
  return {
    shares: 0,
    normals: p,
    draw(n, _, normals, out) {
      for (let row = 0; row < n; row++) {
        const at = row * p;
        for (let [k, next] = [0, 2 * p]; k < p; next += k, k++) {
          const sd = Math.exp(-Math.min(all[p + k] as number, mostLogPrecision));
          let own = (all[k] as number) + sd * (normals[at + k] as number);
          for (let a = 0; a < k; a++) own += (all[next + a] as number) * (out[at + a] as number);
          out[at + k] = own;
        }
      }
    },
  };
};
