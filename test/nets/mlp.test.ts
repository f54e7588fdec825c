import * as tf from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import type { Params } from "../../src/contracts/values.js";
import { applyMlp, centredMlp, initMlp } from "../../src/nets/mlp.js";
import { normals } from "../../src/numbers/distributions.js";
import { key } from "../../src/numbers/keys.js";
import { mlpLoop } from "../critics/loops.js";
import { largestGap } from "../support/largestGap.js";

test("a network is matrices, biases and ReLU between layers, none after the last", () => {
  tf.tidy(() => {
    const params = initMlp(key(1), "net", [3, 8, 5, 2]);
    const shifted = Object.fromEntries(Object.entries(params).map(([name, t], i) => [name, tf.add(t, 0.1 * i)])); // biases not 0
    const x = Array.from({ length: 6 }, (_, i) => Array.from(normals(key(10 + i), 3)));
    const out = applyMlp(shifted, "net", tf.tensor2d(x));
    expect(out.shape).toEqual([6, 2]);
    expect(
      largestGap(
        out.dataSync(),
        x.flatMap((row) => mlpLoop(shifted, "net", row)),
      ),
    ).toBeLessThan(1e-4);
  });
});

test("weights have variance 2 / inputs, the last layer times its scale; biases are 0; the key decides", () => {
  tf.tidy(() => {
    const params = initMlp(key(2), "net", [50, 200, 40], 0.1);
    for (const [name, inputs, scale] of [
      ["net/w0", 50, 1],
      ["net/w1", 200, 0.1],
    ] as const) {
      // biome-ignore format: a table
      const weights = Array.from((params[name] as tf.Tensor).dataSync());
      const variance = weights.reduce((sum, w) => sum + w * w, 0) / weights.length;
      const wanted = (2 / inputs) * scale ** 2;
      expect(Math.abs(variance - wanted)).toBeLessThan(4 * wanted * Math.sqrt(2 / weights.length));
    }
    expect(largestGap((params["net/b0"] as tf.Tensor).dataSync(), new Float32Array(200))).toBe(0);
    const first = (p: Params): number => (p["net/w0"] as tf.Tensor).dataSync()[0] as number;
    expect(first(initMlp(key(2), "net", [50, 200, 40]))).toBe(first(params));
    expect(first(initMlp(key(3), "net", [50, 200, 40]))).not.toBe(first(params));
  });
});

test("a centred network averages 0 over normal inputs, an ordinary one does not", () => {
  tf.tidy(() => {
    const x = tf.tensor2d(normals(key(5), 3 * 4000), [4000, 3]);
    const means = (params: Params): number => Math.max(...tf.abs(tf.mean(applyMlp(params, "net", x), 0)).dataSync());
    const sizes = [3, 32, 16];
    expect(means(centredMlp(key(1), "net", sizes))).toBeLessThan(0.5); // 256 probes: standard error about 0.1
    expect(means(initMlp(key(1), "net", sizes))).toBeGreaterThan(1);
  });
});

test("networks in one bag do not see each other", () => {
  tf.tidy(() => {
    const params = { ...initMlp(key(1), "a", [2, 3]), ...initMlp(key(2), "a/b", [2, 4]) };
    const x = tf.ones([1, 2]) as tf.Tensor2D;
    expect(applyMlp(params, "a", x).shape).toEqual([1, 3]);
    expect(applyMlp(params, "a/b", x).shape).toEqual([1, 4]);
  });
});
