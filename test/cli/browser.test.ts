/** `floe browser`: the page from a run folder, for installed users too; damaged policies are refused before there is a page. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { adaptivePolicies } from "../../policies/index.js";
import { simulators } from "../../simulators/index.js";
import { createSimulator } from "../../src/modelling/defineSimulator.js";
import { made } from "../support/policies.js";
import { build, openWorkplace } from "./support.js";

const { at, read, call, ok, close } = openWorkplace();

beforeAll(async () => {
  build();
  const policy = made(createSimulator(simulators.sir, 2), adaptivePolicies.recurrent, [8]);
  for (const name of ["run", "damaged", "cut", "beliefs"]) mkdirSync(at(name), { recursive: true });
  writeFileSync(at("run", "policy.json"), JSON.stringify(policy));
  writeFileSync(at("damaged", "policy.json"), JSON.stringify({ ...policy, weights: 3, horizon: "many" }));
  writeFileSync(at("cut", "policy.json"), JSON.stringify(policy));
  writeFileSync(at("cut", "config.json"), '{"about":');
  writeFileSync(at("beliefs", "policy.json"), JSON.stringify(policy));
  writeFileSync(at("beliefs", "learned.json"), '{"kind": "learned", "models": 3}');
});
afterAll(close);

test("the page lies in the run folder, or where --out says, and holds the policy", async () => {
  expect((await ok("browser run")).stdout.trim()).toBe(at("run", "live.html"));
  expect(read("run", "live.html")).toContain("A live experiment");
  await ok("browser run --out elsewhere/page.html");
  expect(read("elsewhere", "page.html")).toBe(read("run", "live.html"));
  expect((await ok("browser run --out elsewhere/other")).stdout.trim()).toBe(at("elsewhere", "other.html"));
  const { code, stderr } = await call("browser run --out elsewhere/page.html");
  expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining("exists already") });
});

test.each([
  ["nothing", /could not read the policy nothing/],
  [join("run", "policy.json"), /name the run folder/],
  ["damaged", /policy/],
  ["cut", /config|not JSON/],
  ["beliefs", /learned/],
])("refuses %s in one message", async (name, words) => {
  const { code, stdout, stderr } = await call(`browser ${name}`);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toMatch(words);
  expect(stderr.trim().split("\n")).toHaveLength(1);
});
