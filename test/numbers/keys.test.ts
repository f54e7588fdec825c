import { expect, test } from "vitest";
import type { Key } from "../../src/contracts/values.js";
import { bits, fold, key, keyFor, split, threefry } from "../../src/numbers/keys.js";

const block = (k: Key, c0: number, c1: number): string => {
  const out = new Uint32Array(2);
  threefry(k, c0, c1, out);
  return Array.from(out, (word) => word.toString(16).padStart(8, "0")).join(" ");
};

test("threefry gives the known answers of Random123 for 20 rounds", () => {
  expect(block([0, 0], 0, 0)).toBe("6b200159 99ba4efe");
  expect(block([0xffffffff, 0xffffffff], 0xffffffff, 0xffffffff)).toBe("1cb996fc bb002be7");
  expect(block([0x13198a2e, 0x03707344], 0x243f6a88, 0x85a308d3)).toBe("c4923a9c 483df7a0");
});

test("bits(key, n) are the blocks of counters 0, 1, 2, ..., whatever n is", () => {
  const k = key(7);
  expect(Array.from(bits(k, 5))).toEqual(Array.from(bits(k, 12)).slice(0, 5));
  const third = new Uint32Array(2);
  threefry(k, 2, 0, third);
  expect(Array.from(bits(k, 6)).slice(4)).toEqual(Array.from(third));
});

test("every bit is set half of the time", () => {
  const n = 100_000;
  const counts = new Float64Array(32);
  for (const word of bits(key(3), n)) for (let b = 0; b < 32; b++) counts[b] = (counts[b] as number) + ((word >>> b) & 1);
  for (const count of counts) expect(Math.abs(count - n / 2) / Math.sqrt(n / 4)).toBeLessThan(4);
});

test("a named sub-key does not depend on the names beside it or on their order", () => {
  const root = key(1);
  const few = split(root, "prior", "noise");
  const more = split(root, "inserted", "noise", "prior");
  expect(more.prior).toEqual(few.prior);
  expect(more.noise).toEqual(few.noise);
  expect(keyFor(root, "noise")).toEqual(few.noise);
});

test("sub-keys, folds and words of one key do not meet", () => {
  const root = key(0);
  const names = Array.from({ length: 300 }, (_, i) => `name${i}`);
  const keys = [
    root,
    ...names.map((name) => keyFor(root, name)),
    ...names.map((_, i) => fold(root, i)),
    ...names.map((_, i) => fold(fold(root, 0), i)),
  ];
  const words = bits(root, 600);
  for (let i = 0; i < 600; i += 2) keys.push([words[i] as number, words[i + 1] as number]);
  expect(new Set(keys.map(String)).size).toBe(keys.length);
});

test("0 is a seed like any other, and seeds beyond 32 bits differ", () => {
  const seeds = [0, 1, 2 ** 32, 2 ** 32 + 1, Number.MAX_SAFE_INTEGER];
  const first = seeds.map((seed) => Array.from(bits(key(seed), 4)).join());
  expect(new Set(first).size).toBe(seeds.length);
  expect(Array.from(bits(key(0), 4)).join()).toBe(first[0]);
});
