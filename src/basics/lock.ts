/** A file that at most one process holds: whoever makes it has it. One whose process is gone, killed perhaps, counts for nothing. */
import { closeSync, existsSync, fstatSync, openSync, readFileSync, readlinkSync, unlinkSync, utimesSync } from "node:fs";
import { hostname } from "node:os";
import { resolve } from "node:path";
import { InputError } from "./errors.js";
import { fileError, quietly, writeAll } from "./files.js";

/** Who holds a lock, as the lock says: a process number means something only where and when it was given. */
interface Owner {
  readonly pid: number;
  /** Machine and, on Linux, the space of process numbers: containers have each their own. */
  readonly place?: string;
  /** When the process began, on Linux: its number may be another's by now. */
  readonly began?: string;
}

/** The locks of this process by path, and what their files say. */
const held = new Map<string, string>();
let releasing = false;

export interface LockWords {
  /** The message for a lock that another process has. */
  busy(owner: string): string;
  /** Whether a process that has it may take it again: whoever then gives it back first, gives it back. */
  readonly shared: boolean;
  readonly beats?: Beats;
}

/**
 * Whoever holds the lock touches its file again and again: on another machine or in another container, where a process number says nothing,
 * one whose file stays as it is counts as gone. In milliseconds, by the clock of whoever looks: clocks of machines differ.
 */
export interface Beats {
  readonly every: number;
  readonly patience: number;
}

/** What files of locks held elsewhere looked like, and since when. */
const seen = new Map<string, { readonly mark: string; readonly since: number }>();
const beating = new Map<string, NodeJS.Timeout>();

/** @returns what gives it back @throws InputError when another process has it, or the place cannot be written */
export function takeLock(path: string, { busy, shared, beats }: LockWords): () => void {
  const file = resolve(path);
  const mine = held.get(file);
  if (mine === undefined || !isStill(file, mine)) {
    const text = made(file, busy, beats);
    held.set(file, text);
    if (beats) beat(file, text, beats.every);
  } else if (!shared) throw new InputError(busy("this process"));
  if (!releasing) process.once("exit", releaseAll);
  releasing = true;
  return () => release(file);
}

/** Who holds the lock, in words; undefined where nobody does, or nobody that is still there. */
export function holderOf(path: string): string | undefined {
  const file = resolve(path);
  if (!existsSync(file)) return undefined; // most are free
  const owner = ownerOf(file);
  return owner === undefined || owner === "nobody" || isGone(owner) ? undefined : describe(owner);
}

/** Where a lock was made that is held elsewhere than here. */
export function placeOf(path: string): string | undefined {
  const owner = existsSync(path) ? ownerOf(resolve(path)) : undefined;
  return owner === undefined || owner === "nobody" || isHere(owner) ? undefined : owner.place;
}

/** Removes a lock that was made there, where it is known that nobody of there is left. */
export function dropLock(path: string, place: string): void {
  if (placeOf(path) === place) quietly(() => unlinkSync(path));
}

function beat(file: string, text: string, every: number): void {
  clearInterval(beating.get(file));
  const touch = () => isStill(file, text) && quietly(() => utimesSync(file, new Date(), new Date()));
  beating.set(file, setInterval(touch, every).unref());
}

/** Whether nothing has touched the file for so long. Opened, because only then a shared disk tells what is so now. */
function isSilent(file: string, patience: number): boolean {
  let mark = "";
  quietly(() => {
    const descriptor = openSync(file, "r");
    const { mtimeMs, ino } = fstatSync(descriptor);
    closeSync(descriptor);
    mark = `${mtimeMs} ${ino}`;
  });
  const before = seen.get(file);
  const now = performance.now();
  if (mark === "" || before?.mark !== mark) seen.set(file, { mark, since: now });
  return before?.mark === mark && now - before.since > patience;
}

