/** Files of before measurements had several numbers: without widths, with one number and one outcome a measurement, written by that version. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { loadPolicy } from "../../src/portable/policy.js";
import type { PolicyData } from "../../src/portable/types.js";

interface Old {
  readonly file: PolicyData;
  /** What that version advised, and what it was told came out there. */
  readonly told: readonly { readonly advised: number; readonly outcome: number }[];
}

const old = JSON.parse(readFileSync(join(import.meta.dirname, "fixtures", "oldPolicies.json"), "utf8")) as Record<string, Old>;

test.each(Object.entries(old))("%s is read as before, and decides as its own version did", (_, { file, told }) => {
  for (const field of ["designUnits", "outcomeUnits", "width"]) expect(file).not.toHaveProperty(field);
  const policy = loadPolicy(file);
  expect(policy.numbers(0)).toHaveLength(1);
  const session = policy.start();
  for (const { advised, outcome } of told) {
    const advice = session.next();
    expect(advice?.design).toHaveLength(1);
    expect(advice?.design[0]).toBeCloseTo(advised, 10);
    session.observe({ design: [advised], outcome: [outcome] });
  }
  expect(session.next()).toBeUndefined();
});
