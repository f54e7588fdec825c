/** `floe infer`, from the file to the draws, and what is refused by all that take outcomes. */
import { writeFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { adaptivePolicies } from "../../policies/index.js";
import { simulators } from "../../simulators/index.js";
import { createSimulator } from "../../src/modelling/defineSimulator.js";
import { made } from "../support/policies.js";
import { build, openWorkplace } from "./support.js";

const { at, ok, call, close } = openWorkplace();
beforeAll(build, 120_000);
afterAll(close);

test("five concentrations, in ten seconds with figures", async () => {
  writeFileSync(at("patient.csv"), "time (h),concentration (mg/L)\n0.4,5.1\n0.5,6.9\n4.7,13.5\n19.8,3.1\n20.4,2.8\n");
  const began = performance.now();
  const { stdout } = await ok("infer pharmacokinetic --data patient.csv --out patient");
  expect((performance.now() - began) / 1000).toBeLessThan(30); // beside other tests; alone it takes four
  for (const words of ["ka (1/h)", "ke (1/h)", "V (L)", "95 % interval", "patient/draws.csv"]) expect(stdout).toContain(words);
  expect((await ok("report patient --json")).stdout).toContain("predictive.svg");
});

test("outcomes that cannot be are refused alike, and so is the data of another experiment", async () => {
  writeFileSync(at("policy.json"), JSON.stringify(made(createSimulator(simulators.sir, 1), adaptivePolicies.recurrent)));
  writeFileSync(at("people.json"), '{"observations": [{"design": [12.5], "outcome": [3100]}]}');
  const words = "the outcome 3100 cannot come from this experiment: y1 is a number from 0 to 500 people";
  for (const line of ["ask policy.json --history people.json", "infer sir --data people.json"]) {
    const { code, stderr, stdout } = await call(line);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(words);
    expect(stderr.trim().split("\n")).toHaveLength(1);
  }
  expect((await call("infer sir")).stderr).toContain("--data FILE");
  expect((await call("infer patient --data patient.csv --set dose=3")).stderr).toContain(
    "settings cannot change the simulator of a run",
  );
  expect((await call("infer pharmacokinetic --data nothing.csv")).stderr).toContain("nothing.csv");
});