/** @returns the content of the lock, once this process has made it */
function made(file: string, busy: LockWords["busy"], beats?: Beats): string {
  const gone = (owner: Owner) => isGone(owner) || (beats !== undefined && !isHere(owner) && isSilent(file, beats.patience));
  const text = `${process.pid} ${beginOf(process.pid) ?? "-"} ${here()}\n`;
  const began = performance.now();
  for (;;) {
    if (create(file, text)) {
      seen.delete(file);
      return text;
    }
    const owner = ownerOf(file);
    if (owner === "nobody") continue; // given back at this moment
    if (owner !== undefined && !gone(owner)) throw new InputError(busy(describe(owner)));
    removeStale(file, gone, performance.now() - began > 5000);
  }
}

/** @returns false when the file is there */
function create(file: string, text: string): boolean {
  let descriptor: number;
  try {
    descriptor = openSync(file, "wx"); // follows no link either
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw fileError(error, `could not write ${file}`);
  }
  try {
    writeAll(descriptor, text);
  } catch (error) {
    quietly(() => unlinkSync(file));
    throw fileError(error, `could not write ${file}`);
  } finally {
    closeSync(descriptor);
  }
  return true;
}

/** A lock is empty for the moment between being made and being written. undefined: it says nothing and never will. */
function ownerOf(file: string): Owner | "nobody" | undefined {
  for (let tries = 0; tries < 100; tries++) {
    let text: string;
    try {
      text = readFileSync(file, "utf8");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return isLink(file) ? undefined : "nobody";
      throw fileError(error, `could not read ${file}`);
    }
    const [pid, began, ...rest] = text.trim().split(" ");
    const said = rest.join(" ");
    // A process that was killed while it wrote left the beginning only.
    const place = text.endsWith("\n") || !here().startsWith(said) ? said : here();
    if (pid && /^[1-9]\d*$/.test(pid))
      return {
        pid: Number(pid),
        ...(began && began !== "-" ? { began } : {}),
        ...(place === "" ? {} : { place }),
      };
    if (text !== "") return undefined;
    pause(10);
  }
  return undefined;
}

function isLink(file: string): boolean {
  try {
    return readlinkSync(file) !== undefined;
  } catch {
    return false;
  }
}

/**
 * Only one process at a time may remove a lock that counts for nothing: two would remove each other's new ones. The guard of a process
 * that was killed in this very moment is passed over after some seconds.
 */
function removeStale(file: string, gone: (owner: Owner) => boolean, waitedLong: boolean): void {
  const guard = `${file}.stale`;
  if (!create(guard, "")) {
    if (waitedLong) quietly(() => unlinkSync(guard));
    pause(10);
    return;
  }
  try {
    const owner = ownerOf(file);
    if (owner === undefined || (owner !== "nobody" && gone(owner))) quietly(() => unlinkSync(file));
  } finally {
    quietly(() => unlinkSync(guard));
  }
}

/** Whether the process that made the lock is known to be gone. Elsewhere than here that cannot be known. */
function isGone(owner: Owner): boolean {
  const { pid, began } = owner;
  if (!isHere(owner)) return false;
  if (!isAlive(pid)) return true;
  const now = beginOf(pid);
  return began === undefined ? pid === process.pid : now !== undefined && now !== began;
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM"; // alive, and somebody else's
  }
}

const isHere = ({ place }: Owner): boolean => place === undefined || place === here();

const describe = (owner: Owner): string =>
  isHere(owner) ? `process ${owner.pid}` : `process ${owner.pid} of ${owner.place?.split(" ")[0]}, another machine or container,`;

function here(): string {
  try {
    return `${hostname()} ${readlinkSync("/proc/self/ns/pid")}`;
  } catch {
    return hostname();
  }
}

/** In ticks since the machine began; the second field, a name, may hold anything. */
function beginOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
  } catch {
    return undefined;
  }
}

/** What cannot be removed, on a disk that is read-only by now, counts for nothing once this process is gone. */
function release(file: string): void {
  const mine = held.get(file);
  held.delete(file);
  clearInterval(beating.get(file));
  beating.delete(file);
  if (mine !== undefined && isStill(file, mine)) quietly(() => unlinkSync(file));
}

/** The folder may have been deleted, or the lock by hand. */
function isStill(file: string, text: string): boolean {
  try {
    return readFileSync(file, "utf8") === text;
  } catch {
    return false;
  }
}

function releaseAll(): void {
  for (const file of held.keys()) release(file);
}

function pause(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}
