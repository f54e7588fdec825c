/** What the log ratio of a pair is linear in, where nothing is trained. */
import type { Table } from "../../contracts/bounds.js";
import { normals } from "../../numbers/distributions.js";
import { fixedKey, fold } from "../../numbers/keys.js";

/** Features of one pair, of a row of x and one of y. With x and y exchanged they are the same, in another order. */
export interface PairFeatures {
  readonly columns: number;
  /** Writes them to `to`, from `from` on. */
  write(x: ArrayLike<number>, y: ArrayLike<number>, to: Float64Array, from: number): void;
  /** How they change with each coordinate of x and then of y: [dims, columns], row after row. */
  slopes(x: ArrayLike<number>, y: ArrayLike<number>, to: Float64Array): void;
}

/** All coordinates and all products of two of them: the log ratio of normals is one of these, whatever their means and covariances. */
export function quadratic(dims: readonly [number, number], scale = 1): PairFeatures {
  const d = dims[0] + dims[1];
  const all = new Float64Array(d);
  return {
    columns: d + (d * (d + 1)) / 2,
    write(x, y, to, from) {
      all.set(x);
      all.set(y, x.length);
      let next = from;
      for (let i = 0; i < d; i++) to[next++] = scale * (all[i] as number);
      for (let i = 0; i < d; i++) for (let j = i; j < d; j++) to[next++] = scale * (all[i] as number) * (all[j] as number);
    },
    slopes(x, y, to) {
      all.set(x);
      all.set(y, x.length);
      const columns = this.columns;
      for (let k = 0; k < d; k++) {
        let next = k * columns;
        for (let i = 0; i < d; i++) to[next++] = i === k ? scale : 0;
        for (let i = 0; i < d; i++)
          for (let j = i; j < d; j++)
            to[next++] = scale * ((i === k ? (all[j] as number) : 0) + (j === k ? (all[i] as number) : 0));
      }
    },
  };
}

/**
 * Random features of the kernel exp(-|(x, y) - (x', y')|²/(2 width²)) (Rahimi and Recht 2007): cosines and sines of random frequencies, whose
 * products average to it. Each frequency is taken once more with what x and y have of it exchanged.
 * @param dims columns of x and y @param count of frequencies; there are four features of each
 */
export function fourier(dims: readonly [number, number], count: number, width: number): PairFeatures {
  const wide = Math.max(...dims);
  const drawn = [0, 1].map((part) => normals(fold(fixedKey("fourier"), part), count * wide)) as [Float32Array, Float32Array];
  const scale = 1 / Math.sqrt(2 * count);
  const along = (row: ArrayLike<number>, part: 0 | 1, f: number): number => {
    let sum = 0;
    for (let k = 0; k < row.length; k++) sum += (row[k] as number) * (drawn[part][f * wide + k] as number);
    return sum / width;
  };
  return {
    columns: 4 * count,
    write(x, y, to, from) {
      for (let f = 0; f < count; f++) {
        for (const part of [0, 1] as const) {
          const phase = along(x, part, f) + along(y, part === 0 ? 1 : 0, f);
          to[from + 4 * f + 2 * part] = scale * Math.cos(phase);
          to[from + 4 * f + 2 * part + 1] = scale * Math.sin(phase);
        }
      }
    },
    slopes(x, y, to) {
      const columns = 4 * count;
      for (let f = 0; f < count; f++) {
        for (const part of [0, 1] as const) {
          const other = part === 0 ? 1 : 0;
          const phase = along(x, part, f) + along(y, other, f);
          const [cos, sin] = [(scale * Math.cos(phase)) / width, (scale * Math.sin(phase)) / width];
          for (let k = 0; k < x.length + y.length; k++) {
            const [side, at] = (k < x.length ? [part, k] : [other, k - x.length]) as [0 | 1, number];
            const frequency = drawn[side][f * wide + at] as number;
            to[k * columns + 4 * f + 2 * part] = -frequency * sin;
            to[k * columns + 4 * f + 2 * part + 1] = frequency * cos;
          }
        }
      }
    },
  };
}

/** Both one after the other: the kernel of the sum is the sum of their kernels. */
export const together = (one: PairFeatures, other: PairFeatures): PairFeatures => ({
  columns: one.columns + other.columns,
  write(x, y, to, from) {
    one.write(x, y, to, from);
    other.write(x, y, to, from + one.columns);
  },
  slopes(x, y, to) {
    const columns = one.columns + other.columns;
    let from = 0;
    for (const part of [one, other]) {
      const own = new Float64Array((x.length + y.length) * part.columns);
      part.slopes(x, y, own);
      for (let k = 0; k < x.length + y.length; k++)
        to.set(own.subarray(k * part.columns, (k + 1) * part.columns), k * columns + from);
      from += part.columns;
    }
  },
});

/** Columns at mean 0 and standard deviation 1 of the rows given; a column that is constant stays 0. */
export function standardiserOf({ columns, values }: Table): (row: ArrayLike<number>) => number[] {
  const n = values.length / columns;
  const about = Array.from({ length: columns }, (_, k) => {
    const column = Array.from({ length: n }, (_, i) => values[i * columns + k] as number);
    const mean = column.reduce((sum, v) => sum + v, 0) / n;
    return { mean, sd: Math.sqrt(column.reduce((sum, v) => sum + (v - mean) ** 2, 0) / n) || 1 };
  });
  return (row) => about.map(({ mean, sd }, k) => ((row[k] as number) - mean) / sd);
}
