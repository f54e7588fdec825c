/** A run folder through Redis, where a worker does not see the study's own: packed, in pieces, and whole at the other end or not at all. */
import { createHash, randomBytes } from "node:crypto";
import { lstatSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import type { Redis } from "ioredis";
import { z } from "zod";
import { check, InputError } from "../../basics/errors.js";
import { makeFolder, writeAtomically } from "../../basics/files.js";
import { jsonOf } from "../../basics/reading.js";
import { checked, parts } from "../../records/checked.js";
import { lockFile } from "../../records/runLock.js";
import { type Parcel, parcel, secondsKept } from "./names.js";

const bytesOfPiece = 1 << 20;

/** The names stay below the folder that they are unpacked in. */
const plainPath = z.string().regex(/^(?!\.{1,2}(\/|$))[^/\\\0]+(\/(?!\.{1,2}(\/|$))[^/\\\0]+)*$/);
const contentsSchema = z.array(z.object({ name: plainPath, bytes: parts.count }));

/** All files: a line of JSON with names and sizes, and their bytes one after the other. */
export function packed(folder: string): Buffer {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => name.replaceAll("\\", "/"))
    .filter((name) => name !== lockFile && lstatSync(join(folder, name)).isFile())
    .sort();
  const files = names.map((name) => readFileSync(join(folder, name)));
  const contents = names.map((name, i) => ({ name, bytes: files[i]?.length ?? 0 }));
  return gzipSync(Buffer.concat([Buffer.from(`${JSON.stringify(contents)}\n`), ...files]));
}

/** @param to a folder that is not there, or is replaced @throws InputError for what is no packed folder */
export function unpack(content: Buffer, to: string): void {
  const bytes = gunzipSync(content);
  const end = bytes.indexOf("\n");
  const found = checked(contentsSchema, jsonOf(bytes.toString("utf8", 0, Math.max(0, end))));
  if (found.damage !== undefined) throw new InputError(`what a worker sent is no run folder: ${found.damage}`);
  const total = found.record.reduce((sum, { bytes: size }) => sum + size, end + 1);
  check(total === bytes.length, "what a worker sent is no whole run folder");
  const coming = `${to}.coming`;
  rmSync(coming, { recursive: true, force: true });
  let at = end + 1;
  for (const { name, bytes: size } of found.record) {
    makeFolder(dirname(join(coming, name)));
    writeAtomically(join(coming, name), bytes.subarray(at, at + size));
    at += size;
  }
  rmSync(to, { recursive: true, force: true });
  renameSync(coming, to);
}

export async function send(redis: Redis, folder: string, study: string, cell: string): Promise<Parcel> {
  const content = packed(folder);
  const key = parcel(study, cell, randomBytes(6).toString("hex"));
  let pieces = 0;
  for (; pieces * bytesOfPiece < content.length; pieces++)
    await redis
      .multi()
      .hset(key, pieces, content.subarray(pieces * bytesOfPiece, (pieces + 1) * bytesOfPiece)) // the same, should it be sent twice
      .expire(key, secondsKept)
      .exec();
  return { key, pieces, sha256: hash(content) };
}

/** @throws InputError when it is not there, or not as it was sent */
export async function receive(redis: Redis, { key, pieces, sha256 }: Parcel, to: string): Promise<void> {
  const all: Buffer[] = [];
  for (let i = 0; i < pieces; i++) all.push((await redis.hgetBuffer(key, String(i))) ?? Buffer.alloc(0));
  const content = Buffer.concat(all);
  check(hash(content) === sha256, "what its worker has sent did not arrive whole: the same command tries it again");
  unpack(content, to);
}

const hash = (content: Buffer): string => createHash("sha256").update(content).digest("hex");
