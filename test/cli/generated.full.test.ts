/** Whatever is typed, and whatever is in the files that are named: an answer, or exit 2 with one message. The fast test makes some of these. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { adaptivePolicies } from "../../policies/index.js";
import { simulators } from "../../simulators/index.js";
import { createSimulator } from "../../src/modelling/defineSimulator.js";
import { made } from "../support/policies.js";
import { ofFiles, ofOptions } from "./generated.js";
import { inProcess, temporaryFolder } from "./support.js";

const place = temporaryFolder();
const at = (name: string) => join(place, name);
afterAll(() => rmSync(place, { recursive: true, force: true }));

const policy = JSON.stringify(made(createSimulator(simulators.sir, 3), adaptivePolicies.recurrent));
mkdirSync(at("whole"));
writeFileSync(at("whole/policy.json"), policy);
const history = {
  observations: [{ design: [12.5], outcome: [31] }],
  constraints: { forbidden: [[20, 32]], budget: 3, spacing: 2 },
};
const options = { steps: 5, set: { noise: "rate", noiseSd: 2 }, hidden: [8, 4], "critic-rate": 0.01, quiet: true, designs: 2 };
const files = {
  "history.json": { text: JSON.stringify(history), command: ["ask", at("whole/policy.json"), "--history", at("history.json")] },
  "policy.json": { text: policy, command: ["ask", at("policy.json"), "--json"] },
  "options.json": {
    text: JSON.stringify(options),
    command: ["design", "linear", "--config", at("options.json"), "--estimator", "nosuch"],
  },
};

const names = ["x", "y"];
const points = `${names.join(",")}\n-1,0.5\n0,1\n2,-3\n`;

test("models and tables", async () => {
  const line = `meta train fomaml --steps 4 --tasks 4 --hidden 4 --quiet --out ${at("meta")}`;
  expect((await inProcess(line.split(" "))).code).toBe(0);
  writeFileSync(at("whole.csv"), points);
  const adapt = (model: string, support: string) => ["meta", "adapt", at(model), "--support", at(support), "--json"];
  const given = {
    "model.json": { text: readFileSync(at("meta/model.json"), "utf8"), command: adapt("model.json", "whole.csv") },
    "points.csv": { text: points, command: adapt("meta", "points.csv") },
  };
  expect(await ofFiles(place, given, 400, 15)).toEqual([]);
});

test("options", async () => {
  expect(await ofOptions(600, 13)).toEqual([]);
});

test("files", async () => {
  expect(await ofFiles(place, files, 900, 14)).toEqual([]);
});
