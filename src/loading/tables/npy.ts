/** NumPy's own files (numpy.lib.format): one array of numbers, of one or two dimensions. */
import { check, InputError } from "../../basics/errors.js";
import type { FileTable } from "./columns.js";

export const npyMagic = Buffer.from("\x93NUMPY", "latin1");

type Reader = (view: DataView, at: number, littleEndian: boolean) => number;

const readers: Readonly<Record<string, readonly [bytes: number, read: Reader]>> = {
  f8: [8, (view, at, little) => view.getFloat64(at, little)],
  f4: [4, (view, at, little) => view.getFloat32(at, little)],
  i8: [8, (view, at, little) => Number(view.getBigInt64(at, little))],
  u8: [8, (view, at, little) => Number(view.getBigUint64(at, little))],
  i4: [4, (view, at, little) => view.getInt32(at, little)],
  u4: [4, (view, at, little) => view.getUint32(at, little)],
  i2: [2, (view, at, little) => view.getInt16(at, little)],
  u2: [2, (view, at, little) => view.getUint16(at, little)],
  i1: [1, (view, at) => view.getInt8(at)],
  u1: [1, (view, at) => view.getUint8(at)],
  b1: [1, (view, at) => view.getUint8(at)],
};

/** Columns are known by their places, from 1. @throws InputError */
export function readNpy(file: string, bytes: Buffer): FileTable {
  check(bytes.length >= 12, `${file} ends within its head`);
  const long = (bytes[6] as number) >= 2;
  const from = long ? 12 : 10;
  const length = long ? bytes.readUInt32LE(8) : bytes.readUInt16LE(8);
  const head = bytes.subarray(from, from + length).toString("latin1");
  const [, order = "", kind = ""] = /'descr':\s*'([<>|=])([a-z]\d+)'/.exec(head) ?? [];
  const reader = readers[kind];
  if (!reader)
    throw new InputError(`${file} holds ${kind ? `numbers of the kind ${kind}` : "no plain numbers"}: save it as float64`);
  const shape = (/'shape':\s*\(([^)]*)\)/.exec(head)?.[1] ?? "").split(",").flatMap((x) => (x.trim() ? [Number(x)] : []));
  check(
    shape.length === 1 || shape.length === 2,
    `${file} holds an array of ${shape.length} dimensions: needed are rows and columns`,
  );
  const [rows = 0, width = 1] = shape;
  const [size, read] = reader;
  const data = bytes.subarray(from + length);
  check(data.length >= rows * width * size, `${file} ends before its ${rows} rows of ${width} numbers do`);
  check(rows > 0 && width > 0, `${file} holds no rows`);
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const byColumns = /'fortran_order':\s*True/.test(head);
  const at = (row: number, column: number) => (byColumns ? column * rows + row : row * width + column) * size;
  const columns = Array.from({ length: width }, (_, c) => {
    const values = Float64Array.from({ length: rows }, (_, r) => read(view, at(r, c), order !== ">"));
    const bad = values.findIndex((x) => !Number.isFinite(x));
    check(bad < 0, `${file}, row ${bad + 1}, column ${c + 1} is ${values[bad]}, which is no number: leave out such rows`);
    return { name: String(c + 1), values };
  });
  return { file, rows, columns };
}
