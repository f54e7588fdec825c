import * as tf from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { refitLastLayer } from "../../src/critics/lastLayer.js";
import { columns } from "../../src/engine/tensors.js";
import { applyMlp, initMlp } from "../../src/nets/mlp.js";
import { normals } from "../../src/numbers/distributions.js";
import { fold, key } from "../../src/numbers/keys.js";

const n = 300;

test("a network's last layer that is solved for is never worse than the one it had, and is a ratio", () => {
  tf.tidy(() => {
    const [x, e, other] = [0, 1, 2].map((part) => tf.tensor2d(normals(fold(key(1), part), n), [n, 1])) as [
      tf.Tensor2D,
      tf.Tensor2D,
      tf.Tensor2D,
    ];
    const y = tf.add(tf.mul(0.8, x), tf.mul(0.6, e)) as tf.Tensor2D;
    const [pairs, others] = [columns(x, y), columns(other, y)];
    for (const scale of [0.1, 1]) {
      const params = initMlp(key(2), "critic/pair", [2, 16, 12, 1], scale);
      const bound = (p: typeof params): { value: number; ratio: number } => {
        const own = applyMlp(p, "critic/pair", pairs);
        const ratio = tf.mean(tf.exp(applyMlp(p, "critic/pair", others))).dataSync()[0] as number;
        return { value: (tf.mean(own).dataSync()[0] as number) - Math.log(ratio), ratio };
      };
      const { params: refitted, solution } = refitLastLayer(params, "critic/pair", { pairs, others });
      const [before, after] = [bound(params), bound(refitted)];
      expect(after.value).toBeGreaterThan(before.value + 0.1);
      expect(after.value).toBeGreaterThan(solution.primal - 1e-5);
      expect(after.ratio).toBeCloseTo(1, 4);
      expect(Math.abs(solution.gap)).toBeLessThan(1e-8);
      // Held where it is by an endless ridge it is what it was, with the best η beside it.
      expect(refitLastLayer(params, "critic/pair", { pairs, others }, 1e9).solution.primal).toBeCloseTo(before.value, 4);
    }
  });
});

test("refuses a network of several outputs", () => {
  const params = initMlp(key(2), "critic/pair", [2, 4, 2]);
  const rows = tf.zeros([3, 2]) as tf.Tensor2D;
  expect(() => refitLastLayer(params, "critic/pair", { pairs: rows, others: rows })).toThrow("one output");
});
