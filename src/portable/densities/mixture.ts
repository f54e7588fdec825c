/** Normals of the residuals of one more. As src/critics/mixtureDensity.ts. */
import { encoded } from "./layers.js";
import { fromResiduals, normalsOf, normalsSize, picked, sharesOf } from "./normals.js";
import type { PortableModel } from "./types.js";

const components = 8;

export const mixture: PortableModel = (tensors, p, given) => {
  const own = normalsSize(1, p);
  const all = encoded(tensors, given, own + normalsSize(components, p));
  const [normal, parts] = [normalsOf(all.subarray(0, own), 1, p), normalsOf(all.subarray(own), components, p)];
  const upTo = sharesOf(parts);
  return {
    shares: 1,
    normals: p,
    draw(n, shares, normals, out) {
      out.set(normals);
      for (let row = 0; row < n; row++) {
        const own = out.subarray(row * p, (row + 1) * p);
        fromResiduals(parts, picked(upTo, shares[row] as number), own);
        fromResiduals(normal, 0, own);
      }
    },
  };
};
