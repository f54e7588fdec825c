/** The native executor as a whole: training, state, errors, memory. Its operations are in nativeKernels.test.ts. */
import { mkdtempSync, readdirSync, rmdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { InputError } from "../../../src/basics/errors.js";
import { adamAscend, adamDefaults, adamSlots } from "../../../src/engine/adam.js";
import { nativeExecutor } from "../../../src/engine/compile/native/executor.js";
import { Message } from "../../../src/engine/compile/native/protobuf.js";
import type { Executable } from "../../../src/engine/compile/types.js";
import { NotTraceableError } from "../../../src/engine/program/program.js";
import { tidied } from "../../../src/engine/tensors.js";
import { oneOperation, ProgramBuilder } from "./programBuilder.js";

const [rows, columns] = [12, 3];
const groups = { slope: ["w"], offset: ["b"] };
const nothingTrained = { groups: {}, adam: {} };
const wave = (size: number, from: number) => Float32Array.from({ length: size }, (_, i) => Math.sin(1.3 * i + from));
const [x, y] = [wave(rows * columns, 0), wave(rows, 2)];
const truth = { w: Float32Array.of(0.5, -1, 2), b: Float32Array.of(0.25), fixed: Float32Array.of(0.125) };

/** Mean of (x w + b + fixed - y)^2 and its gradients by w and b. */
function regression(): Executable {
  const p = new ProgramBuilder();
  const [x, y] = [p.input("x", [rows, columns]), p.input("y", [rows, 1])];
  const [w, b, fixed] = [p.variable("w", [columns, 1]), p.variable("b", [1]), p.variable("fixed", [])];
  const product = p.operate("BatchMatMul", [x, w], { transposeA: false, transposeB: false });
  const fitted = p.operate("Add", [p.operate("Add", [product, b]), fixed]);
  const error = p.operate("Sub", [fitted, y]);
  const loss = p.operate("Mean", [p.operate("Square", [error])], { axis: [0, 1], keepDims: false });
  const upstream = p.operate("Multiply", [error, p.constant([2 / rows], [])]);
  const byW = p.operate("BatchMatMul", [x, upstream], { transposeA: true, transposeB: false });
  const byB = p.operate("Sum", [upstream], { axis: [0], keepDims: false });
  const large = p.operate("Greater", [error, p.constant([0.5], [])]);
  return nativeExecutor(p.program({ loss, large }, { w: byW, b: byB }), {
    groups,
    adam: { slope: adamDefaults, offset: adamDefaults },
  });
}

const runWith = (step: Executable, scale = 1) =>
  tidied(() =>
    step.run({
      x: tf.tensor2d(
        x.map((v) => v * scale),
        [rows, columns],
      ),
      y: tf.tensor2d(
        y.map((v) => v * scale),
        [rows, 1],
      ),
    }),
  );

/** The same in plain loops. */
function plainly({ w, b, fixed }: typeof truth) {
  const gradients = { w: new Float64Array(columns), b: new Float64Array(1) };
  const errors = Array.from(y, (target, i) => {
    const row = x.subarray(i * columns, (i + 1) * columns);
    const error = row.reduce((sum, v, j) => sum + v * (w[j] as number), (b[0] as number) + (fixed[0] as number) - target);
    for (const [j, v] of row.entries()) gradients.w[j] = (gradients.w[j] as number) + (2 / rows) * error * v;
    gradients.b[0] = (gradients.b[0] as number) + (2 / rows) * error;
    return error;
  });
  return { errors, loss: errors.reduce((sum, e) => sum + e * e, 0) / rows, gradients };
}

function expectNear(found: ArrayLike<number>, wanted: ArrayLike<number>, within: number): void {
  const gaps = Array.from(found, (v, i) => Math.abs(v - (wanted[i] as number)) / Math.max(1e-3, Math.abs(wanted[i] as number)));
  expect(found.length).toBe(wanted.length);
  expect(Math.max(...gaps)).toBeLessThan(within);
}

const bits = (values: Float32Array) => Array.from(new Uint32Array(values.slice().buffer));
const stateOf = (values: Float32Array) => ({ value: values, m: values.map((v) => v / 3), v: values.map((v) => v * v) });
const fresh = () => ({ w: { value: truth.w }, b: { value: truth.b }, fixed: { value: truth.fixed } });

/** A compiled step that is disposed of after its use. */
function withStep<T>(make: () => Executable, use: (step: Executable) => T): T {
  const step = make();
  try {
    return use(step);
  } finally {
    step.dispose();
  }
}

test("protocol buffers are written as their documentation's examples", () => {
  const hex = (message: Message) => Buffer.from(message.encoded()).toString("hex");
  expect(hex(new Message().integer(1, 150))).toBe("089601");
  expect(hex(new Message().integer(1, -2))).toBe("08feffffffffffffffff01");
  expect(hex(new Message().bytes(2, "testing"))).toBe("120774657374696e67");
  expect(hex(new Message().bytes(3, new Message().integer(1, 150)))).toBe("1a03089601");
  expect(hex(new Message().float(2, 1.5))).toBe("150000c03f");
  expect(hex(new Message().entry(5, "k", new Message().integer(1, 1)))).toBe("2a070a016b12020801");
});

describe.skipIf(tf.getBackend() !== "tensorflow")("on native TensorFlow", () => {
  const models = () => (tf.backend() as unknown as { getNumOfSavedModels(): number }).getNumOfSavedModels();

  test("outputs, gradients and norms are those of plain loops", () => {
    withStep(regression, (step) => {
      step.push(fresh());
      const { loss, large } = runWith(step);
      const wanted = plainly(truth);
      expectNear(loss as Float32Array, [wanted.loss], 1e-6);
      expect(Array.from(large as Float32Array)).toEqual(wanted.errors.map((e) => Number(e > 0.5)));
      const { w, b } = step.gradients();
      expectNear(w as Float32Array, wanted.gradients.w, 1e-5);
      expectNear(b as Float32Array, wanted.gradients.b, 1e-5);
      const { slope, offset } = step.norms();
      expectNear(
        [slope as number, offset as number],
        [Math.hypot(...wanted.gradients.w), Math.abs(wanted.gradients.b[0] as number)],
        1e-5,
      );
    });
  });

  test("fifty updates are those of Adam in plain loops, each group with its own rate and scale", () => {
    withStep(regression, (step) => {
      step.push(fresh());
      const own = { w: truth.w.slice(), b: truth.b.slice(), fixed: truth.fixed };
      const slots = { w: adamSlots(columns), b: adamSlots(1) };
      for (let t = 1; t <= 50; t++) {
        runWith(step);
        const { gradients } = plainly(own);
        step.apply({ slope: { t, rate: 0.03, scale: -0.5 } });
        step.apply({ offset: { t, rate: 0.02, scale: -1 } });
        adamAscend(own.w, Float32Array.from(gradients.w), slots.w, t, 0.03, -0.5);
        adamAscend(own.b, Float32Array.from(gradients.b), slots.b, t, 0.02, -1);
      }
      const { w, b, fixed } = step.pull();
      expectNear(w?.value as Float32Array, own.w, 1e-5);
      expectNear(b?.value as Float32Array, own.b, 1e-5);
      expectNear(w?.m as Float32Array, slots.w.m, 1e-4);
      expectNear(w?.v as Float32Array, slots.w.v, 1e-4); // TensorFlow's 1 - beta2 is 1 - 0.999 in float32: 4.7e-5 away
      expect(fixed?.value).toEqual(truth.fixed);
      expect(plainly(own).loss).toBeLessThan(plainly(truth).loss / 2);
    });
  });

  test("an update changes its own group only, and without a gradient nothing", () => {
    withStep(regression, (step) => {
      step.push(fresh());
      step.apply({ slope: { t: 1, rate: 0.1, scale: 1 } });
      expect(step.read(["w", "b"])).toEqual({ w: truth.w, b: truth.b });
      runWith(step);
      step.apply({ offset: { t: 1, rate: 0.1, scale: 1 } });
      const { w, b } = step.read(["w", "b"]);
      expect(w).toEqual(truth.w);
      expect(b).not.toEqual(truth.b);
    });
  });

  test("what is pushed is pulled to the last bit, and what is not pushed stays", () => {
    withStep(regression, (step) => {
      const given = stateOf(Float32Array.of(Number.NaN, -0, 1e-42));
      step.push({ w: given, b: { value: truth.b } });
      step.push({ w: { m: truth.w } });
      const { w, b, fixed } = step.pull();
      expect(bits(w?.value as Float32Array)).toEqual(bits(given.value));
      expect(bits(w?.m as Float32Array)).toEqual(bits(truth.w));
      expect(bits(w?.v as Float32Array)).toEqual(bits(given.v));
      expect(b).toEqual({ value: truth.b, m: Float32Array.of(0), v: Float32Array.of(0) });
      expect(fixed).toEqual({ value: Float32Array.of(0), m: Float32Array.of(0), v: Float32Array.of(0) });
    });
  });

  test("what was pulled or returned does not change afterwards", () => {
    withStep(regression, (step) => {
      step.push(fresh());
      runWith(step);
      const before = { read: step.read(["w"]), gradients: step.gradients() };
      const copies = { w: before.read.w?.slice(), gradient: before.gradients.w?.slice() };
      step.apply({ slope: { t: 1, rate: 0.1, scale: 1 } });
      runWith(step);
      expect(before.read.w).toEqual(copies.w);
      expect(before.gradients.w).toEqual(copies.gradient);
    });
  });

  test("steps with variables of the same names do not meet, whichever is disposed of first", () => {
    withStep(regression, (one) => {
      withStep(regression, (other) => {
        one.push(fresh());
        other.push({ w: { value: Float32Array.of(7, 8, 9) } });
        runWith(other);
        other.apply({ slope: { t: 1, rate: 1, scale: 1 } });
      });
      expect(one.read(["w"]).w).toEqual(truth.w);
      expectNear(runWith(one).loss as Float32Array, [plainly(truth).loss], 1e-6);
    });
  });

  test.each([1e-30, 1e-22, 0, 1e22])("norms neither underflow nor overflow: a gradient of %s", (scale) => {
    const gradientAsGiven = (): Executable => {
      const p = new ProgramBuilder();
      const [g] = [p.input("g", [3]), p.variable("w", [3])];
      return nativeExecutor(p.program({}, { w: g }), { groups: { all: ["w"] }, adam: { all: adamDefaults } });
    };
    withStep(gradientAsGiven, (step) => {
      tidied(() => step.run({ g: tf.tensor1d([2 * scale, -3 * scale, 6 * scale]) }));
      expectNear([(step.norms().all as number) / (scale || 1)], [scale && 7], 1e-5);
    });
  });

  test("a bias is added to a product in either order, with and without broadcasting", () => {
    for (const shape of [[4], [1, 4], [3, 4], [1]])
      for (const biasFirst of [false, true]) {
        const p = new ProgramBuilder();
        const [a, b, bias] = [p.input("a", [3, 2]), p.input("b", [2, 4]), p.input("bias", shape)];
        const product = p.operate("BatchMatMul", [a, b], {});
        const sum = p.operate("Add", biasFirst ? [bias, product] : [product, bias]);
        tidied(() => {
          const given = { a: tf.randomNormal([3, 2]), b: tf.randomNormal([2, 4]), bias: tf.randomNormal(shape) };
          const found = withStep(
            () => nativeExecutor(p.program({ sum }), nothingTrained),
            (step) => step.run(given),
          );
          expectNear(found.sum as Float32Array, tf.add(tf.matMul(given.a, given.b), given.bias).dataSync(), 1e-5);
        });
      }
  });

  test("wrong inputs and unknown names are refused by name", () => {
    withStep(regression, (step) => {
      const given = (shape: number[]) => tidied(() => step.run({ x: tf.zeros(shape), y: tf.zeros([rows, 1]) }));
      expect(() => given([rows, columns + 1])).toThrow(InputError);
      expect(() => given([rows, columns + 1])).toThrow('input "x" of float32 [12, 3], and got float32 [12, 4]');
      expect(() => step.run({})).toThrow('needs the input "x"');
      expect(() => step.push({ nobody: { value: truth.b } })).toThrow('no variable "nobody"');
      expect(() => step.push({ w: { value: truth.b } })).toThrow(/shape/);
      expect(() => step.read(["nobody"])).toThrow('no variable "nobody"');
      expect(() => step.apply({ nobody: { t: 1, rate: 1, scale: 1 } })).toThrow('no group "nobody"');
    });
  });

  test("what TensorFlow lacks is refused when it is compiled, with nothing left behind", () => {
    const before = { models: models(), tensors: tf.memory().numTensors };
    const compiling = (kernel: string, dtype: "float32" | "int32") => () => {
      const program = tidied(() => oneOperation(kernel, [tf.zeros([2], dtype), tf.zeros([2], dtype)], {}, { shape: [2], dtype }));
      return nativeExecutor(program, nothingTrained);
    };
    expect(compiling("Frobnicate", "float32")).toThrow(NotTraceableError);
    expect(compiling("Frobnicate", "float32")).toThrow("Frobnicate");
    expect(compiling("Atan2", "int32")).toThrow(NotTraceableError);
    expect(compiling("Atan2", "int32")).toThrow(/refuses the graph.*int32/); // not by its definition
    expect(compiling("RealDiv", "int32")).toThrow(NotTraceableError);
    expect(compiling("RealDiv", "int32")).toThrow(/refuses the graph.*OpKernel.*RealDiv/); // no kernel
    expect(() => nativeExecutor(new ProgramBuilder().program({}), nothingTrained)).toThrow("it returns nothing");
    expect({ models: models(), tensors: tf.memory().numTensors }).toEqual(before);
  });

  test("compiling, running and disposing leaves no tensors, sessions, files or memory", () => {
    const before = { models: models(), tensors: tf.memory().numTensors, folder: process.env.TMPDIR };
    const folder = mkdtempSync(join(tmpdir(), "floe-native-test-"));
    process.env.TMPDIR = folder;
    const cycle = () =>
      withStep(regression, (step) => {
        step.push(fresh());
        runWith(step);
        step.apply({ slope: { t: 1, rate: 0.1, scale: 1 } });
        step.pull();
      });
    try {
      for (let i = 0; i < 50; i++) cycle();
      const settled = process.memoryUsage.rss();
      for (let i = 0; i < 100; i++) cycle();
      expect((process.memoryUsage.rss() - settled) / 1e6).toBeLessThan(40);
      expect(readdirSync(folder)).toEqual([]);
    } finally {
      if (before.folder === undefined) delete process.env.TMPDIR;
      else process.env.TMPDIR = before.folder;
      rmdirSync(folder);
    }
    expect({ models: models(), tensors: tf.memory().numTensors }).toEqual({ models: before.models, tensors: before.tensors });
  });
});
