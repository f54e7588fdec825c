import type { KnownTask } from "../task.js";
import { correlatedNormals, correlationOf, dimensionSettings, usualLevels } from "./gaussian.js";

/** y_c = rho_c·x_c + sqrt(1 - rho_c²)·e_c, all rho_c alike: the slope is along the first one, which by symmetry is as good as any. */
export const encoder: KnownTask = {
  name: "encoder",
  summary: "the same normals, and how much the information rises with one correlation: what is compared is a bound's gradient",
  reference: "Poole et al. 2019, On variational bounds of mutual information, section 3 and figure 4",
  settings: dimensionSettings,
  levels: usualLevels,
  open({ dimensions }, levels) {
    const d = dimensions as number;
    const rhos = levels.map((information) => correlationOf(information, d));
    return {
      ...correlatedNormals(d, levels),
      slope: {
        truths: rhos.map((rho) => rho / (1 - rho * rho)),
        of({ x, y }, level) {
          const rho = rhos[level] as number;
          const variance = 1 - rho * rho;
          const n = y.length / d;
          const [logLikelihood, logMarginal] = [new Float32Array(n * n), new Float32Array(n)];
          for (let j = 0; j < n; j++) {
            const [own, seen] = [x[j * d] as number, y[j * d] as number];
            const moved = own - (rho / variance) * (seen - rho * own); // of y, by rho: its noise stays
            logMarginal[j] = -seen * moved;
            for (let i = 0; i < n; i++) logLikelihood[i * n + j] = (-(seen - rho * (x[i * d] as number)) / variance) * moved;
          }
          return { logLikelihood, logMarginal };
        },
      },
    };
  },
};
