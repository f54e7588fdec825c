/** Steps that cannot be compiled: each is refused with its reason and runs eagerly, or is right; none is silently wrong. */
import * as tf from "@tensorflow/tfjs-core";
import { afterAll, describe, expect, test } from "vitest";
import { InputError } from "../../../src/basics/errors.js";
import { type CompiledStep, compileStep, type Step } from "../../../src/engine/compile/index.js";
import { tidied } from "../../../src/engine/tensors.js";
import { normal } from "../../../src/numbers/distributions.js";
import { key } from "../../../src/numbers/keys.js";

type T = tf.Tensor;
let count = 0;
const outside = tf.variable(tf.tensor1d([1, 2, 3]));
const gone = tf.variable(tf.tensor1d([1, 2, 3]));
gone.dispose();
const kept = tf.keep(tf.tensor1d([1, 2, 3]));
afterAll(() => tf.dispose([outside, kept]));

const mean = (x: T) => ({ bound: tf.mean(x) });

/** Name, step, and what the reason must say. */
const refused: [string, Step, RegExp][] = [
  ["draws by tf.randomNormal", (v, i) => mean(tf.mul(v.w as T, tf.add(i.x as T, tf.randomNormal([3])))), /constant|changed/],
  ["draws by tf.randomUniform", (v, i) => mean(tf.mul(v.w as T, tf.add(i.x as T, tf.randomUniform([3])))), /constant|changed/],
  ["draws by tf.truncatedNormal", (v) => mean(tf.mul(v.w as T, tf.truncatedNormal([3]))), /constant|changed/],
  ["draws by Math.random", (v) => mean(tf.mul(v.w as T, Math.random())), /constant|changed/],
  ["draws by tf.multinomial", (v) => mean(tf.mul(v.w as T, tf.multinomial(tf.ones([2]) as tf.Tensor1D, 3))), /Multinomial|draw/],
  ["draws with dropout", (v) => mean(tf.dropout(v.w as T, 0.5)), /constant|changed/],
  ["draws by a key of its own that moves on", (v) => mean(tf.mul(v.w as T, normal(key(count++), [3]))), /constant|changed/],
  ["reads an input", (v, i) => mean(tf.mul(v.w as T, (i.x as T).dataSync()[0] as number)), /reads the numbers/],
  ["reads a variable", (v) => mean(tf.mul(v.w as T, (v.w as T).arraySync() as number[])), /reads the numbers/],
  ["reads a result", (v) => mean(tf.mul(v.w as T, tf.sum(v.w as T).dataSync()[0] as number)), /reads the numbers/],
  ["reads a buffer", (v) => mean(tf.mul(v.w as T, (v.w as T).bufferSync().get(0) as number)), /reads the numbers/],
  ["reads a tensor of its surroundings", (v) => mean(tf.mul(v.w as T, kept.dataSync()[0] as number)), /reads the numbers/],
  ["branches on a value", (v, i) => mean((i.x as T).dataSync()[0] === 1 ? (v.w as T) : tf.neg(v.w as T)), /reads the numbers/],
  ["branches on a counter", (v) => mean(count++ % 2 ? (v.w as T) : tf.neg(v.w as T)), /operation|value/],
  ["counts", (v) => mean(tf.mul(v.w as T, count++)), /constant|changed/],
  ["looks at the clock", (v) => mean(tf.mul(v.w as T, performance.now())), /constant|changed/],
  ["changes its attributes", (v) => mean(tf.clipByValue(v.w as T, -1 - count++, 5)), /attributes/],
  ["changes the shape of a constant", (v) => mean(tf.add(v.w as T, tf.ones([1 + (count++ % 2), 1]))), /shape|constant/],
  ["changes the shape of a result", (v) => mean(tf.tile(v.w as T, [1 + (count++ % 2)])), /not the same every time/],
  [
    "does more every time",
    (v) => mean(Array.from({ length: 1 + count++ }).reduce<T>((x) => tf.add(x, 1), v.w as T)),
    /operations/,
  ],
  ["a variable of another model", (v) => mean(tf.mul(v.w as T, outside)), /outside/],
  ["a disposed variable", (v) => mean(tf.mul(v.w as T, gone)), /outside/],
  ["a tensor of its surroundings", (v) => mean(tf.mul(v.w as T, kept)), /outside/],
  ["an unknown operation: unique", (v) => mean(tf.mul(v.w as T, tf.unique(tf.tensor1d([1, 1, 2])).values.size)), /Unique/],
  [
    "an unknown operation: fft",
    (v) => mean(tf.real(tf.fft(tf.complex(v.w as tf.Tensor1D, v.w as tf.Tensor1D)))),
    /complex|Complex/,
  ],
  ["an unknown operation: topk", (v) => mean(tf.topk(v.w as T, 2).values), /TopK/],
  ["an unknown operation: einsum", (v) => mean(tf.einsum("i,i->", v.w as T, v.w as T)), /Einsum/],
  ["an unknown operation: cumprod", (v) => mean(tf.cumprod(v.w as T)), /Cumprod/],
  ["a choice by a mask, whose size depends on values", (v) => mean(tf.mul(v.w as T, sizeWhere(v.w as T))), /reads the numbers/],
  [
    "another dtype every other time",
    (v) => mean(tf.mul(v.w as T, tf.cast(tf.ones([3]), count++ % 2 ? "int32" : "float32"))),
    /./,
  ],
  ["strings", (v) => mean(tf.mul(v.w as T, tf.tensor1d(["a"]).size)), /string/],
  ["compiles another step inside", (v) => mean(tf.mul(v.w as T, inner(v.w as T))), /reads the numbers/],
];

