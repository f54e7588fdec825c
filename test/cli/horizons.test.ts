/** A policy that serves several horizons, from the command line: it is told how many measurements there will be, and a session remembers. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { adaptivePolicies } from "../../policies/index.js";
import { simulators } from "../../simulators/index.js";
import { createSimulator } from "../../src/modelling/defineSimulator.js";
import { loadPolicy } from "../../src/portable/policy.js";
import type { SpaceData } from "../../src/portable/types.js";
import { made } from "../support/policies.js";
import { build, inProcess, temporaryFolder, typed } from "./support.js";

const place = temporaryFolder();
const spaces = [1, 2, 3].map((n) => createSimulator(simulators.death, n).designs.portable as SpaceData);
const family = adaptivePolicies.deepSets;
const policy = made(createSimulator(simulators.death, 4), family, [9, 8], 0.4, { all: [2, 4], spaces });
const at = (name: string) => join(place, name);

beforeAll(() => {
  build();
  mkdirSync(place, { recursive: true });
  writeFileSync(at("policy.json"), JSON.stringify(policy));
  writeFileSync(at("one.json"), JSON.stringify(made(createSimulator(simulators.death, 4), family)));
});
afterAll(() => rmSync(place, { recursive: true, force: true }));

const ask = async (...words: string[]) => {
  const { stdout, stderr } = await inProcess(["ask", ...words, "--json"]);
  return stdout ? JSON.parse(stdout) : stderr;
};

test("asked for so many measurements, listed or not; for the most where nothing is said; refused where it knows none such", async () => {
  const portable = loadPolicy(policy);
  for (const horizon of [2, 3, 4])
    expect(await ask(at("policy.json"), "--horizon", `${horizon}`)).toEqual(portable.start({ horizon }).next());
  expect(await ask(at("policy.json"))).toMatchObject({ of: 4 });
  expect(await ask(at("policy.json"), "--horizon", "5")).toContain("trained for up to 4 measurements, got a horizon of 5");
  expect(await ask(at("one.json"), "--horizon", "2")).toContain(
    "only, got a horizon of 2: train one with --horizon 4 --horizons 2,4",
  );
});

test("a session remembers its horizon, is changed where it is said again, and ask reads it", async () => {
  const live = (lines: string, ...options: string[]) =>
    typed(["live", "policy.json", "--session", "session.json", ...options], place, lines);
  const begun = await live("\n31\n", "--horizon", "3");
  expect([begun.said, begun.stderr]).toEqual([
    expect.stringContaining("(2 of 3)"),
    expect.stringContaining("horizon  3 measurements\n"),
  ]);
  const kept = () => JSON.parse(readFileSync(at("session.json"), "utf8"));
  expect(kept()).toMatchObject({ horizon: 3, observations: [{ outcome: [31] }] });
  expect(await ask(at("policy.json"), "--history", at("session.json"))).toMatchObject({ step: 2, of: 3 });
  expect(await ask(at("policy.json"), "--history", at("session.json"), "--horizon", "2")).toMatchObject({ step: 2, of: 2 });
  const cut = await live("\n12\n", "--horizon", "2");
  expect([cut.said, cut.stderr]).toEqual([
    expect.stringContaining("all 2 measurements are taken"),
    expect.stringContaining("horizon  2 measurements   (before: 3)\n"),
  ]);
  expect(kept()).toMatchObject({ horizon: 2, observations: [{}, {}] });
});
