/** Policies as their folders would tell them, made from keys. */

import type { Estimate, Gain } from "../../src/contracts/gain.js";
import { normals } from "../../src/numbers/distributions.js";
import { key } from "../../src/numbers/keys.js";
import type { About, DesignResult, PolicyResult, Rollouts } from "../../src/records/types.js";
import type { Run } from "../../src/report/reading/run.js";
import { metricsOf, sir, sNMC, sPCE } from "./fixtures/index.js";

const drawing = sir.drawing as NonNullable<Run["drawing"]>;
const planned = [9, 21, 44];

/** First on day 9; then the sooner the more there were; last well after the second. Counts are the course's, with noise. */
function rolloutsOf(experiments: number): Rollouts {
  const noise = normals(key(21), 3 * experiments);
  const rows = Array.from({ length: experiments }, (_, i) => {
    const course = drawing.paths[i % drawing.paths.length] as readonly number[];
    const design: number[] = [];
    const outcome: number[] = [];
    for (let step = 0; step < 3; step++) {
      const last = outcome[step - 1] ?? 0;
      const place = [9, 30 - Math.min(16, last / 8), (design[1] ?? 0) + 10 + last / 12][step] as number;
      const left = Math.floor(place);
      const seen = (course[left] as number) + (place - left) * ((course[left + 1] as number) - (course[left] as number));
      design.push(place);
      outcome.push(Math.max(0, seen + 2 * (noise[3 * i + step] as number)));
    }
    return { design, outcome, course };
  });
  return {
    theta: rows.map((_, i) => [0.3 + 0.002 * i, 0.1]),
    design: rows.map(({ design }) => design),
    outcome: rows.map(({ outcome }) => outcome),
    courses: rows.map(({ course }) => course),
  };
}

const { design: _, kind: __, ...rest } = sir.result as DesignResult;
const lower = (value: number): Gain => ({ lower: { ...(rest.gain.lower as Estimate), value }, upper: null });

const result: PolicyResult = {
  ...rest,
  kind: "policy",
  policy: "recurrent",
  horizon: 3,
  policyFile: "policy.json",
  designNames: ["t1", "t2", "t3"],
  gain: lower(3.31),
  gainPerStep: [
    { name: "policy", gains: [1.52, 2.61, 3.31].map(lower) },
    { name: "static", gains: [1.5, 2.55, 3.16].map(lower) },
  ],
  baselines: [
    { name: "static", design: planned, gain: lower(3.16) },
    { name: "equallySpaced", design: [1, 50, 99], gain: lower(1.9) },
    { name: "random", design: null, gain: lower(1.7) },
  ],
  training: { ...rest.training, restarts: [{ ...(rest.training.restarts[0] as DesignResult["training"]["restarts"][number]), design: planned }] }, // biome-ignore format: short
};

const about = sir.config.about as About;
const names = ["t1", "t2", "t3"];

export const surveillance: Run = {
  name: "policy-sir-2026-01-05",
  config: {
    ...sir.config,
    kind: "policy",
    policy: "recurrent",
    policyHidden: [64, 64],
    designs: 3,
    about: {
      ...about,
      design: { ...about.design, names, low: [0, 0, 0], high: [99.99, 99.99, 99.99] },
      outcome: { ...about.outcome, names: ["I1", "I2", "I3"] },
      methods: [...about.methods, { name: "recurrent", summary: "reads one measurement after the other" }],
    },
  },
  metrics: metricsOf({ starts: [[1, 50, 99], planned], ends: [planned, [9, 22, 45]], steps: 3000, bound: 3.2, sd: 0.05 }),
  result,
  drawing,
  rollouts: rolloutsOf(120),
  latency: { decisions: 2000, median: 41.2, p99: 73.8 },
  problems: [],
};

/** With a likelihood, no curve to draw on and no peak; each step has an upper bound too. */
export const uncurved: Run = (() => {
  const { drawing: _, rollouts, ...others } = surveillance;
  const { courses: __, ...bare } = rollouts as Rollouts;
  const both = (value: number): Gain => ({ lower: sPCE(value, 0.02), upper: sNMC(value + 0.04, 0.03) });
  return {
    ...others,
    name: "policy-uncurved",
    rollouts: bare,
    result: { ...result, gain: both(3.3), gainPerStep: [{ name: "policy", gains: [1.5, 2.6, 3.3].map(both) }] },
  };
})();
