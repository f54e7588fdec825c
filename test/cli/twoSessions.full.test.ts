/** A hundred times two `floe live` on one session file. */
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { adaptivePolicies } from "../../policies/index.js";
import { simulators } from "../../simulators/index.js";
import { createSimulator } from "../../src/modelling/defineSimulator.js";
import { made } from "../support/policies.js";
import { build, temporaryFolder } from "./support.js";
import { race } from "./twoSessions.js";

const place = temporaryFolder();
beforeAll(() => {
  build();
  writeFileSync(join(place, "policy.json"), JSON.stringify(made(createSimulator(simulators.sir, 3), adaptivePolicies.recurrent)));
});
afterAll(() => rmSync(place, { recursive: true, force: true }));

test("a hundred rounds: no measurement that was noted is lost", async () => {
  let refusals = 0;
  for (let round = 0; round < 100; round++) {
    const { noted, refused, kept } = await race(place, "policy.json", "session.json");
    expect(kept).toBe(noted);
    expect(noted + refused).toBe(2);
    refusals += refused;
  }
  expect(refusals).toBeGreaterThan(0);
});
