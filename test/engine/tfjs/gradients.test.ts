/** Operations that a model may use although TensorFlow.js has no gradient of them, or no kernel on WASM: against finite differences. */
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { compileStep } from "../../../src/engine/compile/index.js";
import { tidied } from "../../../src/engine/tensors.js";
import { normals } from "../../../src/numbers/distributions.js";
import { key } from "../../../src/numbers/keys.js";

type F = (x: tf.Tensor2D) => tf.Tensor;

/** No two of them, and none of the limits below, lie within a step of each other. */
const start = normals(key(3), 12).map((x, i) => Math.round(20 * x) / 20 + 0.003 * i);
const other = tf.tensor2d(normals(key(4), 20), [4, 5]);

/** From [3, 4]. The total is weighted, or what adds up to a constant would pass without a gradient. */
const total = (f: F, x: tf.Tensor2D): tf.Scalar =>
  tf.sum(tf.mul(f(x), tf.tensor(normals(key(5), f(x).size), f(x).shape))) as tf.Scalar;

const functions: Record<string, F> = {
  "where, lessEqual": (x) => tf.where(tf.lessEqual(x, 0.123), tf.square(x), tf.mul(3, x)),
  "where, greater of two that move": (x) => tf.where(tf.greater(x, tf.mul(x, x)), x, tf.square(x)),
  "less, greaterEqual, equal, notEqual as masks": (x) =>
    tf.mul(
      x,
      tf.addN([tf.less(x, 0.2), tf.greaterEqual(x, -0.3), tf.equal(x, 0), tf.notEqual(x, 1)].map((m) => tf.cast(m, "float32"))),
    ),
  logical: (x) =>
    tf.where(tf.logicalOr(tf.logicalNot(tf.less(x, 0)), tf.logicalAnd(tf.less(x, -0.5), tf.greater(x, -1))), tf.exp(x), x),
  "any, all": (x) =>
    tf.mul(
      x,
      tf.add(tf.cast(tf.any(tf.greater(x, 0.5), 1, true), "float32"), tf.cast(tf.all(tf.greater(x, -2), 1, true), "float32")),
    ),
  "broadcast comparison": (x) => tf.where(tf.less(tf.slice(x, [0, 0], [3, 1]), x), x, tf.square(x)),
  gather: (x) => tf.gather(x, tf.tensor1d([0, 2, 0, 3], "int32"), 1),
  gatherND: (x) => tf.gatherND(x, tf.tensor2d([[0, 1], [2, 3], [0, 1]], [3, 2], "int32")), // biome-ignore format: pairs
  "einsum, a product": (x) => tf.einsum("ij,jk->ik", x, other),
  "einsum, outer": (x) => tf.einsum("ij,kl->ikjl", x, other),
  "einsum, of itself": (x) => tf.einsum("ij,kj->ik", x, x),
  "einsum, sums of one": (x) => tf.einsum("ij,jk->i", x, other),
  "einsum, one operand": (x) => tf.einsum("ij->ji", x),
  topk: (x) => tf.topk(x, 2).values,
  logSoftmax: (x) => tf.logSoftmax(x),
  conv1d: (x) =>
    tf.conv1d(
      tf.reshape(x, [3, 4, 1]) as tf.Tensor3D,
      tf.reshape(tf.slice(x, [0, 0], [1, 2]), [2, 1, 1]) as tf.Tensor3D,
      1,
      "valid",
    ),
  cumsum: (x) => tf.cumsum(x, 1),
};

describe.each(Object.entries(functions))("%s", (_, f) => {
  const x = tf.tensor2d(start, [3, 4]);

  test("its gradient is that of finite differences", () => {
    const before = tf.memory().numTensors;
    tf.tidy(() => {
      const found = tf
        .grad((moved) => total(f, moved as tf.Tensor2D))(x)
        .dataSync();
      const at = (i: number, by: number) =>
        total(f, tf.tensor2d(start.map((v, j) => v + (i === j ? by : 0)), [3, 4])).dataSync()[0] as number; // biome-ignore format: short
      for (let i = 0; i < 12; i++) expect(found[i]).toBeCloseTo((at(i, 1e-2) - at(i, -1e-2)) / 2e-2, 2);
    });
    expect(tf.memory().numTensors).toBe(before);
  });

  test("a compiled step, or what runs in its place, has the same", () => {
    tidied(() => {
      const options = { variables: { x }, inputs: {}, optimizer: { objective: "y", groups: { all: ["x"] } } };
      const step = compileStep((v) => ({ y: total(f, v.x as tf.Tensor2D) }), options);
      step.run({});
      const wanted = tf
        .grad((moved) => total(f, moved as tf.Tensor2D))(x)
        .dataSync();
      const found = step.gradients().x as Float32Array;
      for (const [i, w] of wanted.entries()) expect(found[i]).toBeCloseTo(w, 4);
      step.dispose();
    });
  });
});

describe("where nothing is asked for, an infinite slope is no NaN", () => {
  const functions: [string, (x: tf.Tensor) => tf.Tensor, number[], number[]][] = [
    ["log of 0 in the other branch", (x) => tf.where(tf.greater(x, 0), tf.log(x), tf.zerosLike(x)), [0, 2], [0, 0.5]],
    ["log1p of -1", (x) => tf.where(tf.greater(x, -1), tf.log1p(x), tf.zerosLike(x)), [-1, 1], [0, 0.5]],
    ["sqrt of 0", (x) => tf.where(tf.greater(x, 0), tf.sqrt(x), tf.zerosLike(x)), [0, 4], [0, 0.25]],
    ["the chance of what is impossible", (x) => tf.exp(tf.log(x)), [0, 3], [0, 1]],
    ["but where it is asked for it stays infinite", (x) => tf.log(x), [0, 4], [Number.POSITIVE_INFINITY, 0.25]],
  ];
  test.each(functions)("%s", (_, f, at, wanted) => {
    tidied(() => {
      const x = tf.tensor1d(at);
      expect(
        Array.from(
          tf
            .grad((moved) => tf.sum(f(moved)))(x)
            .dataSync(),
        ),
      ).toEqual(wanted);
      const options = { variables: { x }, inputs: {}, optimizer: { objective: "y", groups: { all: ["x"] } } };
      const step = compileStep((v) => ({ y: tf.sum(f(v.x as tf.Tensor)) }), options);
      step.run({});
      expect(Array.from(step.gradients().x as Float32Array)).toEqual(wanted);
      step.dispose();
    });
  });
});
