/** Outcomes that come late: until then they tell nothing, and afterwards it is as if they had always been there. */
import { describe, expect, test } from "vitest";
import { adaptivePolicies } from "../../policies/index.js";
import { simulators } from "../../simulators/index.js";
import { createSimulator } from "../../src/modelling/defineSimulator.js";
import { type History, type LateResult, loadPolicy, PolicyError } from "../../src/portable/policy.js";
import { made } from "../support/policies.js";

const horizon = 4;
const families = Object.values(adaptivePolicies).map((family) => [family.name, family] as const);

describe.each(families)("%s", (_, family) => {
  const policy = loadPolicy(made(createSimulator(simulators.pharmacokinetic, horizon), family));
  const first = { design: [1.5], outcome: [8] };
  const third = { design: [9], outcome: [12] };
  const advised = (observations: History["observations"]) => policy.next({ observations })?.design[0];

  test("while an outcome is pending the policy decides as if it were lost; when it is in, as if it had been there in time", () => {
    const session = policy.start();
    session.observe(first);
    session.observe({ design: [4], pending: true });
    expect(session.next()?.design[0]).toBe(advised([first, { design: [4], lost: true }]));
    session.observe(third);
    session.late({ step: 2, outcome: [10] });
    const whole = [first, { design: [4], outcome: [10] }, third];
    expect(session.history.observations).toEqual(whole);
    expect(session.next()?.design[0]).toBe(advised(whole));
    expect(session.next()?.step).toBe(4);
  });

  test("what was given up as lost can be found, and what is pending be lost", () => {
    const session = policy.start();
    session.observe({ design: [4], lost: true });
    session.late({ step: 1, outcome: [10] });
    session.observe({ design: [6], pending: true });
    session.late({ step: 2, lost: true });
    expect(session.history.observations).toEqual([
      { design: [4], outcome: [10] },
      { design: [6], lost: true },
    ]);
  });

  test("undo takes back what came last, late or not", () => {
    const session = policy.start();
    const pending = { design: [4], pending: true } as const;
    session.observe(pending);
    session.observe(third);
    const before = session.next()?.design[0];
    session.late({ step: 1, outcome: [10] });
    session.undo();
    expect(session.history.observations).toEqual([pending, third]);
    expect(session.next()?.design[0]).toBe(before);
    session.undo();
    expect(session.history.observations).toEqual([pending]);
  });

  test("what makes no sense is refused in words, and nothing is remembered", () => {
    const session = policy.start();
    session.observe(first);
    session.observe({ design: [4], pending: true });
    const before = session.history.observations;
    const wrong: readonly [unknown, string][] = [
      [{ step: 3, outcome: [10] }, "measurement 3 was not made yet: 2 were"],
      [{ step: 0, outcome: [10] }, "from 1, got 0"],
      [{ step: "2", outcome: [10] }, 'from 1, got "2"'],
      [{ step: 1, outcome: [10] }, "measurement 1 has its outcome already, 8"],
      [{ step: 2, outcome: [9000] }, "the outcome 9000 cannot come from this experiment"],
      [{ step: 2 }, '"outcome" is missing'],
      [{ step: 2, design: [5], outcome: [10] }, 'no "design"'],
      [{ step: 2, pending: true }, 'has an "outcome" or is "lost"'],
    ];
    for (const [result, words] of wrong) expect(() => session.late(result as LateResult), words).toThrow(words);
    for (const [observation, words] of [
      [{ design: [5], pending: 1 }, '"pending" must be true'],
      [{ design: [5], pending: true, outcome: [3] }, 'has no "outcome" yet'],
    ] as const)
      expect(() => session.observe(observation as never), words).toThrow(PolicyError);
    expect(session.history.observations).toBe(before);
  });
});
