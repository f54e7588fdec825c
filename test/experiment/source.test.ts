import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { box } from "../../designs/index.js";
import { linear } from "../../simulators/linear.js";
import type { Bank, Simulator } from "../../src/contracts/simulator.js";
import type { Key } from "../../src/contracts/values.js";
import { openPool } from "../../src/experiment/pool.js";
import { openSource } from "../../src/experiment/source.js";
import { createSimulator } from "../../src/modelling/defineSimulator.js";
import { fold, key } from "../../src/numbers/keys.js";

const refreshEvery = 10;

/** A simulator whose bank is the key it was simulated with, and which writes down what it was asked for. */
function banked(wait: (signal?: AbortSignal) => Promise<void> = async () => {}) {
  const asked: { key: Key; size: number; signal: AbortSignal | undefined }[] = [];
  const bank: Bank<{ key: Key; size: number }> = {
    size: 50,
    refreshEvery,
    async simulate(k, size, signal) {
      asked.push({ key: k, size, signal });
      await wait(signal);
      return { key: k, size };
    },
    draw: ({ key: [a, b] }, k, n) => ({ theta: tf.fill([n, 1], a % 1000), noise: { y: tf.fill([n, 1], (b + k[0]) % 1000) } }),
    slice: (_bank, from, n) => ({ theta: tf.reshape(tf.range(from, from + n), [n, 1]), noise: {} }),
    count: ({ size }) => size,
  };
  const simulator: Simulator = { ...unbanked(), bank };
  delete (simulator as { draw?: unknown }).draw;
  return { simulator, asked };
}

function unbanked(): Simulator {
  return { ...createSimulator(linear, 1), designs: box({ low: 0, high: 1, dim: 1 }) };
}

describe("a banked source", () => {
  test("serves step s from the bank of (key, floor(s / refreshEvery)), and draws by the key it is given", async () => {
    const { simulator } = banked();
    const source = openSource(simulator, key(1), 45);
    for (let step = 0; step < 45; step++) {
      await source.at(step);
      const [a, b] = fold(key(1), Math.floor(step / refreshEvery));
      const k = fold(key(2), step);
      const { theta, noise } = source.draw(k, 3);
      expect(Array.from(theta.dataSync())).toEqual([a % 1000, a % 1000, a % 1000]);
      expect((noise.y as tf.Tensor).dataSync()[0]).toBe((b + k[0]) % 1000);
    }
    source.close();
  });

  test("opened in the middle, as after a resume, is at the same bank and simulates none of the earlier ones", async () => {
    const { simulator, asked } = banked();
    const source = openSource(simulator, key(1), 45);
    await source.at(27);
    expect(asked.map((a) => a.key)).toEqual([fold(key(1), 2), fold(key(1), 3)]);
  });

  test.each([
    [1, 1],
    [10, 1],
    [11, 2],
    [45, 5],
  ])("of %d steps simulates %d banks, each once and one ahead at most", async (steps, banks) => {
    const { simulator, asked } = banked();
    const source = openSource(simulator, key(1), steps);
    for (let step = 0; step < steps; step++) {
      await source.at(step);
      expect(asked.length).toBeLessThanOrEqual(Math.floor(step / refreshEvery) + 2);
    }
    expect(asked.map((a) => a.key)).toEqual(Array.from({ length: banks }, (_, b) => fold(key(1), b)));
    expect(asked.every(({ size }) => size === 50)).toBe(true);
  });

  test("close stops the bank that is being simulated, and so does the caller's signal", async () => {
    const stopped: string[] = [];
    const slow = (signal?: AbortSignal) =>
      new Promise<void>((_, fail) => {
        signal?.addEventListener("abort", () => {
          stopped.push("stopped");
          fail(new Error("stopped"));
        });
      });
    const first = openSource(banked(slow).simulator, key(1), 45);
    const waiting = first.at(0);
    first.close();
    await expect(waiting).rejects.toThrow("stopped");
    const stop = new AbortController();
    const second = openSource(banked(slow).simulator, key(1), 45, stop.signal);
    const alsoWaiting = second.at(0);
    stop.abort();
    await expect(alsoWaiting).rejects.toThrow("stopped");
    expect(stopped).toHaveLength(2);
  });

  test("a bank ahead that fails is not an error before its step comes", async () => {
    let count = 0;
    const { simulator } = banked(async () => {
      if (count++ === 1) throw new Error("no more paths");
    });
    const source = openSource(simulator, key(1), 45);
    for (let step = 0; step < refreshEvery; step++) await source.at(step);
    await expect(source.at(refreshEvery)).rejects.toThrow("no more paths");
  });

  test("says so when it is drawn from before a bank is there", () => {
    expect(() => openSource(banked().simulator, key(1), 5).draw(key(2), 1)).toThrow(/at\(step\)/);
  });
});

test("a source without a bank draws from the simulator, the same for the same key", async () => {
  const source = openSource(unbanked(), key(1), 5);
  await source.at(0);
  tf.tidy(() => {
    const [one, again, other] = [source.draw(key(3), 4), source.draw(key(3), 4), source.draw(key(4), 4)];
    expect(again.theta.dataSync()).toEqual(one.theta.dataSync());
    expect(other.theta.dataSync()).not.toEqual(one.theta.dataSync());
  });
});

describe("a pool", () => {
  const options = { samples: 35, contrasts: 20, groups: 4 };

  test("rounds samples up to whole groups, each with outer samples and contrasts of its own", async () => {
    const pool = await openPool(createSimulator(linear, 1), key(1), options);
    expect([pool.groups, pool.perGroup, pool.contrasts]).toEqual([4, 9, 20]);
    tf.tidy(() => {
      const outers = [0, 1, 2, 3].flatMap((g) => Array.from(pool.outer(g).theta.dataSync()));
      const thetas = [0, 1, 2, 3].flatMap((g) =>
        [0, 8].flatMap((from) => Array.from(pool.thetas(g, from, from ? 12 : 8).dataSync())),
      );
      expect(outers).toHaveLength(4 * 9 * 2);
      expect(thetas).toHaveLength(4 * 20 * 2);
      expect(new Set([...outers, ...thetas]).size).toBe(outers.length + thetas.length);
      expect(pool.outer(2).theta.dataSync()).toEqual(pool.outer(2).theta.dataSync());
    });
  });

  test("of a bank uses every path once: outer samples first, then what they are contrasted with", async () => {
    const { simulator, asked } = banked();
    const pool = await openPool(simulator, key(1), options);
    expect([pool.groups, pool.perGroup, pool.contrasts]).toEqual([1, 35, 20]);
    expect(asked.map(({ size }) => size)).toEqual([55]);
    tf.tidy(() => {
      const used = [pool.outer(0).theta, pool.thetas(0, 0, 7), pool.thetas(0, 7, 13)].flatMap((x) => Array.from(x.dataSync()));
      expect(used).toEqual(Array.from({ length: 55 }, (_, i) => i));
    });
  });
});
