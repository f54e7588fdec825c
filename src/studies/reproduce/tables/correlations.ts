/** Normals in d + d columns at correlations that Guo et al. use: seven of their twenty, k·0.99/19. */
export const correlations = [6, 9, 12, 14, 16, 17, 18].map((k) => (0.99 * k) / 19);

/** Nats, to three decimals: -d/2·log(1 - rho²). */
export const levelsIn = (d: number): number[] =>
  correlations.map((rho) => Number(((-d / 2) * Math.log(1 - rho * rho)).toFixed(3)));
