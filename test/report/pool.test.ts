/** Which candidates a policy chooses, and when: counted by hand, and drawn. */
import { expect, test } from "vitest";
import type { About, Rollouts } from "../../src/records/types.js";
import { narrow, renderFigure } from "../../src/report/drawing/render.js";
import { figuresOf } from "../../src/report/figures/index.js";
import { headline } from "../../src/report/page/headline.js";
import { chosenCandidates } from "../../src/report/reading/pool.js";
import type { Run } from "../../src/report/reading/run.js";
import { surveillance } from "./policyFixtures.js";
import { expectFigure } from "./snapshot.js";

const points = [9, 14, 18, 21, 24, 27, 30, 44, 60].map((day) => [day]);
const nearest = (x: number): number => points.map(([day]) => day as number).reduce((a, b) => (Math.abs(b - x) < Math.abs(a - x) ? b : a)); // biome-ignore format: one thing
const rollouts = surveillance.rollouts as Rollouts;
const about = surveillance.config?.about as About;
const listed: Run = {
  ...surveillance,
  config: {
    ...surveillance.config,
    about: { ...about, design: { ...about.design, pool: { points, once: false } } },
  } as Run["config"],
  rollouts: { ...rollouts, design: rollouts.design.map((row) => row.map(nearest)) },
};

test("shares of the candidates add up to one in every step, those that nobody has are left out, and the static design is marked", () => {
  const found = chosenCandidates(listed) as NonNullable<ReturnType<typeof chosenCandidates>>;
  for (const t of [0, 1, 2]) expect(found.chosen.reduce((sum, { shares }) => sum + (shares[t] as number), 0)).toBeCloseTo(1, 12);
  const first = found.chosen.find(({ words }) => words === "9");
  expect([first?.shares[0], first?.planned]).toEqual([1, [0]]);
  expect(found.chosen.filter(({ planned }) => planned.length > 0).map(({ words }) => words)).toEqual(["9", "21", "44"]);
  const days = new Set([...(listed.rollouts?.design ?? []).flat(), 9, 21, 44]);
  expect(found.chosen.map(({ at }) => points[at]?.[0])).toEqual(points.flat().filter((day) => days.has(day)));
  expect(chosenCandidates(surveillance)).toBeUndefined();
});

test("names stand in place of numbers", () => {
  const labels = points.map((_, i) => `visit ${i + 1}`);
  const design = { ...about.design, pool: { points, once: true, labels } };
  const named = { ...listed, config: { ...listed.config, about: { ...about, design } } as Run["config"] };
  expect(chosenCandidates(named)?.chosen[0]?.words).toBe("visit 1");
  expect(figuresOf(named).find(({ name }) => name === "pool")?.caption).toMatch(/none twice/);
  expect(`${headline(named)}`).toMatch(/each one of 9 candidates from \d/);
  expect(`${headline(surveillance)}`).not.toContain("candidate");
});

test("the figure, for wide and for narrow windows", async () => {
  const figure = figuresOf(listed).find(({ name }) => name === "pool");
  for (const [label, width] of [["policy-pool", undefined], ["policy-pool-narrow", narrow]] as const) // biome-ignore format: pairs
    expectFigure(label, await renderFigure(figure as NonNullable<typeof figure>, width));
});
