/** Data files of rows and columns, told apart by what they hold and not by their names: CSV, JSON lines, NumPy; all of them gzipped, too. */
import { createReadStream } from "node:fs";
import { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { check, InputError } from "../../basics/errors.js";
import { fileError } from "../../basics/files.js";
import type { FileTable } from "./columns.js";
import { type CsvOptions, readCsv } from "./csv.js";
import { readJsonLines, readJsonList } from "./jsonLines.js";
import { npyMagic, readNpy } from "./npy.js";

export type { FileColumn, FileTable } from "./columns.js";
export type { CsvOptions } from "./csv.js";
export { type DataColumns, tableOf } from "./given.js";

const gzipMagic = Buffer.from([0x1f, 0x8b]);

/** What is often taken for a table, by its first bytes, and what to do with it. */
const packages = [
  { magic: "PK\x03\x04", what: "an archive (.xlsx, .ods, .npz, .zip): save the table in it as CSV, or the array as .npy" },
  { magic: "\xd0\xcf\x11\xe0", what: "an old Excel file: save the table as CSV" },
  { magic: "PAR1", what: "a Parquet file: save the table as CSV" },
  { magic: "ARROW1", what: "an Arrow or Feather file: save the table as CSV" },
  { magic: "\x89HDF", what: "an HDF5 file: save the table as CSV, or the array as .npy" },
  { magic: "MATLAB 5.0", what: "a MATLAB file: save the table as CSV" },
  { magic: "%PDF", what: "a PDF: needed is the table as CSV" },
  { magic: "BZh", what: "packed with bzip2: unpack it first, or use gzip" },
  { magic: "\xfd7zXZ", what: "packed with xz: unpack it first, or use gzip" },
  { magic: "(\xb5/\xfd", what: "packed with zstd: unpack it first, or use gzip" },
] as const;

/** An array of NumPy's is read at once, so it has a limit. */
const mostNpyBytes = 2 ** 31;

/**
 * @param source its bytes, where they do not come from the file system
 * @throws InputError naming the file, and the line and column that are wrong
 */
export async function readDataTable(file: string, options: CsvOptions = {}, source?: Readable): Promise<FileTable> {
  try {
    const { first, bytes } = await opened(source ?? createReadStream(file, { highWaterMark: 2 ** 18 }));
    if (startsWith(first, npyMagic)) return readNpy(file, await collected(file, bytes));
    check(first.length > 0, `${file} is empty: needed are rows of numbers, best under a line with the columns' names`);
    const strange = packages.find(({ magic }) => startsWith(first, Buffer.from(magic, "latin1")));
    check(strange === undefined, `${file} is ${strange?.what}`);
    const start = decoderOf(first).decode(first);
    check(!start.includes("\0"), `${file} is no text (it holds NUL characters): save it as CSV in UTF-8`);
    const text = Readable.from(textOf(first, bytes));
    if (/^\s*\[\s*[[{]/.test(start)) return await readJsonList(file, text);
    return /^\s*[[{]/.test(start) ? await readJsonLines(file, text) : await readCsv(file, start, text, options);
  } catch (error) {
    if (error instanceof InputError) throw error;
    if (/^Z_|incorrect|unexpected end/.test(`${(error as NodeJS.ErrnoException).code}`))
      throw new InputError(`${file} is gzipped, and damaged`);
    throw fileError(error, `could not read ${file}`);
  }
}

interface Opened {
  readonly first: Buffer;
  /** From the beginning. */
  readonly bytes: AsyncIterable<Buffer>;
}

async function opened(source: AsyncIterable<Buffer>): Promise<Opened> {
  const chunks = source[Symbol.asyncIterator]();
  let first: Buffer = Buffer.alloc(0);
  let ended = false;
  while (first.length < npyMagic.length && !ended) {
    const { done, value } = await chunks.next();
    if (done) ended = true;
    else first = Buffer.concat([first, Buffer.from(value)]);
  }
  const bytes = (async function* () {
    if (first.length > 0) yield first;
    for (let next = ended ? undefined : await chunks.next(); next && !next.done; next = await chunks.next()) yield next.value;
  })();
  if (!startsWith(first, gzipMagic)) return { first, bytes };
  const packed = Readable.from(bytes);
  const unpacking = createGunzip();
  packed.on("error", (error) => unpacking.destroy(error));
  return opened(packed.pipe(unpacking));
}

const startsWith = (bytes: Buffer, magic: Buffer): boolean => bytes.subarray(0, magic.length).equals(magic);

async function collected(file: string, bytes: AsyncIterable<Buffer>): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of bytes) {
    size += part.length;
    check(size <= mostNpyBytes, `${file} holds more than 2 gigabytes`);
    parts.push(part);
  }
  return Buffer.concat(parts);
}

/** By the byte order mark, which is no part of the text. */
function decoderOf([a, b]: Buffer) {
  return new TextDecoder(a === 0xff && b === 0xfe ? "utf-16le" : a === 0xfe && b === 0xff ? "utf-16be" : "utf-8");
}

async function* textOf(first: Buffer, bytes: AsyncIterable<Buffer>): AsyncGenerator<string> {
  const decoder = decoderOf(first);
  for await (const part of bytes) yield decoder.decode(part, { stream: true });
  yield decoder.decode();
}
