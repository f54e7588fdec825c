/** The normal distribution that samples of (x, y) have the covariance of, and its log density ratio. */
import type { Table } from "../../contracts/bounds.js";
import { type Whitening, whitened, whiteningOf } from "../../numbers/covariance.js";
import { sideBySide } from "./nearestNeighbours.js";
import { rowsOf } from "./tables.js";

export interface GaussianFit {
  readonly x: Whitening;
  readonly y: Whitening;
  readonly both: Whitening;
  /** Of the fitted normal, nats. */
  readonly information: number;
}

export function gaussianFit(x: Table, y: Table): GaussianFit {
  const [ofX, ofY] = [whiteningOf(x.values, x.columns), whiteningOf(y.values, y.columns)];
  const both = whiteningOf(joined(x, y), x.columns + y.columns);
  return { x: ofX, y: ofY, both, information: ofX.logVolume + ofY.logVolume - both.logVolume };
}

/** log p(x, y) / p(x) p(y) of every row under the fit, nats. */
export function logRatiosOf(fit: GaussianFit, x: Table, y: Table): number[] {
  const squares = (rows: ArrayLike<number>, whitening: Whitening) => {
    const w = whitened(rows, whitening);
    const p = whitening.mean.length;
    return Array.from({ length: w.length / p }, (_, i) => w.subarray(i * p, (i + 1) * p).reduce((sum, v) => sum + v * v, 0));
  };
  const [ofX, ofY, ofBoth] = [squares(x.values, fit.x), squares(y.values, fit.y), squares(joined(x, y), fit.both)];
  return ofBoth.map((square, i) => fit.information + 0.5 * ((ofX[i] as number) + (ofY[i] as number) - square));
}

const joined = (x: Table, y: Table): Float64Array => sideBySide(x.values, x.columns, y.values, y.columns, rowsOf(x));
