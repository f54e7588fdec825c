/** Normals with full covariances in plain numbers, read off what a network says. As src/critics/normals.ts. */

/** Of one row: K normals in p dimensions, each value written as what is left of it once those before it are known. */
export interface Normals {
  /** [K], not normalised. */
  readonly logits: Float64Array;
  /** [K, p] */
  readonly means: Float64Array;
  readonly logPrecisions: Float64Array;
  /** [K, p, p], of which those below the diagonal count. */
  readonly coefficients: Float64Array;
}

export const normalsSize = (k: number, p: number): number => k * (1 + 2 * p + p * p);

/** As src/critics/gaussianHead.ts bounds it. */
const mostLogPrecision = 9;

export function normalsOf(encoded: Float64Array, k: number, p: number): Normals {
  const part = (from: number, size: number) => encoded.slice(k * from, k * (from + size));
  return {
    logits: part(0, 1),
    means: part(1, p),
    logPrecisions: part(1 + p, p).map((x) => Math.min(x, mostLogPrecision)),
    coefficients: part(1 + 2 * p, p * p),
  };
}

/** The value of which the c-th normal makes these residuals, in their place. */
export function fromResiduals({ means, logPrecisions, coefficients }: Normals, c: number, residual: Float64Array): void {
  const p = residual.length;
  const apart = residual; // of value i, only those before it are read
  for (let i = 0; i < p; i++) {
    let own = (residual[i] as number) * Math.exp(-(logPrecisions[c * p + i] as number));
    for (let a = 0; a < i; a++) own -= (coefficients[(c * p + i) * p + a] as number) * (apart[a] as number);
    apart[i] = own;
  }
  for (let i = 0; i < p; i++) residual[i] = (apart[i] as number) + (means[c * p + i] as number);
}

/** Which normal such a share of them all falls on. @param upTo as of `sharesOf` */
export function picked(upTo: Float64Array, share: number): number {
  const found = upTo.findIndex((sum) => sum >= share);
  return found < 0 ? upTo.length - 1 : found; // rounded sums end below 1
}

/** Shares of the normals, added up. */
export function sharesOf({ logits }: Normals): Float64Array {
  const most = logits.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const weights = logits.map((x) => Math.exp(x - most));
  const sum = weights.reduce((a, b) => a + b, 0);
  let reached = 0;
  return weights.map((w) => {
    reached += w / sum;
    return reached;
  });
}
