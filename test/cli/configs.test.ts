/** --config: a run's config.json repeats that run, of every kind, or is refused; other files are read strictly. */
import { writeFileSync } from "node:fs";
import { afterAll, expect, test } from "vitest";
import { commands } from "../../src/cli/commands.js";
import type { Given } from "../../src/cli/given.js";
import { readOptions } from "../../src/cli/readOptions.js";
import type { RunConfig } from "../../src/records/types.js";
import { linear } from "../report/fixtures/index.js";
import { surveillance } from "../report/policyFixtures.js";
import { inProcess, openWorkplace } from "./support.js";

const { at, close } = openWorkplace();
afterAll(close);

function given(name: string, subject: string, content: object): Promise<Given> {
  writeFileSync(at("config.json"), JSON.stringify(content));
  const command = commands.find((one) => one.name === name) as (typeof commands)[number];
  const io = { stdout: process.stdout, stderr: process.stderr };
  return readOptions({ command, args: subject ? [subject] : [], typed: { config: at("config.json") }, io });
}

const policy: RunConfig = {
  ...surveillance.config,
  policy: "deepSets",
  policyHidden: [4],
  policyStart: "static",
  horizons: "1,2",
  greedy: "no",
  staticSteps: 600,
  gainAfter: "last",
  designs: 2,
};

test.each([
  ["design", "sir", policy, /repeat it with floe train sir --config/],
  ["train", "linear", policy, /repeat it with floe train sir --config/],
  ["train", "linear", linear.config, /repeat it with floe design linear --config/],
  ["simulate", "pharmacokinetic", linear.config, /is of another run/],
  ["meta train", "fomaml", linear.config, /repeat it with floe design linear --config/],
  ["design", "linear", { kind: "meta", versions: {} }, /it lacks training, backend, versions\.floe/],
  ["design", "linear", { kind: "design", versions: {} }, /it lacks simulator, /],
  ["meta compare", "", { kind: "metaCompare", versions: {}, common: 3 }, /is no config\.json of a run: it lacks/],
  ["design", "linear", { ...linear.config, training: 3 }, /"training" cannot be 3/],
  ["design", "linear", { ...linear.config, kind: "__proto__" }, /unknown kind of run in/],
] as const)("floe %s %s refuses a run that it would not repeat", async (name, subject, content, message) => {
  await expect(given(name, subject, content)).rejects.toThrow(message);
});

test("what a simulator's run says of the simulator, evaluate and simulate take", async () => {
  expect((await given("simulate", "linear", linear.config)).options).toMatchObject({ set: linear.config.settings });
  expect((await given("evaluate", "linear", linear.config)).options).toMatchObject({ samples: linear.config.evaluation.samples });
});

test.each([
  ['{"out": "a\\u0000b"}', /"out" in .* must be a text/],
  [`{"set": ${'{"a":'.repeat(3000)}1${"}".repeat(3000)}}`, /64 deep/],
  ['{"seed": 1, "seed": 2}', /"seed" stands twice/],
  ['{"seed": 9007199254740992}', /at most 9007199254740991, got 9007199254740992/],
  ['\uFEFF{"stepz": 2}', /unknown option "stepz"/],
])("a file of options, strictly: %.30s", async (text, message) => {
  writeFileSync(at("options.json"), text);
  const { code, stderr } = await inProcess(["design", "linear", "--config", at("options.json")]);
  expect(code).toBe(2);
  expect(stderr).toMatch(message);
  expect(stderr.trim().split("\n")).toHaveLength(1);
});
