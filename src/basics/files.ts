/** Writing so that a reader, or a process killed at any moment, finds either the old file whole or the new one. */
import {
  closeSync,
  constants,
  existsSync,
  fchmodSync,
  fstatSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  opendirSync,
  openSync,
  readlinkSync,
  realpathSync,
  renameSync,
  statSync,
  unlinkSync,
  writeSync,
} from "node:fs";
import { dirname, join, resolve } from "node:path";
import { BusyError, InputError, messageOf } from "./errors.js";

/** Now as a name has it: 20260102-030405 (UTC). */
export function timeStamp(): string {
  return new Date().toISOString().replaceAll(/[-:]/g, "").replace("T", "-").slice(0, 15);
}

/** Makes a folder and those above it. Node's own `recursive` never returns where the system refuses, as below /proc. */
export function makeFolder(folder: string): void {
  if (!existsSync(folder)) {
    const above = dirname(resolve(folder));
    if (above !== resolve(folder)) makeFolder(above);
    makeOne(folder);
  }
  opendirSync(folder).closeSync(); // which refuses a file
}

/** Another process may make it at the same moment. */
function makeOne(folder: string): void {
  try {
    mkdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
}

/**
 * A folder of Floe's own below a run folder, made where it is missing. The run folder itself is never made again: deleted under a run, it would
 * come back with a part of its files. @throws InputError then, and for a link, which could lead anywhere
 */
export function folderIn(folder: string, ...names: readonly string[]): string {
  if (!existsSync(folder)) throw new InputError(`the folder ${folder} is gone: it was deleted or moved while Floe worked in it`);
  return names.reduce((above, name) => {
    const path = join(above, name);
    if (lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink())
      throw new InputError(`${path} is a link, and Floe writes through none inside its folders: delete it and try again`);
    makeOne(path);
    opendirSync(path).closeSync();
    return path;
  }, folder);
}

/** A file under way: nobody finds it under its name before it is whole. */
export interface Replacement {
  write(part: string | Uint8Array): void;
  /** Flushed to disk and put into place. */
  commit(): void;
  /** Nothing of it is left. */
  discard(): void;
}

/**
 * Replaces `file` in one go: a new file beside it, flushed to disk, renamed. A link in its place is replaced, and one in the place of the new
 * file is never written through. The mode of a file that was there stays.
 * @throws InputError when the disk refuses
 */
export function writeAtomically(file: string, ...parts: (string | Uint8Array)[]): void {
  put(openReplacement(file), parts);
}

/** As `writeAtomically`, for a place that the user has named: a link stays one and its target is replaced; devices and pipes are written to. */
export function writeNamed(file: string, ...parts: (string | Uint8Array)[]): void {
  put(openNamed(file), parts);
}

function put(replacement: Replacement, parts: readonly (string | Uint8Array)[]): void {
  try {
    for (const part of parts) replacement.write(part);
    replacement.commit();
  } catch (error) {
    replacement.discard();
    throw error;
  }
}

/** Where a link leads, though nothing be there yet. */
export function targetOf(file: string): string {
  if (existsSync(file)) return realpathSync(file);
  const isLink = lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink();
  return isLink ? targetOf(resolve(dirname(file), readlinkSync(file))) : file;
}

/** @throws InputError when the place cannot be written */
export function openNamed(file: string): Replacement {
  return told(file, () => {
    const found = existsSync(file) ? statSync(file) : undefined;
    if (found && !found.isFile() && !found.isDirectory()) return openDirectly(file);
    return openReplacement(targetOf(file));
  });
}

export function openReplacement(file: string): Replacement {
  const temporary = `${file}.tmp`;
  const found = told(file, () => lstatSync(file, { throwIfNoEntry: false }));
  if (found && !found.isFile() && !found.isSymbolicLink())
    throw new InputError(
      `could not write ${file}: it is ${found.isDirectory() ? "a folder, not a file" : "neither a file nor a folder"}`,
    );
  const descriptor = told(file, () => create(temporary));
  return {
    write: (part) => told(file, () => writeAll(descriptor, part)),
    commit() {
      told(file, () => {
        if (found?.isFile()) fchmodSync(descriptor, found.mode & 0o7777);
        fsyncSync(descriptor);
        const own = fstatSync(descriptor).ino === lstatSync(temporary, { throwIfNoEntry: false })?.ino;
        if (!own) throw new BusyError(`could not write ${file}: another process writes it at the same moment. Try again`);
        closeSync(descriptor);
        renameSync(temporary, file);
      });
      flushFolder(dirname(file));
    },
    discard() {
      quietly(() => closeSync(descriptor));
      quietly(() => unlinkSync(temporary));
    },
  };
}

function openDirectly(file: string): Replacement {
  const descriptor = openSync(file, "w");
  return {
    write: (part) => told(file, () => writeAll(descriptor, part)),
    commit: () => closeSync(descriptor),
    discard: () => quietly(() => closeSync(descriptor)),
  };
}

/** A file that was not there: what a killed process left under the name goes first, and a link is not followed. */
function create(temporary: string): number {
  for (let tries = 1; ; tries++) {
    quietly(() => unlinkSync(temporary));
    try {
      return openSync(temporary, "wx");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST" || tries === 10) throw error;
    }
  }
}

/** A file that must not be there yet: nothing is replaced, and no link followed. */
export function writeNew(file: string, content: string | Uint8Array, mode: number): void {
  const descriptor = openSync(file, "wx", mode);
  try {
    writeAll(descriptor, content);
  } finally {
    closeSync(descriptor);
  }
}

/** For lines behind those that are there; never through a link. */
export function openToAppend(file: string): number {
  const { O_WRONLY, O_APPEND, O_CREAT, O_NOFOLLOW } = constants;
  return openSync(file, O_WRONLY | O_APPEND | O_CREAT | (O_NOFOLLOW ?? 0));
}

function told<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw fileError(error, `could not write ${file}`);
  }
}

export function quietly(work: () => void): void {
  try {
    work();
  } catch {
    // what it was for is over already, or fails again where it is told
  }
}

/** A write may take fewer bytes than it was given. */
export function writeAll(descriptor: number, content: string | Uint8Array): void {
  const bytes = typeof content === "string" ? Buffer.from(content, "utf8") : content;
  for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at);
}

/** The rename itself survives a power failure only once the folder is flushed; some systems cannot, and need not. */
function flushFolder(folder: string): void {
  quietly(() => {
    const descriptor = openSync(folder, "r"); // Windows opens no folders
    try {
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
  });
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
  ELOOP: "it is a link that cannot be followed. Delete the link and try again",
  ENAMETOOLONG: "the name is too long",
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
