/** Writing so that a reader, or a process killed at any moment, finds either the old file whole or the new one. */
import { closeSync, existsSync, fsyncSync, mkdirSync, opendirSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { InputError, messageOf } from "./errors.js";

/** Makes a folder and those above it. Node's own `recursive` never returns where the system refuses, as below /proc. */
export function makeFolder(folder: string): void {
  if (existsSync(folder)) {
    opendirSync(folder).closeSync(); // which refuses a file
    return;
  }
  const above = dirname(resolve(folder));
  if (above !== resolve(folder)) makeFolder(above);
  mkdirSync(folder);
}

/** Replaces `file` in one go: a temporary file beside it, flushed to disk, renamed. @throws InputError when the disk refuses */
export function writeAtomically(file: string, ...parts: (string | Uint8Array)[]): void {
  const temporary = `${file}.tmp`;
  try {
    const descriptor = openSync(temporary, "w");
    try {
      for (const part of parts) writeAll(descriptor, part);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(temporary, file);
  } catch (error) {
    if (existsSync(temporary)) rmSync(temporary);
    throw fileError(error, `could not write ${file}`);
  }
  flushFolder(dirname(file));
}

/** A write may take fewer bytes than it was given. */
export function writeAll(descriptor: number, content: string | Uint8Array): void {
  const bytes = typeof content === "string" ? Buffer.from(content, "utf8") : content;
  for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at);
}

/** The rename itself survives a power failure only once the folder is flushed; some systems cannot, and need not. */
function flushFolder(folder: string): void {
  try {
    const descriptor = openSync(folder, "r");
    try {
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
  } catch {
    // Windows opens no folders.
  }
}

const reasons: Record<string, string> = {
  ENOSPC: "the disk is full. Free some space and try again; what was saved before is intact",
  EDQUOT: "the disk quota is used up. Free some space and try again; what was saved before is intact",
  EACCES: "permission denied. Choose another place, or change its permissions",
  EPERM: "permission denied. Choose another place, or change its permissions",
  EROFS: "the disk is read-only. Choose another place",
  ENOENT: "no such file or folder",
  ENOTDIR: "a part of the path is a file, not a folder",
  EISDIR: "it is a folder, not a file",
  EEXIST: "it exists already",
  EMFILE: "too many files are open",
  EIO: "the disk reports an error",
};

/** True for what the file system refuses, as against a defect. */
export function isFileError(error: unknown): error is NodeJS.ErrnoException {
  const { code, syscall } = (error ?? {}) as NodeJS.ErrnoException;
  return typeof code === "string" && typeof syscall === "string" && /^E[A-Z0-9]+$/.test(code);
}

/** The user's message for a refusal of the file system; anything else is passed on as it is. */
export function fileError(error: unknown, what: string): unknown {
  if (!isFileError(error)) return error;
  return new InputError(`${what}: ${reasons[error.code as string] ?? messageOf(error)}`, { cause: error });
}
