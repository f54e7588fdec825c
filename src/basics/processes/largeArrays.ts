/**
 * Large arrays cross from one process to another by a file: the channel between them takes some 200 kB a turn of the event loop, and a process that
 * computes has twenty turns a second, so that the paths of an epidemic were four seconds under way.
 */
import { randomUUID } from "node:crypto";
import { readFileSync, unlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { quietly, writeNew } from "../files.js";

/** Bytes from which a file is quicker than the channel. */
const large = 2 ** 20;

/** In the place of an array. */
interface InFile {
  readonly kind: "inFile";
  readonly file: string;
}

/** What is to be sent: large arrays in it by files, which whoever takes them deletes. @param lent is told of each file */
export function lend(what: unknown, lent: (file: string) => void): unknown {
  return replaced(what, (part) => (part instanceof Float32Array && part.byteLength >= large ? inFile(part, lent) : part));
}

/** What was sent, whole. */
export const take = (what: unknown): unknown => replaced(what, (part) => (isInFile(part) ? fromFile(part.file) : part));

/** A disk that is full, or no folder for such files: then it goes by the channel. */
function inFile(array: Float32Array, lent: (file: string) => void): Float32Array | InFile {
  const file = join(tmpdir(), `floe-array-${randomUUID()}`);
  try {
    lent(file);
    writeNew(file, new Uint8Array(array.buffer, array.byteOffset, array.byteLength), 0o600);
    return { kind: "inFile", file };
  } catch {
    quietly(() => unlinkSync(file));
    return array;
  }
}

function fromFile(file: string): Float32Array {
  const { buffer, byteOffset, byteLength } = readFileSync(file);
  quietly(() => unlinkSync(file));
  return new Float32Array(buffer, byteOffset, byteLength / Float32Array.BYTES_PER_ELEMENT);
}

/** The parts of an object of its own; whatever else is itself. */
function replaced(what: unknown, by: (part: unknown) => unknown): unknown {
  if (typeof what !== "object" || what === null || Object.getPrototypeOf(what) !== Object.prototype) return what;
  return Object.fromEntries(Object.entries(what).map(([name, part]) => [name, by(part)]));
}

const isInFile = (part: unknown): part is InFile => (part as Partial<InFile> | null | undefined)?.kind === "inFile";
