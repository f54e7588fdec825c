/** model.json damaged in every field: one clear message each, never a curve that is wrong. */
import { expect, test } from "vitest";
import { modelFile } from "../../meta/modelFile.js";
import { prepareTask, resolveTraining } from "../../meta/setup.js";
import { initState } from "../../meta/state.js";
import { key } from "../../src/numbers/keys.js";
import { loadMetaModel, ModelError } from "../../src/portable/model.js";

type Json = Record<string, unknown>;
const bad = [undefined, null, "x y", {}, [], [[1]]];
/** What no prediction depends on. */
const described = new Set(["version", "method", "family"]);

/** Every object's and list's place in the file, leaves too; of long lists the first and the last. */
function pathsOf(value: unknown, path: readonly string[] = []): string[][] {
  if (typeof value !== "object" || value === null) return [];
  const names = Object.keys(value).filter((name) => !described.has(name));
  const some = Array.isArray(value) && names.length > 2 ? [names[0] as string, names.at(-1) as string] : names;
  return some.flatMap((name) => [[...path, name], ...pathsOf((value as Json)[name], [...path, name])]);
}

test.each(["fomaml", "cnp", "alpaca"])("%s, each field by each kind of damage", (method) => {
  const task = prepareTask(resolveTraining({ method, hidden: [4, 3] }));
  const data = JSON.parse(JSON.stringify(modelFile(task, initState(task.learner.init(key(1))))));
  expect(loadMetaModel(data).adapt([{ x: 1, y: 2 }])([0])[0]).toBeTypeOf("number");
  for (const path of pathsOf(data))
    for (const value of bad) {
      const copy = structuredClone(data) as Json;
      const holder = path.slice(0, -1).reduce<Json>((inner, name) => inner[name] as Json, copy);
      if (value === undefined) delete holder[path.at(-1) as string];
      else holder[path.at(-1) as string] = value;
      const what = `${path.join(".")} = ${JSON.stringify(value)}`;
      expect(() => loadMetaModel(JSON.parse(JSON.stringify(copy))), what).toThrow(ModelError);
    }
  for (const [field, value] of [["from", 3], ["from", -1], ["rate", -1], ["steps", 1.5]] as const) // biome-ignore format: pairs
    if (method === "fomaml")
      expect(() => loadMetaModel({ ...data, adaptation: { ...data.adaptation, [field]: value } })).toThrow(ModelError);
});
