/** Outcomes that come without being chosen: what decisions see of them, what is counted, and that portable policies decide alike. */
import * as tf from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { adaptivePolicies } from "../../policies/index.js";
import type { AdaptiveFamily, AdaptivePolicy } from "../../src/contracts/policy.js";
import type { Simulator } from "../../src/contracts/simulator.js";
import { rowsOf, tidied } from "../../src/engine/tensors.js";
import { firstMeasurements } from "../../src/experiment/firstMeasurements.js";
import { setupOf } from "../../src/experiment/history.js";
import { policyContext, rollout } from "../../src/experiment/rollout.js";
import { checkSimulator } from "../../src/loading/rehearse.js";
import { createSimulator } from "../../src/modelling/defineSimulator.js";
import { withParts } from "../../src/modelling/failures.js";
import { key } from "../../src/numbers/keys.js";
import { logFactorial } from "../../src/numbers/special.js";
import { loadPolicy } from "../../src/portable/policy.js";
import { withoutMeasurements } from "../../src/runs/withoutMeasurements.js";
import { largestGap } from "../support/largestGap.js";
import { made } from "../support/policies.js";
import { casesIn, hadIt, reported, reportedBy, tested, weeks } from "../support/reported.js";

const simulator = createSimulator(reported, 3);
const draw = (n: number) => (simulator.draw as NonNullable<Simulator["draw"]>)(key(2), n);

const choose = [1, 5, 10, 10, 5, 1];
const logBinomial = (y: number, p: number) => Math.log(choose[y] as number) + y * Math.log(p) + (tested - y) * Math.log(1 - p);
const logPoisson = (y: number, mean: number) => y * Math.log(mean) - mean - logFactorial(y);

test("simulated and scored as plain numbers do it; reports alone, the first of them alone, and no measurement", async () => {
  await expect(checkSimulator(simulator, key(8))).resolves.toBeUndefined();
  tidied(() => {
    const { theta, noise } = draw(4);
    const days = [3, 9, 26];
    const outcome = simulator.simulate(theta, tf.tensor2d([days]), noise);
    expect(outcome.shape).toEqual([4, 7]);
    const [thetas, seen] = [theta.dataSync(), rowsOf(outcome)];
    const scores = rowsOf(simulator.logLikelihood?.(theta, tf.tensor2d([days]), outcome) as tf.Tensor2D);
    const alone = withoutMeasurements(simulator);
    expect(alone.outcome.names).toEqual(["report1", "report2", "report3", "report4"]);
    expect(alone.outcome.passive).toBeUndefined();
    const reports = alone.simulate(theta, tf.tensor2d([days]), noise);
    expect(rowsOf(reports)).toEqual(seen.map((row) => row.slice(3)));
    const ofReports = rowsOf(alone.logLikelihood?.(theta, tf.tensor2d([days]), reports) as tf.Tensor2D);
    const firstTwo = rowsOf(simulator.passiveLikelihood?.(theta, tf.slice(reports, [0, 0], [-1, 2])) as tf.Tensor2D);
    for (const [i, growth] of thetas.entries())
      for (const [j, row] of seen.entries()) {
        const surveys = days.reduce((sum, day, t) => sum + logBinomial(row[t] as number, hadIt(growth, day)), 0);
        const each = row.slice(3).map((y) => logPoisson(y, casesIn(growth)));
        const all = each.reduce((a, b) => a + b, 0);
        expect(scores[i]?.[j]).toBeCloseTo(surveys + all, 3);
        expect(ofReports[i]?.[j]).toBeCloseTo(all, 3);
        expect(firstTwo[i]?.[j]).toBeCloseTo((each[0] as number) + (each[1] as number), 3);
      }
  });
});

test("a rehearsal finds reports that a design changes, and a likelihood that is not a part of the whole", async () => {
  const wrong = withParts(simulator, {
    simulate: (theta, design, noise) => tf.add(simulator.simulate(theta, design, noise), tf.sum(design, 1, true)) as tf.Tensor2D,
    outcome: { names: simulator.outcome.names, unit: "", passive: { at: weeks, clock: "place" } },
    measure: (...given) => tf.add((simulator.measure as NonNullable<Simulator["measure"]>)(...given), 1) as tf.Tensor2D,
  });
  await expect(checkSimulator(wrong, key(8))).rejects.toThrow("no design may change them");
  const part = simulator.passiveLikelihood as NonNullable<Simulator["passiveLikelihood"]>;
  const twice = withParts(simulator, { passiveLikelihood: (...given) => tf.mul(2, part(...given)) });
  await expect(checkSimulator(twice, key(8))).rejects.toThrow("logLikelihood and passiveLikelihood do not fit together");
  const { passive: _, ...rest } = simulator;
  expect(() => createSimulator({ ...reported, create: () => rest }, 3)).toThrow("it has one of the two");
  const early = { ...simulator.outcome, passive: { at: [0, 7, 14, 21], clock: "place" as const } };
  expect(() => createSimulator({ ...reported, create: () => ({ ...simulator, outcome: early }) }, 3)).toThrow(
    "what is known before the first decision belongs into the prior",
  );
});

