/** Task families and options that cannot be, and models' files that are damaged: one clear message each. */
import { describe, expect, test } from "vitest";
import { errorsByTask, worstError } from "../../meta/evaluate.js";
import { trainMetaModel } from "../../meta/run.js";
import type { MetaTrainingInput } from "../../meta/setup.js";
import { taskFamilies } from "../../meta/tasks/index.js";
import type { TaskFamily } from "../../meta/types.js";
import { DivergedError, InputError } from "../../src/basics/errors.js";
import { drained } from "../../src/basics/steps.js";
import { loadMetaModel } from "../../src/portable/model.js";
import { onePass, stepwise } from "./models.js";

const { sine } = taskFamilies;
const small: MetaTrainingInput = { method: "cnp", hidden: [4], tasks: 2, steps: 2 };

async function failure(input: Partial<MetaTrainingInput>, family?: TaskFamily, kind = InputError): Promise<string> {
  try {
    const steps = trainMetaModel({ ...small, ...input }, family ? { family } : {});
    for await (const _ of steps);
  } catch (error) {
    expect(error).toBeInstanceOf(kind);
    return (error as Error).message;
  }
  return "none";
}

test.each<[string, Partial<TaskFamily>, RegExp]>([
  ["NaN", { value: () => Number.NaN }, /broken: the value at x = \S+ is NaN; it must be finite/],
  ["infinite", { value: (_task, x) => 1 / (x - x) }, /broken: .*must be finite/],
  [
    "too few numbers",
    { draw: () => new Float32Array(3) },
    /broken: draw\(key, \d+\) must give \d+ numbers, 2 a task, and gave 3/,
  ],
])("a task family whose tasks are %s", async (_what, broken, message) => {
  expect(await failure({}, { ...sine, ...broken, name: "broken" })).toMatch(message);
});

test("a family of one's own is trained on, and named in the result", async () => {
  const lines: TaskFamily = {
    ...sine,
    name: "lines",
    parameters: 1,
    draw: (_key, n) => new Float32Array(n).fill(2),
    value: (task, x) => (task[0] as number) * x,
  };
  const { result } = await drained(trainMetaModel(small, { family: lines, validationOnly: true }));
  expect(result.training.family).toBe("lines");
  expect(result.validation).toBeGreaterThan(0);
});

describe("options", () => {
  test.each<[Partial<MetaTrainingInput>, RegExp]>([
    [{ support: 0 }, /support must be a whole number of at least 1, got 0/],
    [{ query: 1.5 }, /query must be a whole number/],
    [{ tasks: 1 }, /tasks must be a whole number of at least 2/],
    [{ steps: Number.NaN }, /steps must be .*NaN/],
    [{ hidden: [] }, /hidden must be whole numbers/],
    [{ rate: 0 }, /rate must be a number above 0/],
    [{ seed: -1 }, /seed must be/],
    [{ method: "metaflo" }, /unknown method "metaflo"; did you mean "metaFlo"/],
    [{ method: "oracle" }, /nothing to train/],
    [{ family: "sin" }, /unknown task family "sin"; did you mean "sine"/],
    [{ settings: { embeding: 3 } }, /no setting "embeding"; did you mean "embedding"/],
    [{ settings: { embedding: 0.5 } }, /embedding of cnp must be a whole number from 1/],
  ])("%o", async (input, message) => {
    expect(await failure(input)).toMatch(message);
  });

  test("a learning rate under which everything diverges ends with a message, not with NaN", async () => {
    const wild = { method: "maml", rate: 10, settings: { innerRate: 10, innerSteps: 10 }, steps: 500, hidden: [16, 16] };
    expect(await failure(wild, undefined, DivergedError)).toMatch(
      /maml: the loss or its gradient was not finite for 50 steps in a row/,
    );
  });

  test("an adaptation that diverges counts as very bad, not as 0 and not as NaN", () => {
    const points = { tasks: 3, count: 2, x: new Float32Array(6), y: new Float32Array(6) };
    const predictions = Float32Array.of(1, 3, Number.NaN, 0, Number.POSITIVE_INFINITY, 0);
    expect(errorsByTask(predictions, points)).toEqual([5, worstError, worstError]);
  });

  test("one support point, in training and afterwards, is enough", async () => {
    expect(await failure({ support: 1 })).toBe("none");
    expect(await failure({ method: "metaFlo", support: 1 })).toBe("none");
    expect(await failure({ method: "maml", support: 1 })).toBe("none");
  });
});

describe("models' files", () => {
  const { parameters } = stepwise;

  test("a linear model descends by the textbook's step", () => {
    // error 2·3 + 1 - 4 = 3; gradient of its square: 6·3 and 6
    const curve = loadMetaModel(stepwise).adapt([{ x: 3, y: 4 }]);
    const [w, b] = [2 - 0.1 * 18, 1 - 0.1 * 6];
    expect(curve([0, 1])[0]).toBeCloseTo(b, 12);
    expect(curve([0, 1])[1]).toBeCloseTo(w + b, 12);
    expect(loadMetaModel(stepwise).adapt([{ x: 3, y: 4 }], 0)([3])).toEqual([7]);
  });

  test.each<[string, () => unknown, RegExp]>([
    ["no model", () => loadMetaModel({} as never), /no model's file/],
    ["without weights", () => loadMetaModel({ ...stepwise, parameters: {} }), /damaged: "regressor"/],
    [
      "cut weights",
      () => loadMetaModel({ ...stepwise, parameters: { ...parameters, "regressor/w0": { shape: [1, 1], values: [] } } }),
      /damaged/,
    ],
    ["no points", () => loadMetaModel(stepwise).adapt([]), /no support points/],
    ["points that are no numbers", () => loadMetaModel(stepwise).adapt([{ x: 1, y: Number.NaN }]), /support point 1 must be/],
    ["half a step", () => loadMetaModel(stepwise).adapt([{ x: 1, y: 1 }], 0.5), /whole number/],
    ["a path in place of its content", () => loadMetaModel("runs/model/model.json" as never), /JSON.parse/],
    [
      "a newer version's",
      () => loadMetaModel({ ...stepwise, version: "1.0.0" }),
      /needs a newer floe: it was written by 1\.0\.0/,
    ],
    ["without a version", () => loadMetaModel({ ...stepwise, version: undefined } as never), /damaged: "version"/],
    ["steps of a model that makes none", () => loadMetaModel(onePass).adapt([{ x: 1, y: 1 }], 3), /one pass and makes no steps/],
    [
      "a number in place of a list",
      () => loadMetaModel(stepwise).adapt([{ x: 1, y: 1 }])(0 as never),
      /takes a list of x.*got 0/,
    ],
    ["x that is no number", () => loadMetaModel(stepwise).adapt([{ x: 1, y: 1 }])([Number.POSITIVE_INFINITY]), /finite/],
  ])("%s", (_what, call, message) => {
    expect(call).toThrow(message);
  });
});
