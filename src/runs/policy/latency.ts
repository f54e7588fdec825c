/** How long a decision takes in the portable runtime, on the machine that this runs on. */

import { quantile } from "simple-statistics";
import { inPieces } from "../../numbers/measurements.js";
import { outcomeRange } from "../../portable/outcome.js";
import { loadPolicy, type PolicyData, type PortablePolicy } from "../../portable/policy.js";
import { rangeOf, widthsOf } from "../../portable/space.js";
import type { Latency, Rollouts } from "../../records/types.js";

const decisions = 2000;
/** A compiler that watches needs some before it makes them fast. */
const warmUp = 500;
/** Each decision is made so often and the quickest counts: other programs on the machine are no part of it. */
const repeats = 3;

/** From an outcome to the next design, in experiments that were simulated; where there is one measurement only, to the first design. */
export function measureLatency(
  data: PolicyData,
  { design, outcome, reports = [] }: Pick<Rollouts, "design" | "outcome" | "reports">,
): Latency {
  const policy = loadPolicy(data);
  const taken: number[] = [];
  for (let i = 0; taken.length < warmUp + decisions; i = (i + 1) % design.length) {
    const histories = Array.from({ length: repeats }, () => experiment(policy, design[i] ?? [], outcome[i] ?? [], reports[i]));
    const [first = []] = histories;
    taken.push(...first.map((_, step) => Math.min(...histories.map((times) => times[step] as number))));
  }
  const counted = taken.slice(warmUp, warmUp + decisions);
  const rounded = (p: number) => Number(quantile(counted, p).toPrecision(3));
  return { decisions, median: rounded(0.5), p99: rounded(0.99) };
}

/** Microseconds of each decision of one experiment. */
function experiment(
  policy: PortablePolicy,
  design: readonly number[],
  outcome: readonly number[],
  reports: readonly number[] = [],
): number[] {
  const session = policy.start();
  const { after = [] } = policy.data;
  for (const report of reports) session.report(report);
  for (const before of after) session.observe(before);
  // records are rounded, which can carry a number over the end of its range
  const within = (x: number, low = x, high = x) => Math.min(Math.max(x, low), high);
  const { space, outcomeNames, horizon } = policy.data;
  const { width } = widthsOf(space);
  const each = outcomeNames.length / horizon;
  const [places, outcomes] = [inPieces(design, width), inPieces(outcome, each)];
  return Array.from({ length: Math.max(1, places.length - 1) }, (_, step) => {
    const first = after.length + step;
    const observation = {
      design: (places[step] ?? []).map((x, j) => within(x, ...rangeOf(space, first * width + j))),
      outcome: (outcomes[step] ?? []).map((y, j) => {
        const { low, high } = outcomeRange(policy.data, first * each + j) ?? {};
        return within(y, low, high);
      }),
    };
    const began = performance.now();
    if (places.length > 1) session.observe(observation);
    session.next();
    return 1000 * (performance.now() - began);
  });
}
