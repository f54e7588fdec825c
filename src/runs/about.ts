/** What config.json keeps about an experiment, taken from its declarations when a run starts. */

import type { Estimator } from "../contracts/bounds.js";
import type { AdaptiveFamily } from "../contracts/policy.js";
import type { Pool } from "../contracts/pool.js";
import type { Simulator, SimulatorFamily } from "../contracts/simulator.js";
import type { Settings } from "../options/settings.js";
import type { About } from "../records/types.js";

const inWords = (settings: Settings): string =>
  Object.entries(settings)
    .map(([name, value]) => `${name} ${value}`)
    .join(", ");

/** What a file keeps of it. */
const listed = ({ points, once, labels, numbers }: Pool) => ({
  ...{ points: points.map((point) => [...point]), once },
  ...(labels ? { labels: [...labels] } : {}),
  ...(numbers ? { numbers: [...numbers] } : {}),
});

const named = ({ names, unit, units }: Simulator["outcome"]) => ({ names, unit, ...(units ? { units } : {}) });

/** @param settings the estimator's, where it has some @param batch pairs in a training step, which decide the estimator's cap @param policy what is trained, where it is more than a design */
export function describeRun(
  family: SimulatorFamily,
  simulator: Simulator,
  estimator: Estimator,
  batch: number,
  policy?: AdaptiveFamily,
  settings?: Settings,
): About {
  const { names, unit, units, width, grouped, low, high, scales, windows, pool } = simulator.designs;
  const { goal } = simulator;
  const cap = estimator.cap(batch);
  const entry = ({ name, summary, reference }: { name: string; summary: string; reference?: string }) => ({
    name,
    summary,
    ...(reference ? { reference } : {}),
  });
  const having = settings ? ` (${inWords(settings)})` : "";
  const limits = estimator.from === "scores" && estimator.limits ? [estimator.limits(batch)] : [];
  return {
    summary: simulator.summary,
    theta: { names: simulator.prior.names, units: simulator.prior.units },
    ...(goal ? { goal: { name: goal.name, names: goal.names, units: goal.units, nuisance: goal.nuisance } } : {}),
    design: {
      ...{ names, unit, ...(units ? { units } : {}), ...(width === undefined || width === 1 ? {} : { width }) },
      ...(grouped ? { groups: grouped.groups, subjects: grouped.subjects } : {}),
      ...{ low, high, ...(scales ? { scales } : {}) },
      ...(pool ? { pool: listed(pool) } : {}),
      ...(windows ? { windows: windows.map((all) => all.map(([a, b]): [number, number] => [a, b])) } : {}),
    },
    outcome: named(simulator.outcome),
    cap: Number.isFinite(cap) ? cap : null,
    methods: [
      entry(family),
      ...(policy ? [entry(policy)] : []),
      entry({ ...estimator, summary: [estimator.summary + having, ...limits].join("; ") }),
    ],
  };
}
