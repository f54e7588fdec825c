/**
 * Splittable randomness: a key goes in, the same numbers come out, on every backend and after every resume.
 * Threefry-2x32 with 20 rounds (Salmon, Moraes, Dror, Shaw 2011, "Parallel random numbers: as easy as 1, 2, 3").
 */
import type { Key } from "../contracts/values.js";

const PARITY = 0x1bd11bda; // the key-schedule constant of Threefish

/** The 20-round Threefry-2x32 block: two counter words under a two-word key give two random words, written to `out`. */
export function threefry(key: Key, c0: number, c1: number, out: Uint32Array | Int32Array, at = 0): void {
  const k0 = key[0] | 0;
  const k1 = key[1] | 0;
  const k2 = k0 ^ k1 ^ PARITY;
  let x0 = (c0 + k0) | 0;
  let x1 = (c1 + k1) | 0;
  // Rotations 13 15 26 6 and 17 29 16 24 in turn, unrolled: this is the inner loop of every draw.
  x0 = (x0 + x1) | 0;
  x1 = ((x1 << 13) | (x1 >>> 19)) ^ x0;
  x0 = (x0 + x1) | 0;
  x1 = ((x1 << 15) | (x1 >>> 17)) ^ x0;
  x0 = (x0 + x1) | 0;
  x1 = ((x1 << 26) | (x1 >>> 6)) ^ x0;
  x0 = (x0 + x1) | 0;
  x1 = ((x1 << 6) | (x1 >>> 26)) ^ x0;
  x0 = (x0 + k1) | 0;
  x1 = (x1 + k2 + 1) | 0;
  x0 = (x0 + x1) | 0;
  x1 = ((x1 << 17) | (x1 >>> 15)) ^ x0;
  x0 = (x0 + x1) | 0;
  x1 = ((x1 << 29) | (x1 >>> 3)) ^ x0;
  x0 = (x0 + x1) | 0;
  x1 = ((x1 << 16) | (x1 >>> 16)) ^ x0;
  x0 = (x0 + x1) | 0;
  x1 = ((x1 << 24) | (x1 >>> 8)) ^ x0;
  x0 = (x0 + k2) | 0;
  x1 = (x1 + k0 + 2) | 0;
  x0 = (x0 + x1) | 0;
  x1 = ((x1 << 13) | (x1 >>> 19)) ^ x0;
  x0 = (x0 + x1) | 0;
  x1 = ((x1 << 15) | (x1 >>> 17)) ^ x0;
  x0 = (x0 + x1) | 0;
  x1 = ((x1 << 26) | (x1 >>> 6)) ^ x0;
  x0 = (x0 + x1) | 0;
  x1 = ((x1 << 6) | (x1 >>> 26)) ^ x0;
  x0 = (x0 + k0) | 0;
  x1 = (x1 + k1 + 3) | 0;
  x0 = (x0 + x1) | 0;
  x1 = ((x1 << 17) | (x1 >>> 15)) ^ x0;
  x0 = (x0 + x1) | 0;
  x1 = ((x1 << 29) | (x1 >>> 3)) ^ x0;
  x0 = (x0 + x1) | 0;
  x1 = ((x1 << 16) | (x1 >>> 16)) ^ x0;
  x0 = (x0 + x1) | 0;
  x1 = ((x1 << 24) | (x1 >>> 8)) ^ x0;
  x0 = (x0 + k1) | 0;
  x1 = (x1 + k2 + 4) | 0;
  x0 = (x0 + x1) | 0;
  x1 = ((x1 << 13) | (x1 >>> 19)) ^ x0;
  x0 = (x0 + x1) | 0;
  x1 = ((x1 << 15) | (x1 >>> 17)) ^ x0;
  x0 = (x0 + x1) | 0;
  x1 = ((x1 << 26) | (x1 >>> 6)) ^ x0;
  x0 = (x0 + x1) | 0;
  x1 = ((x1 << 6) | (x1 >>> 26)) ^ x0;
  out[at] = x0 + k2;
  out[at + 1] = x1 + k0 + 5;
}

/** The root key of a seed (any safe integer). */
export function key(seed: number): Key {
  return [Math.floor(seed / 2 ** 32) >>> 0, seed >>> 0];
}

/** A sub-key for the i-th of many alike things: steps, restarts, blocks. */
export function fold(parent: Key, i: number): Key {
  const out = new Uint32Array(2);
  threefry(parent, i >>> 0, 0x80000000 | (Math.floor(i / 2 ** 32) & 0x7fffffff), out);
  return [out[0] as number, out[1] as number];
}

/** A sub-key for a named use. The name decides, not the order of calls, so inserting a use never shifts the others. */
export function keyFor(parent: Key, name: string): Key {
  let hash = 0x811c9dc5; // FNV-1a
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  const out = new Uint32Array(2);
  threefry(parent, hash >>> 0, 0xffffffff, out);
  return [out[0] as number, out[1] as number];
}

/**
 * For what is the same in every run, whatever its seed: checks, sizes, tables, tasks that are held out. Runs of seed 0 share its root, so
 * names must be others than theirs (src/runs/keys.ts).
 */
export function fixedKey(name: string): Key {
  return keyFor(key(0), name);
}

/** Named sub-keys, each for one use: `const k = split(key, "prior", "noise")` gives `k.prior` and `k.noise`. */
export function split<Name extends string>(parent: Key, ...names: Name[]): Record<Name, Key> {
  return Object.fromEntries(names.map((name) => [name, keyFor(parent, name)])) as Record<Name, Key>;
}

/** n random words, as unsigned 32-bit integers. */
export function bits(k: Key, n: number): Uint32Array {
  const out = new Uint32Array(n + (n & 1));
  for (let i = 0; i < out.length; i += 2) threefry(k, i >>> 1, 0, out, i);
  return n & 1 ? out.subarray(0, n) : out;
}
