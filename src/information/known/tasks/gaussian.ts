import { normals } from "../../../numbers/distributions.js";
import { split } from "../../../numbers/keys.js";
import type { KnownPairs, KnownTask } from "../task.js";

/** Correlation of each of d pairs of columns with which they tell so much of each other: I = -d/2·log(1 - rho²). */
export const correlationOf = (information: number, d: number): number => Math.sqrt(-Math.expm1((-2 * information) / d));

/** Normals in d + d columns, each correlated with its own partner only. */
export function correlatedNormals(d: number, levels: readonly number[]): KnownPairs {
  const correlations = levels.map((information) => correlationOf(information, d));
  return {
    columns: { x: d, y: d },
    levels,
    draw(k, n, level) {
      const rho = correlations[level] as number;
      const { x: own, noise } = split(k, "x", "noise");
      const [x, e] = [normals(own, n * d), normals(noise, n * d)];
      return { x, y: e.map((v, i) => rho * (x[i] as number) + Math.sqrt(1 - rho * rho) * v) };
    },
    densities({ x, y }, level) {
      const rho = correlations[level] as number;
      const variance = 1 - rho * rho;
      const n = y.length / d;
      const [logLikelihood, logMarginal] = [new Float32Array(n * n), new Float32Array(n)];
      for (let j = 0; j < n; j++) {
        let square = 0;
        for (let c = 0; c < d; c++) square += (y[j * d + c] as number) ** 2;
        logMarginal[j] = -square / 2;
        for (let i = 0; i < n; i++) {
          let residual = 0;
          for (let c = 0; c < d; c++) residual += ((y[j * d + c] as number) - rho * (x[i * d + c] as number)) ** 2;
          logLikelihood[i * n + j] = -0.5 * (residual / variance + d * Math.log(variance));
        }
      }
      return { logLikelihood, logMarginal };
    },
  };
}

/** The staircase of the papers. */
export const usualLevels = [2, 4, 6, 8, 10];

export const dimensionSettings = {
  dimensions: { default: 20, min: 1, max: 1024, help: "columns of x, and of y" },
} as const;

export const gaussian: KnownTask = {
  name: "gaussian",
  summary: "correlated normals, each column of y with its own of x",
  reference: "Belghazi et al. 2018, Mutual information neural estimation; Poole et al. 2019, section 3",
  settings: dimensionSettings,
  levels: usualLevels,
  open: ({ dimensions }, levels) => correlatedNormals(dimensions as number, levels),
};
