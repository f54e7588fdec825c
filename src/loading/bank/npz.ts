/**
 * NumPy's archives of arrays (np.savez, np.savez_compressed): a zip file of .npy files. Only what these write is read, stored or deflated entries by the
 * central directory, which node:zlib has all for: a package for zip files of every kind would be a dependency for forty lines.
 * PKWARE, .ZIP File Format Specification (APPNOTE.TXT) 6.3, sections 4.3.7, 4.3.12, 4.3.16.
 */
import { readFileSync } from "node:fs";
import { inflateRawSync } from "node:zlib";
import { check } from "../../basics/errors.js";
import { fileError } from "../../basics/files.js";
import type { FileColumn, FileTable } from "../tables/index.js";
import { readNpy } from "../tables/npy.js";

const marks = { end: 0x06054b50, entry: 0x02014b50, local: 0x04034b50 } as const;

/** A comment behind the end may be so long. */
const longestComment = 0xffff;

interface Entry {
  readonly name: string;
  readonly content: Buffer;
}

/** @throws InputError where it is none, or damaged */
export function unzipped(file: string, bytes: Buffer): Entry[] {
  const from = Math.max(0, bytes.length - longestComment - 22);
  let end = bytes.length - 22;
  while (end >= from && bytes.readUInt32LE(end) !== marks.end) end--;
  check(end >= from && end >= 0, `${file} is no archive of NumPy's (np.savez), or it ends too early`);
  const count = bytes.readUInt16LE(end + 10);
  let at = bytes.readUInt32LE(end + 16);
  return Array.from({ length: count }, () => {
    check(at + 46 <= bytes.length && bytes.readUInt32LE(at) === marks.entry, `${file} is damaged: its directory has gaps`);
    const [method, size] = [bytes.readUInt16LE(at + 10), bytes.readUInt32LE(at + 20)];
    const [nameLength, extra, comment] = [28, 30, 32].map((offset) => bytes.readUInt16LE(at + offset)) as [
      number,
      number,
      number,
    ];
    const local = bytes.readUInt32LE(at + 42);
    const name = bytes.subarray(at + 46, at + 46 + nameLength).toString("utf8");
    at += 46 + nameLength + extra + comment;
    check(
      local + 30 <= bytes.length && bytes.readUInt32LE(local) === marks.local,
      `${file} is damaged: ${name} is not where it should be`,
    );
    const begin = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    check(begin + size <= bytes.length, `${file} ends within ${name}`);
    const packed = bytes.subarray(begin, begin + size);
    check(method === 0 || method === 8, `${file}: ${name} is packed in a way that np.savez does not use (${method})`);
    return { name, content: method === 0 ? packed : inflated(file, name, packed) };
  });
}

function inflated(file: string, name: string, packed: Buffer): Buffer {
  try {
    return inflateRawSync(packed);
  } catch {
    check(false, `${file}: ${name} is damaged and cannot be unpacked`);
    return packed;
  }
}

/**
 * As a table with the heads that `bankColumns` reads. Arrays: one of the design's points [C], outcomes [n, C] by their names, `theta` [n, p], and
 * parameters [n] by their names.
 * @throws InputError
 */
export function readNpz(file: string): FileTable {
  const arrays = unzipped(file, contentOf(file)).map(({ name, content }) => {
    const own = name.replace(/\.npy$/, "");
    return { name: own, table: readNpy(`${own} in ${file}`, content) };
  });
  const wide = arrays.filter(({ name, table }) => table.columns.length > 1 && !/^theta$/i.test(name));
  const width = wide[0]?.table.columns.length;
  const rows = wide[0]?.table.rows ?? 0;
  const long = arrays.filter(({ table }) => table.columns.length === 1);
  const points =
    long.find(({ name, table }) => /^(designs?|points)$/i.test(name) && table.rows === width) ??
    long.find(({ table }) => table.rows === width && table.rows !== rows);
  if (!points || width === undefined)
    check(
      false,
      `${file} has no array of the design's points, as long as an array of outcomes is wide; its arrays: ${arrays.map(shapeWords).join(", ")}`,
    );
  const at = points?.table.columns[0]?.values as Float64Array;
  const name = /^(designs?|points)$/i.test(points?.name ?? "") ? "" : `${points?.name}=`;
  const columns = arrays.flatMap((array): FileColumn[] => {
    const { table } = array;
    if (array === points) return [];
    check(table.rows === rows, `${file}: ${shapeWords(array)} has not as many rows as ${shapeWords(wide[0] as typeof array)}`);
    if (wide.includes(array)) {
      check(table.columns.length === width, `${file}: ${shapeWords(array)} has not as many columns as there are points`);
      return table.columns.map((column, i) => ({ ...column, name: `${array.name}@${name}${at[i]}` }));
    }
    return table.columns.map((column, i) => ({
      ...column,
      name: table.columns.length > 1 ? `${array.name}${i + 1}` : array.name,
    }));
  });
  return { file, rows, columns };
}

const shapeWords = ({ name, table }: { readonly name: string; readonly table: FileTable }): string =>
  `${name} [${table.rows}, ${table.columns.length}]`;

function contentOf(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw fileError(error, `could not read ${file}`);
  }
}
