/** A folder with a policy for epidemics in it, in which sessions are lived: made before a file's tests, and gone after them. */
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll } from "vitest";
import { adaptivePolicies } from "../../policies/index.js";
import { simulators } from "../../simulators/index.js";
import { createSimulator } from "../../src/modelling/defineSimulator.js";
import { made } from "../support/policies.js";
import { build, temporaryFolder } from "./support.js";

export function openLivePlace() {
  const place = temporaryFolder();
  const policy = made(createSimulator(simulators.sir, 3), adaptivePolicies.recurrent);
  beforeAll(() => {
    build();
    writeFileSync(join(place, "policy.json"), JSON.stringify(policy));
  }, 120_000);
  afterAll(() => rmSync(place, { recursive: true, force: true }));
  /** What a session's file holds. */
  const kept = (session: string) => JSON.parse(readFileSync(join(place, session), "utf8")).observations;
  return { place, policy, kept };
}
