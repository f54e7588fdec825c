/** What config.json keeps about an experiment, taken from its declarations when a run starts. */
import type { About, Estimator, Simulator, SimulatorFamily } from "../types.js";

/** @param batch pairs in a training step, which decide the estimator's cap */
export function describeRun(family: SimulatorFamily, simulator: Simulator, estimator: Estimator, batch: number): About {
  const { names, unit, low, high } = simulator.designs;
  const cap = estimator.cap(batch);
  return {
    summary: simulator.summary,
    theta: { names: simulator.prior.names, units: simulator.prior.units },
    design: { names, unit, low, high },
    outcome: { names: simulator.outcome.names, unit: simulator.outcome.unit },
    cap: Number.isFinite(cap) ? cap : null,
    methods: [
      { name: family.name, summary: family.summary, ...(family.reference ? { reference: family.reference } : {}) },
      { name: estimator.name, summary: estimator.summary, reference: estimator.reference },
    ],
  };
}
