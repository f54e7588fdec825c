/** model.json of a family in other units: it keeps what networks see, and damage to it is told; so is what is no number. */
import { expect, test } from "vitest";
import { loadMetaModel, ModelError } from "../../src/portable/model.js";
import type { ModelData } from "../../src/portable/modelTypes.js";
import { onePass, stepwise } from "./models.js";

/** Millimetres in which networks see metres, from an origin of 2 m; y in thousands above 500. */
const scaling = { x: { shift: 2000, scale: 1000 }, y: { shift: 500, scale: 1e3 } } as const;
const scaled: ModelData = { ...stepwise, low: -3000, high: 7000, scaling };

test("a model adapts in the units of its family, and one without a scaling as it is", () => {
  const own = (x: number) => 2000 + 1000 * x;
  for (const data of [stepwise, onePass] as const) {
    const wanted = loadMetaModel(data).adapt([{ x: 3, y: 4 }])([0, 1]);
    const found = loadMetaModel({ ...data, scaling }).adapt([{ x: own(3), y: 500 + 4000 }])([own(0), own(1)]);
    for (const [i, y] of found.entries()) expect((y - 500) / 1e3).toBeCloseTo(wanted[i] as number, 9);
  }
});

test.each<[string, unknown, RegExp]>([
  ["no object", 3, /"scaling" must be/],
  ["null", null, /"scaling" must be/],
  ["half", { x: scaling.x }, /"scaling.y.shift" must be a number/],
  ["a text", { ...scaling, x: { shift: "0", scale: 1 } }, /"scaling.x.shift" must be a number/],
  ["a scale of 0", { ...scaling, y: { shift: 0, scale: 0 } }, /"scaling.y.scale" must be a number above 0/],
  ["a scale below 0", { ...scaling, x: { shift: 0, scale: -1 } }, /"scaling.x.scale" must be/],
])("a scaling that is %s: one message", (_what, damaged, message) => {
  const load = () => loadMetaModel(JSON.parse(JSON.stringify({ ...scaled, scaling: damaged })));
  expect(load).toThrow(ModelError);
  expect(load).toThrow(message);
});

const weights = (value: number) => ({
  ...onePass.parameters,
  "regressor/w0": { shape: [2, 1], values: [value, 1] },
});

test.each([1e308, -1e39, 3.5e38])("a weight of %d is none of single precision: damaged, no null among predictions", (value) => {
  expect(() => loadMetaModel({ ...onePass, parameters: weights(value) })).toThrow(/damaged: "regressor, layer 0"/);
});

test("a range without a width that is finite is none", () => {
  expect(() => loadMetaModel({ ...stepwise, low: -1.7e308, high: 1.7e308 })).toThrow(/"high" must be/);
});

test("a prediction that is not finite is refused, with its cause", () => {
  expect(() => loadMetaModel({ ...onePass, parameters: weights(3e38) }).adapt([{ x: 1, y: 1 }])([1e300])).toThrow(
    /the prediction at x = 1e\+300 is not finite: check that points and x are in the model's units/,
  );
  expect(() => loadMetaModel(stepwise).adapt([{ x: 1e3, y: 1 }], 500)([1])).toThrow(/diverged in 500 steps; take fewer/);
});
