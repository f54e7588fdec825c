/** Densities at the rows themselves, by normal kernels. */
import type { Table } from "../../contracts/bounds.js";
import { whitened, whiteningOf } from "../../numbers/covariance.js";

/**
 * log of the mean of normal densities around the rows, whose covariance is that of the rows (with n - 1) times n^(-2 / (d + 4)).
 * @param leaveOut whether a row's own kernel is not among them @returns [n] nats; the time goes with n²
 */
export function kernelLogDensities({ columns: d, values }: Table, leaveOut: boolean): Float64Array {
  const n = values.length / d;
  const whitening = whiteningOf(values, d);
  const width = n ** (-1 / (d + 4)) * Math.sqrt(n / (n - 1));
  const w = whitened(values, whitening);
  const sums = new Float64Array(n).fill(leaveOut ? 0 : 1);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < i; j++) {
      let square = 0;
      for (let c = 0; c < d; c++) square += ((w[i * d + c] as number) - (w[j * d + c] as number)) ** 2;
      const kernel = Math.exp((-0.5 * square) / width ** 2);
      sums[i] = (sums[i] as number) + kernel;
      sums[j] = (sums[j] as number) + kernel;
    }
  const constant = -0.5 * d * Math.log(2 * Math.PI) - d * Math.log(width) - whitening.logVolume - Math.log(n - Number(leaveOut));
  // A row that no other kernel reaches has the density that float64 ends at.
  return sums.map((sum) => constant + Math.log(Math.max(sum, Number.MIN_VALUE)));
}
