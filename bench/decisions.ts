/** How long a policy that has left TensorFlow.js takes from an outcome to the next design: every decision counts, interrupted ones too. */
import { quantile } from "simple-statistics";
import { adaptivePolicies } from "../policies/index.js";
import { simulators } from "../simulators/index.js";
import type { AdaptiveFamily } from "../src/contracts/policy.js";
import { startBackend } from "../src/engine/backend.js";
import { tidied } from "../src/engine/tensors.js";
import { lookOf } from "../src/experiment/history.js";
import { createSimulator } from "../src/modelling/defineSimulator.js";
import { key, split } from "../src/numbers/keys.js";
import { loadPolicy, type PortablePolicy } from "../src/portable/policy.js";
import type { PolicyFile } from "../src/records/types.js";
import { policyFile } from "../src/runs/policy/policyFile.js";
import type { Table } from "./tables.js";

const decisions = 10_000;
const warmUp = 3000;
const [horizon, hidden] = [5, [64, 64]];

export async function decisionsTable(): Promise<Table> {
  await startBackend("wasm");
  const rows = Object.values<AdaptiveFamily>(adaptivePolicies).map((family) => {
    const policy = loadPolicy(untrained(family));
    take(policy, warmUp);
    const taken = take(policy, decisions);
    return [family.name, ...[0.5, 0.9, 0.99, 1].map((p) => quantile(taken, p).toFixed(0))];
  });
  return {
    title: `Decisions of the portable runtime, layers of ${hidden.join(" and ")}, ${horizon} measurements, ${decisions.toLocaleString("en-US")} decisions`,
    columns: ["policy", "median, µs", "90 %", "99 %", "slowest"],
    rows,
  };
}

/** First weights: what a decision costs does not depend on them. */
function untrained(family: AdaptiveFamily): PolicyFile {
  const simulator = createSimulator(simulators.sir, horizon);
  const seen = { at: { mean: [50], sd: [29] }, outcome: { mean: [3], sd: [2] } };
  const k = split(key(1), "init", "start");
  const parameters = tidied(() => {
    const made = family.create({ horizon, hidden, look: lookOf(simulator, seen) });
    const params = made.init(k.init, simulator.designs, simulator.designs.random(k.start));
    return Object.fromEntries(
      Object.entries(params).map(([name, x]) => [name, { shape: x.shape, values: Array.from(x.dataSync()) }]),
    );
  });
  return policyFile(simulator, { family: family.name, hidden, seen, parameters });
}

/** Microseconds of decisions after an outcome, in experiments one after the other. */
function take(policy: PortablePolicy, count: number): number[] {
  const taken: number[] = [];
  while (taken.length < count) {
    const session = policy.start();
    for (let design = session.next()?.design; design && taken.length < count; ) {
      const outcome = [(7 * taken.length) % 200];
      const began = performance.now();
      session.observe({ design, outcome });
      const next = session.next();
      if (next) taken.push(1000 * (performance.now() - began));
      design = next?.design;
    }
  }
  return taken;
}
