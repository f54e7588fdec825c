/** Sums over functions, and the entropies that truths are made of. Nats. */

/** Trapezoids, for smooth functions that vanish at both ends. */
export function integral(f: (v: number) => number, low: number, high: number, pieces = 20_000): number {
  const step = (high - low) / pieces;
  let sum = 0;
  for (let i = 0; i <= pieces; i++) sum += f(low + i * step) * (i === 0 || i === pieces ? 0.5 : 1);
  return sum * step;
}

export const density = (v: number): number => Math.exp(-0.5 * v * v) / Math.sqrt(2 * Math.PI);

/** p log(1/p) */
export const surprise = (p: number): number => (p > 0 ? -p * Math.log(p) : 0);

export const normalEntropy = 0.5 * Math.log(2 * Math.PI * Math.E);