/** Notes what it is told, and measures at fixed raw numbers. */
function listening(heard: number[][][]): AdaptivePolicy {
  return {
    kind: "adaptive",
    name: "listening",
    summary: "",
    use: "",
    init: () => ({}),
    start: (_, n) => [tf.zeros([n, 1])],
    next: (_, memory) => memory[0] as tf.Tensor2D,
    observe: (_params, memory, at, outcome) => {
      heard.push(rowsOf(at).map((row, i) => [...row, ...(rowsOf(outcome)[i] as number[])]));
      return memory;
    },
  };
}

test.each(["place", "measurements"] as const)(
  "a decision sees the reports that the clock (%s) has reached; all of them are counted",
  (clock) => {
    const family = reportedBy(clock);
    const own = createSimulator(family, 3);
    tidied(() => {
      const heard: number[][][] = [];
      const policy = listening(heard);
      const { theta, noise } = draw(3);
      const rolled = rollout(own, policy, {}, { theta, noise }, policyContext(policy, own.designs, key(1), 3));
      const [design, outcome] = [rowsOf(rolled.design), rowsOf(rolled.outcome)];
      expect(outcome.map((row) => row.slice(3))).toEqual(rowsOf(own.passive?.(theta, noise) as tf.Tensor2D));
      heard.forEach((rows, step) => {
        rows.forEach((row, i) => {
          const known =
            clock === "place"
              ? weeks.map((day) => (day <= (design[i]?.[step] as number) ? 1 : 0))
              : [
                  [1, 1, 0, 0],
                  [1, 1, 1, 0],
                ][step];
          expect(row).toEqual([design[i]?.[step], outcome[i]?.[step], ...(outcome[i]?.slice(3) ?? []), ...(known as number[])]);
        });
      });
      expect(heard).toHaveLength(2); // after the last there is no decision
      const shorter = firstMeasurements(own, createSimulator(family, 1));
      const first = shorter.simulate(theta, tf.slice(rolled.design, [0, 0], [-1, 1]), noise);
      expect(rowsOf(first)).toEqual(outcome.map((row) => [row[0], ...row.slice(3)]));
    });
  },
);

test.each(Object.values<AdaptiveFamily>(adaptivePolicies).map((family) => [family.name, family] as const))(
  "%s: the portable policy decides as the trained one, whenever reports are told",
  (_, family) => {
    const file = made(simulator, family);
    const portable = loadPolicy(JSON.parse(JSON.stringify(file)));
    const reports = [3, 0, 2, 5];
    tidied(() => {
      const policy = family.create(setupOf(simulator, file.seen, 3, file.hidden));
      const params = Object.fromEntries(
        Object.entries(file.parameters).map(([name, { shape, values }]) => [name, tf.tensor([...values], [...shape])]),
      );
      let memory = policy.start(params, 1);
      const places: tf.Tensor2D[] = [];
      const session = portable.start();
      const missed = portable.start();
      let told = 0;
      for (const [step, seen] of [2, 4, 5].entries()) {
        const raw = policy.next(params, memory, step);
        const at = (simulator.designs.next as NonNullable<Simulator["designs"]["next"]>)(raw, places, tf.scalar(1));
        const day = at.dataSync()[0] as number;
        const known = weeks.map((week) => (step > 0 && week <= (places.at(-1)?.dataSync()[0] as number) ? 1 : 0));
        for (let want = session.wanted(); want; want = session.wanted()) {
          expect(want).toEqual({ report: `report${told + 1}`, unit: "cases", number: told + 1 });
          expect(() => session.next()).toThrow(`report ${told + 1} is in (report${told + 1}): tell it first`);
          session.report(reports[told] as number);
          missed.report(null);
          told++;
        }
        expect(told).toBe(known.filter((x) => x === 1).length);
        expect(largestGap(session.next()?.design ?? [], [day])).toBeLessThan(3e-4);
        session.observe({ design: [day], outcome: [seen] });
        missed.observe({ design: [day], outcome: [seen] });
        const now = weeks.map((week) => (week <= day ? 1 : 0));
        memory = policy.observe(params, memory, at, tf.tensor2d([[seen, ...reports, ...now]]), step);
        places.push(at);
      }
      expect(told).toBeGreaterThan(0);
      const history = session.history;
      expect(history.reports).toEqual(reports.slice(0, told));
      if (told > 1) {
        session.undo();
        expect(session.history.observations).toHaveLength(2);
      }
      const short = { observations: history.observations.slice(0, 2), reports: history.reports ?? [] };
      const nothing = { ...short, reports: short.reports.map(() => null) };
      expect(portable.next(short)?.design).not.toEqual(portable.next(nothing)?.design);
    });
  },
);

test("what is no report is refused in words, and a file without its scales is damaged", () => {
  const file = made(simulator, adaptivePolicies.recurrent);
  const session = loadPolicy(file).start();
  expect(() => session.report(2.5)).toThrow(
    "the report 2.5 cannot come from this experiment: report1 is a whole number from 0 on cases",
  );
  expect(() => session.report("3" as never)).toThrow('a report is one finite number, or null where it never came, got "3"');
  for (const report of [1, 2, 3, null]) session.report(report);
  expect(() => session.report(4)).toThrow("all 4 reports are in");
  session.undo();
  expect(session.history.reports).toEqual([1, 2, 3]);
  expect(() => loadPolicy({ ...file, seen: { at: file.seen.at, outcome: file.seen.outcome } })).toThrow(
    '"seen.passive.mean" must be 4 numbers',
  );
});
