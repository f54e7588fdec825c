/** Information of discrete samples, by counting. */
import { errorOfMean } from "../../basics/statistics.js";
import type { SampleEstimate, Table } from "../../contracts/bounds.js";
import { groupsOf, sameRows } from "./tables.js";

/**
 * Σ n_xy/n log(n n_xy / (n_x n_y)) - (K_xy - K_x - K_y + 1) / 2n, with K how many kinds there are of pairs, of x and of y.
 * @returns nats; at most the logarithm of the number of rows; `se` by the delta method
 */
export function countedInformation(x: Table, y: Table): SampleEstimate {
  const n = sameRows(x, y, 2);
  const [inX, inY] = [groupsOf(x), groupsOf(y)];
  const pairs = groupsOf({
    columns: 1,
    values: Float64Array.from({ length: n }, (_, i) => (inX.of[i] as number) * inY.sizes.length + (inY.of[i] as number)),
  });
  const terms = Array.from({ length: n }, (_, i) => {
    const [both, ofX, ofY] = [pairs, inX, inY].map(({ of, sizes }) => sizes[of[i] as number] as number);
    return Math.log(((both as number) * n) / ((ofX as number) * (ofY as number)));
  });
  const bias = (pairs.sizes.length - inX.sizes.length - inY.sizes.length + 1) / (2 * n);
  const value = terms.reduce((sum, term) => sum + term, 0) / n;
  return { value: Math.min(value, Math.log(n)) - bias, se: errorOfMean(terms) };
}
