/** How long a decision takes in the portable runtime, on the machine that this runs on. */
import { quantile } from "simple-statistics";
import { loadPolicy, type PolicyData } from "./runtime/index.js";
import type { Latency, Rollouts } from "./types.js";

const decisions = 2000;
/** A compiler that watches needs some before it makes them fast. */
const warmUp = 500;

/** From an outcome to the next design, in experiments that were simulated; where there is one measurement only, to the first design. */
export function measureLatency(data: PolicyData, { design, outcome }: Pick<Rollouts, "design" | "outcome">): Latency {
  const policy = loadPolicy(data);
  const steps = Math.max(1, data.horizon - 1);
  const taken: number[] = [];
  for (let i = 0; taken.length < warmUp + decisions; i = (i + 1) % design.length) {
    const session = policy.start();
    if (data.horizon > 1) session.next();
    for (let step = 0; step < steps; step++) {
      const observation = { design: [design[i]?.[step] as number], outcome: [outcome[i]?.[step] as number] };
      const began = performance.now();
      if (data.horizon > 1) session.observe(observation);
      session.next();
      taken.push(1000 * (performance.now() - began));
    }
  }
  const counted = taken.slice(warmUp, warmUp + decisions);
  const rounded = (p: number) => Number(quantile(counted, p).toPrecision(3));
  return { decisions, median: rounded(0.5), p99: rounded(0.99) };
}