function sizeWhere(w: T): number {
  return Array.from(tf.greater(w, 0).dataSync()).filter(Boolean).length;
}

function inner(w: T): number {
  compileStep((v) => mean(v.w as T), { variables: { w }, inputs: {} });
  return 1;
}

/** What is an error whichever way it runs. */
const errors: [string, Step][] = [
  ["no number as objective", (v) => ({ bound: v.w as T })],
  ["no objective", (v) => ({ other: tf.mean(v.w as T) })],
  ["an objective that its variable does not reach", () => ({ bound: tf.mean(tf.ones([3])) })],
  ["a promise", (async (v: Record<string, T>) => mean(v.w as T)) as unknown as Step],
];

const variables = () => ({ w: tf.tensor1d([0.5, -1, 2]) });
const inputs = () => ({ x: tf.tensor1d([1, 2, 4]) });
const optimizer = { objective: "bound", groups: { all: ["w"] } };
const compile = (step: Step, eager = false): CompiledStep =>
  tidied(() => compileStep(step, { variables: variables(), inputs: inputs(), optimizer, eager }));

describe("is refused, says why, and runs eagerly", () => {
  test.each(refused)("%s", (_name, step, reason) => {
    const backend = tf.getBackend();
    const before = tf.memory().numTensors;
    const compiled = compile(step);
    expect(compiled.how).toBe("eager");
    if (backend === "wasm") expect(compiled.about).toMatch(reason);
    expect(tf.getBackend()).toBe(backend);
    expect(tf.memory().numTensors).toBe(before);
    // tensors around it are as they were
    expect(Array.from(kept.dataSync())).toEqual([1, 2, 3]);
    expect(Array.from(outside.dataSync())).toEqual([1, 2, 3]);
  });

  test("a refused step computes what the eager one does", () => {
    const step: Step = (v, i) => mean(tf.mul(v.w as T, tf.mul(i.x as T, kept)));
    const compiled = compile(step);
    expect(tidied(() => compiled.run(inputs())).bound?.[0]).toBeCloseTo((0.5 * 1 - 1 * 4 + 2 * 12) / 3, 5);
    compiled.apply({ all: { t: 1, rate: 0.1, scale: 1 } });
    const moved = Array.from(compiled.read(["w"]).w as Float32Array);
    for (const [i, w] of [0.6, -0.9, 2.1].entries()) expect(moved[i]).toBeCloseTo(w, 6);
  });
});

describe("fails when it runs, with the error that it would have had eagerly", () => {
  test.each(errors)("%s", (_name, step) => {
    const compiled = compile(step);
    expect(compiled.how).toBe("eager");
    expect(() => tidied(() => compiled.run(inputs()))).toThrow();
  });
});

describe("wrong calls have one clear message", () => {
  const good: Step = (v, i) => mean(tf.mul(v.w as T, i.x as T));
  test("an input of another shape, of another dtype, missing or disposed of", () => {
    const compiled = compile(good);
    expect(() => tidied(() => compiled.run({ x: tf.ones([4]) }))).toThrow(
      'compiled for an input "x" of float32 [3], and got float32 [4]',
    );
    expect(() => tidied(() => compiled.run({ x: tf.ones([3], "int32") }))).toThrow("got int32 [3]");
    expect(() => compiled.run({})).toThrow('needs the input "x": float32 [3]');
    const x = tf.ones([3]);
    x.dispose();
    expect(() => compiled.run({ x })).toThrow("disposed");
    compiled.dispose();
  });

  test("variables that were disposed of, that no group may name, or that are in two", () => {
    const w = tf.ones([3]);
    const given = { variables: { w }, inputs: {} };
    const grouped = (groups: Record<string, string[]>) => ({ ...given, optimizer: { objective: "bound", groups } });
    expect(() => compileStep(good, grouped({ all: ["v"] }))).toThrow('names the variable "v"');
    expect(() => compileStep(good, grouped({ a: ["w"], b: ["w"] }))).toThrow("in two groups");
    expect(() => compileStep(good, { variables: { w: tf.ones([3], "int32") }, inputs: {} })).toThrow(InputError);
    w.dispose();
    expect(() => compileStep(good, given)).toThrow("was disposed of");
  });
});
