import { endianness } from "node:os";

/** Simulations that a program is asked for, as columns: objects of their own for each would take longer than a small simulation. */
export interface Calls {
  readonly count: number;
  /** [count, parameters] */
  readonly theta: Float32Array;
  /** [count, numbers of the design] */
  readonly design: Float32Array;
  /** [count], whole numbers below 2^31 */
  readonly seed: Int32Array;
}

/** One of them, or some that follow one another. */
export interface Rows {
  readonly from: number;
  readonly to: number;
}

/** @returns a row of a column, as numbers */
export function rowOf(column: Float32Array, count: number, row: number): number[] {
  const width = column.length / count;
  return Array.from(column.subarray(row * width, (row + 1) * width));
}

/** @returns rows of a column, as JSON: [[..], [..]] */
export function rowsOf(column: Float32Array, count: number, { from, to }: Rows): string {
  const width = column.length / count;
  let text = "[";
  for (let row = from; row < to; row++) {
    text += row === from ? "[" : ",[";
    for (let j = 0; j < width; j++) text += j === 0 ? column[row * width] : `,${column[row * width + j]}`;
    text += "]";
  }
  return `${text}]`;
}

/** The same as bytes, for programs that read faster so: float32 or int32, little-endian, row after row, in base64. */
export function bytesOf(column: Float32Array | Int32Array, count: number, { from, to }: Rows): string {
  const width = column.length / count;
  const part = column.slice(from * width, to * width);
  const bytes = Buffer.from(part.buffer);
  return (endianness() === "BE" ? bytes.swap32() : bytes).toString("base64");
}
