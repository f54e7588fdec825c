/** policy.json damaged in every field: one clear message each, never a session that goes wrong later. */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { adaptivePolicies } from "../../policies/index.js";
import { linear } from "../../simulators/linear.js";
import { sir } from "../../simulators/sir.js";
import { InputError } from "../../src/basics/errors.js";
import { readPolicy } from "../../src/cli/live/policyFiles.js";
import { startBackend } from "../../src/engine/backend.js";
import { createSimulator } from "../../src/modelling/defineSimulator.js";
import { loadPolicy, PolicyError } from "../../src/portable/policy.js";
import type { SpaceData } from "../../src/portable/types.js";
import { temporaryFolder } from "../cli/support.js";
import { made } from "../support/policies.js";

const bad = [undefined, null, Number.NaN, "x y", {}, [], [[1]]];
/** What no decision depends on. */
const described = new Set(["settings"]);
const place = temporaryFolder();

beforeAll(async () => {
  await startBackend("cpu");
  mkdirSync(place, { recursive: true });
});
afterAll(() => rmSync(place, { recursive: true, force: true }));

type Json = Record<string, unknown>;

/** Every object's and list's place in the file, leaves too; of long lists the first and the last. */
function pathsOf(value: unknown, path: readonly string[] = []): string[][] {
  if (typeof value !== "object" || value === null) return [];
  const names = Object.keys(value).filter((name) => path.length > 0 || !described.has(name));
  const some = Array.isArray(value) && names.length > 2 ? [names[0] as string, names.at(-1) as string] : names;
  return some.flatMap((name) => [[...path, name], ...pathsOf((value as Json)[name], [...path, name])]);
}

function damaged(data: unknown, path: readonly string[], value: unknown): unknown {
  const copy = structuredClone(data) as Json;
  const holder = path.slice(0, -1).reduce<Json>((inner, name) => inner[name] as Json, copy);
  const last = path.at(-1) as string;
  if (value === undefined) delete holder[last];
  else holder[last] = value;
  return JSON.parse(JSON.stringify(copy)); // as a file can hold it: no NaN, no holes
}

const sameKind = (a: unknown, b: unknown) => typeof a === "string" && typeof b === "string";

const spaces = [1, 2].map((n) => createSimulator(linear, n, {}).designs.portable as SpaceData);

test.each([
  ...Object.values(adaptivePolicies).flatMap((family) => [linear, sir].map((s) => [family.name, s.name, family, s] as const)),
  ["one of several horizons", linear.name, adaptivePolicies.deepSets, linear, { all: [1, 3], spaces }] as const,
])("%s for %s, each field by each kind of damage", (_, __, family, simulator, served = undefined) => {
  const data = made(createSimulator(simulator, 3, {}), family, [4, 3], 0.4, served);
  expect(loadPolicy(data).next({ observations: [] })?.step).toBe(1);
  let tried = 0;
  for (const path of pathsOf(data))
    for (const value of bad) {
      const before = path.reduce<unknown>((inner, name) => (inner as Json)[name], data);
      // Another text is another name or unit, except where Floe gives it a meaning.
      const meaning = ["kind", "version", "family"].includes(path.at(-1) as string);
      if (sameKind(before, value) && !meaning) continue;
      const what = `${path.join(".")} = ${JSON.stringify(value)}`;
      expect(() => loadPolicy(damaged(data, path, value) as never), what).toThrow(PolicyError);
      tried++;
    }
  expect(tried).toBeGreaterThan(200);
});

test("files that were cut, and files of other versions", () => {
  const data = made(createSimulator(sir, 3, {}), adaptivePolicies.recurrent, [4, 3]);
  const text = JSON.stringify(data);
  const file = join(place, "policy.json");
  for (let i = 0; i < 200; i++) {
    writeFileSync(file, text.slice(0, Math.floor((i / 200) * text.length)));
    expect(() => readPolicy(file)).toThrow(InputError);
  }
  expect(() => loadPolicy({ ...data, version: "7.0.0" })).toThrow(/needs a newer floe: it was written by 7.0.0/);
  expect(() => loadPolicy({ ...data, version: "new" })).toThrow(/"version" must be/);
  expect(() => loadPolicy({ ...data, horizon: 4 })).toThrow(/"designNames" must be 4 texts/);
});
