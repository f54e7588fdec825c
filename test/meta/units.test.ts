/** A change of units and of the origin changes no task: every method learns the same, and its errors are those in the other unit. */
import { expect, test } from "vitest";
import { heldOut, measured, predictReference, testSet, worstErrorOf } from "../../meta/evaluate.js";
import { metaMethods } from "../../meta/learners/index.js";
import { modelFile } from "../../meta/modelFile.js";
import { openPredictor } from "../../meta/predictor.js";
import { scalingOf } from "../../meta/scaling.js";
import { prepareTask, resolveTraining, trainingKeys } from "../../meta/setup.js";
import { initState } from "../../meta/state.js";
import { taskFamilies } from "../../meta/tasks/index.js";
import { trainMeta } from "../../meta/trainer.js";
import type { MetaMethod, TaskFamily } from "../../meta/types.js";
import { key } from "../../src/numbers/keys.js";
import { loadMetaModel } from "../../src/portable/model.js";
import { inUnits, lines, type Units } from "./families.js";

const units: readonly Units[] = [
  { x: 1e-3, y: 1, fromX: 0, fromY: 0 },
  { x: 1, y: 5000, fromX: 0, fromY: 0 },
  { x: 1e20, y: 1e-20, fromX: 0, fromY: 0 },
  { x: 1e-20, y: 1e20, fromX: 1e6, fromY: 0 },
  { x: 2.54, y: 0.3048, fromX: -273.15, fromY: 1e6 },
  { x: 86_400, y: 1e-9, fromX: 2_459_000, fromY: -1e6 },
];
/** Sines lie 0.311 above 0 on the mean: -(5.1/π)·sin(5)/5. */
const bases: readonly [TaskFamily, number][] = [
  [lines, 0],
  [taskFamilies.sine, (-5.1 / Math.PI) * (Math.sin(5) / 5)],
];
const points = [-0.7, 0.1, 0.6];

async function learned(method: string, family: TaskFamily) {
  const task = prepareTask(resolveTraining({ method, hidden: [8], tasks: 8, steps: 6 }, family), family);
  const state = initState(task.learner.init(trainingKeys(0).metaInit));
  const risks: number[] = [];
  for await (const told of trainMeta(task, state)) if (told.kind === "line") risks.push(told.risk as number);
  const set = heldOut(family, key(5), 60, 2, 4);
  const steps = task.method.stepwise ? 3 : 0;
  const predictor = openPredictor(task.learner, state, set, [steps]);
  const { mean } = measured(predictor.predict(state)[0] as Float32Array, set);
  predictor.dispose();
  return { risks, mean, model: loadMetaModel(JSON.parse(JSON.stringify(modelFile(task, state)))) };
}

const trained = Object.values<MetaMethod>(metaMethods).filter(({ kind }) => kind === "trained");

test.each(trained.map(({ name }, i) => [name, i] as const))("%s learns the same in all units", async (method, i) => {
  const [base, meanY] = bases[i % 2] as [TaskFamily, number];
  const as = await learned(method, base);
  // Two a method, so that all of them are walked through by several.
  for (const unit of [units[i % units.length], units[(i + 3) % units.length]] as Units[]) {
    const found = await learned(method, inUnits(base, unit, meanY));
    const square = unit.y ** 2;
    for (const [step, risk] of found.risks.entries()) expect(risk / square / (as.risks[step] as number)).toBeCloseTo(1, 3);
    expect(found.mean.value / square / as.mean.value).toBeCloseTo(1, 3);
    expect(found.mean.se / square / as.mean.se).toBeCloseTo(1, 2);
    const places = points.map((x) => x * base.high);
    const wanted = as.model.adapt(places.map((x) => ({ x, y: x / base.high + 0.2 })))(places);
    const own = (x: number) => unit.fromX * unit.x + unit.x * x;
    const curve = found.model.adapt(places.map((x) => ({ x: own(x), y: unit.fromY * unit.y + unit.y * (x / base.high + 0.2) })));
    for (const [n, y] of curve(places.map(own)).entries()) expect(y / unit.y - unit.fromY).toBeCloseTo(wanted[n] as number, 2);
  }
});

test.each(["smooth", "oracle", "mean"] as const)("%s, which knows the family, errs the same in all units", (name) => {
  const method = metaMethods[name];
  for (const [base, meanY] of bases) {
    const error = (family: TaskFamily) => {
      const set = heldOut(family, key(6), 100, 2, 5);
      return measured(predictReference(method, family, set), set).mean.value;
    };
    const as = error(base);
    for (const unit of units) {
      const found = error(inUnits(base, unit, meanY)) / unit.y ** 2;
      // From another origin a basis needs a constant more, and two points no longer settle it.
      if (name !== "oracle") expect(found / as).toBeCloseTo(1, 4);
      else if (unit.fromY === 0) expect(found).toBeLessThan(1e-6);
    }
  }
});

test("networks see the families of the registry as they are, and every other between -1 and 1, of mean 0 and standard deviation 1", () => {
  for (const family of Object.values<TaskFamily>(taskFamilies))
    expect(scalingOf(family)).toEqual({ x: { shift: 0, scale: 1 }, y: { shift: 0, scale: 1 } });
  const set = testSet(inUnits(lines, { x: 1e-3, y: 1e4, fromX: 7, fromY: 3 }), 3);
  const { x, y } = set.query;
  expect(Math.max(...x.map(Math.abs))).toBeLessThanOrEqual(1);
  const mean = y.reduce((sum, value) => sum + value / y.length, 0);
  const square = y.reduce((sum, value) => sum + value ** 2 / y.length, 0);
  expect(Math.abs(mean)).toBeLessThan(0.05);
  expect(Math.abs(square - 1)).toBeLessThan(0.05);
});

test("a family that carries the levels of another is scaled by what its tasks say", () => {
  const wrong = { ...lines, value: (task: ArrayLike<number>, x: number) => 1e6 * (task[0] as number) * x };
  expect(scalingOf(wrong).y.scale / 1e6 / Math.sqrt(4 / 9)).toBeCloseTo(1, 1);
  expect(heldOut(wrong, key(1), 50, 2, 4).controls).toEqual([]);
});

test("an adaptation that diverges counts as a million times what networks see, whatever the unit, and is counted", () => {
  const family = inUnits(lines, { x: 1, y: 5000, fromX: 0, fromY: 0 });
  const set = heldOut(family, key(2), 10, 2, 4);
  const predictions = Float32Array.from(set.query.y);
  predictions[0] = Number.NaN;
  predictions[4] = 1e20;
  const { errors, mean } = measured(predictions, set);
  expect(errors.slice(0, 3)).toEqual([worstErrorOf(family), worstErrorOf(family), 0]);
  expect(worstErrorOf(family) / (family.levels.mean * 1e6)).toBeCloseTo(1, 9);
  expect(mean.diverged).toBe(2);
});
