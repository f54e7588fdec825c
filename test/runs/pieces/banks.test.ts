import { setImmediate } from "node:timers/promises";
import { beforeEach, expect, test } from "vitest";
import type { Bank } from "../../../src/contracts/simulator.js";
import type { Key } from "../../../src/contracts/values.js";
import { type BankWish, keptBanks } from "../../../src/runs/pieces/banks.js";

const asked: { key: Key; size: number }[] = [];
let fails = false;
beforeEach(() => {
  asked.length = 0;
  fails = false;
});

/** Banks of `size` bytes that say which simulation they are of. */
const bank = {
  async simulate(key: Key, size: number) {
    asked.push({ key, size });
    const number = asked.length;
    await setImmediate();
    if (fails) throw new Error("no paths");
    return { number, values: new Uint8Array(size) };
  },
} as unknown as Bank;

const open = (most?: number) => keptBanks(bank, new AbortController().signal, most);
const numberOf = async (content: Promise<unknown>): Promise<number> => ((await content) as { number: number }).number;
const wish = (first: number, more: Partial<BankWish> = {}): BankWish => ({ key: [first, 0], size: 10, ...more });

test("whoever asks for the same gets the same, at once or later, and the last asker takes it", async () => {
  const banks = open();
  const three = { askers: 3 };
  expect(await Promise.all([1, 2].map(() => numberOf(banks(wish(7, three)))))).toEqual([1, 1]);
  expect(await numberOf(banks(wish(8, three)))).toBe(2);
  expect(await numberOf(banks(wish(7, { ...three, size: 11 })))).toBe(3);
  expect(await numberOf(banks(wish(7, { ...three, use: "evaluation" })))).toBe(4);
  expect(await numberOf(banks(wish(7, three)))).toBe(1);
  expect(await numberOf(banks(wish(7, three)))).toBe(5); // nobody was to come any more
});

test("beyond so many bytes the one that nobody has asked for longest is forgotten, and simulated again", async () => {
  const banks = open(25);
  const numbers: number[] = [];
  for (const first of [1, 2, 1, 3, 1, 2]) {
    numbers.push(await numberOf(banks(wish(first))));
    await setImmediate();
  }
  expect(numbers).toEqual([1, 2, 1, 3, 1, 4]);
});

test("what fails, fails for all who wait, and is tried again for who asks then", async () => {
  const banks = open();
  fails = true;
  const both = await Promise.allSettled([banks(wish(1)), banks(wish(1))]);
  expect(both.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  fails = false;
  expect(await numberOf(banks(wish(1)))).toBe(2);
});

test("an asker that is stopped throws its signal's reason, and the others have what was simulated", async () => {
  const banks = open();
  const control = new AbortController();
  const stopped = banks(wish(1), control.signal);
  control.abort(new Error("stopped"));
  await expect(stopped).rejects.toThrow("stopped");
  expect(await numberOf(banks(wish(1)))).toBe(1);
});
