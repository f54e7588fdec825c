/**
 * One checkpoint is one file:
 *   "floe checkpoint 1\n", length of the header (uint32, little-endian), header (JSON), float32 arrays, SHA-256 of all before.
 * A file that was cut or changed anywhere fails its hash, so a run never goes on from wrong numbers.
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { InputError } from "../basics/errors.js";
import { fileError, writeAtomically } from "../basics/files.js";
import type { Checkpoint } from "../contracts/values.js";

const magic = "floe checkpoint 1\n";
const hashLength = 32;

interface Header {
  readonly state: unknown;
  readonly arrays: readonly { readonly name: string; readonly length: number }[];
}

export function writeCheckpoint(file: string, { state, arrays }: Checkpoint): void {
  const names = Object.entries(arrays);
  const header: Header = { state, arrays: names.map(([name, { length }]) => ({ name, length })) };
  const json = Buffer.from(JSON.stringify(header, keepNumber), "utf8");
  const start = Buffer.alloc(magic.length + 4);
  start.write(magic, "latin1");
  start.writeUInt32LE(json.length, magic.length);
  const parts = [start, json, ...names.map(([, array]) => bytesOf(array))];
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  writeAtomically(file, ...parts, hash.digest());
}

/** @throws InputError when the file is damaged; undefined when there is none */
export function readCheckpoint(file: string): Checkpoint | undefined {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw fileError(error, `could not read ${file}`);
  }
  const end = bytes.length - hashLength;
  const sound =
    end > magic.length + 4 &&
    bytes.toString("latin1", 0, magic.length) === magic &&
    createHash("sha256").update(bytes.subarray(0, end)).digest().equals(bytes.subarray(end));
  if (!sound) {
    throw new InputError(
      `the checkpoint ${file} is damaged: its content does not match its checksum. ` +
        "Put back a copy of it, or begin the run again in another folder; nothing was changed.",
    );
  }
  return unpack(bytes, magic.length);
}

function unpack(bytes: Buffer, at: number): Checkpoint {
  const jsonAt = at + 4;
  let next = jsonAt + bytes.readUInt32LE(at);
  const { state, arrays }: Header = JSON.parse(bytes.toString("utf8", jsonAt, next), restoreNumber);
  const named = arrays.map(({ name, length }) => {
    const copy = new Uint8Array(bytes.subarray(next, next + 4 * length)); // own memory, so aligned
    next += 4 * length;
    return [name, new Float32Array(copy.buffer)] as const;
  });
  return { state, arrays: Object.fromEntries(named) };
}

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** JSON would turn NaN and the infinities into null and -0 into 0: "bit for bit" needs them kept. */
function keepNumber(name: string, value: unknown): unknown {
  if (ArrayBuffer.isView(value)) throw new Error(`checkpoint: ${name} is a typed array; put it into arrays`);
  const plain = typeof value !== "number" || (Number.isFinite(value) && !Object.is(value, -0));
  return plain ? value : { $number: Object.is(value, -0) ? "-0" : String(value) };
}

function restoreNumber(_name: string, value: unknown): unknown {
  const isKept = typeof value === "object" && value !== null && "$number" in value;
  return isKept ? Number((value as { $number: string }).$number) : value;
}
