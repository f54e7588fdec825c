/**
 * Every row held against every other by a WebAssembly kernel, in the maximum norm: in many columns a k-d tree looks at most rows anyway, and one
 * after the other. KSG-1 on 10,000 rows of 5 + 5 normal columns takes 0.33 s of processor time so and 1.1 to 1.9 s by trees, of 10 + 10 0.5 and 5.5 to 9.
 */
import { borrowMemory, reserve } from "../../engine/kernels/memory.js";
import type { Around, Place, Rows } from "./around.js";

/** Measured, on independent and dependent normal columns: all pairs grow with the square of the rows, searches in trees with the columns. */
const fewestColumns = 6;
const rowsPerColumn = 4000;

/** Bytes, which a memory that has grown keeps to the end: what needs more is left to the trees. */
const mostRoom = 2 ** 30;

/** x, y, and distances to one row in x, in y and in both. */
const roomFor = (n: number, columns: number): number => 8 * n * (columns + 3);

/** Whether it is the quicker way, in the room that there is for it. @param columns of x and y together */
export const isQuicker = (n: number, columns: number): boolean =>
  columns >= fewestColumns && n <= rowsPerColumn * columns && roomFor(n, columns) <= mostRoom;

/** @param k how many neighbours are asked for at most */
export function byAllPairs({ x, y }: Readonly<Record<Place, Rows>>, n: number, k: number): Around {
  const lent = borrowMemory();
  const { memory, kernels, giveBack } = lent;
  const wide = 8 * Math.ceil(n / 8);
  let end = 0;
  const place = (doubles: number) => {
    end += 8 * doubles;
    return end - 8 * doubles;
  };
  const columns = { x: place(wide * x.columns), y: place(wide * y.columns) };
  const far: Readonly<Record<Place, number>> = { x: place(wide), y: place(wide), joint: place(wide) };
  const [near, places] = [place(k), place(Math.ceil(k / 2))];
  reserve(lent, end);
  layColumns(x, n, new Float64Array(memory.buffer, columns.x, wide * x.columns));
  layColumns(y, n, new Float64Array(memory.buffer, columns.y, wide * y.columns));
  return {
    nearest(i, distances, rows) {
      kernels.farthestColumn(x.columns, wide, columns.x, i, far.x);
      kernels.farthestColumn(y.columns, wide, columns.y, i, far.y);
      kernels.farther(wide, far.x, far.y, far.joint);
      kernels.smallest(n, far.joint, i, distances.length, near, places);
      distances.set(new Float64Array(memory.buffer, near, distances.length));
      rows.set(new Uint32Array(memory.buffer, places, rows.length));
    },
    within: (where, _, radius, closed) => kernels.countBelow(n, far[where], radius, Number(closed)),
    distance: (where, _, j) => new Float64Array(memory.buffer, far[where], n)[j] as number,
    dispose: giveBack,
  };
}

/** [n, d] row after row to [d, wide] column after column. */
function layColumns({ columns, values }: Rows, n: number, to: Float64Array): void {
  const wide = to.length / columns;
  for (let i = 0; i < n; i++) for (let c = 0; c < columns; c++) to[c * wide + i] = values[i * columns + c] as number;
}
