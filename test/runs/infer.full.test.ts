/** From data to parameters, where the answer is known in closed form. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { drained } from "../../src/basics/steps.js";
import { type Inference, type InferInput, infer } from "../../src/runs/infer/index.js";
import { infer as kind } from "../../src/runs/kinds/infer.js";
import { noise, priorMean, priorSd, simulatedWeighing, weighing } from "../support/weighing.js";

/** Mean and sd of the normal posterior of conjugate normals. */
function exact(outcomes: readonly number[]): { mean: number; sd: number } {
  const precision = 1 / priorSd ** 2 + outcomes.length / noise ** 2;
  const mean = (priorMean / priorSd ** 2 + outcomes.reduce((a, b) => a + b, 0) / noise ** 2) / precision;
  return { mean, sd: 1 / Math.sqrt(precision) };
}

const inferred = (input: InferInput): Promise<Inference> => drained(infer(input));

const observed = (...outcomes: readonly (readonly number[])[]) => ({
  observations: outcomes.flatMap((own, s) => own.map((y, i) => ({ design: [i / 10], outcome: [y], subject: s }))),
});

test("with a likelihood: exact, for one experiment, for several of the same unknown, and for what is left of broken ones", async () => {
  const simulator = weighing();
  const lost = { observations: [...observed([2.1, 1.7]).observations, { design: [0], lost: true, subject: 0 }] };
  for (const [data, outcomes] of [
    [observed([2.1, 1.7, 2.6]), [2.1, 1.7, 2.6]],
    [observed([2.1, 1.7], [2.6], [1.9, 2.2]), [2.1, 1.7, 2.6, 1.9, 2.2]],
    [lost, [2.1, 1.7]],
  ] as const) {
    const { result, theta } = await inferred({ simulator, data, draws: 2000, seed: 3 });
    const [weight] = result.parameters;
    const { mean, sd } = exact(outcomes);
    expect(Math.abs((weight?.mean as number) - mean)).toBeLessThan(4 * (weight?.mcError || sd / Math.sqrt(result.ess)));
    expect(weight?.sd).toBeCloseTo(sd, 1);
    for (const [i, end] of [-1.96, 1.96].entries()) {
      const error = (weight?.interval[i] as number) - (mean + end * sd);
      expect(Math.abs(error)).toBeLessThan(4 * (weight?.intervalErrors[i] as number));
    }
    expect([theta.values.length, weight?.unit, result.data.outcomes]).toEqual([2000, "g", outcomes.length]);
    expect(result.predictive.p).toBeGreaterThan(0.01);
    expect(result.warnings).toEqual([]);
  }
});

test("without a likelihood and without the prior's density: near the exact answer, by a density or a critic at what was measured", async () => {
  const simulator = simulatedWeighing;
  const [one, several] = [observed([2.1, 1.7, 2.6]), observed([2.1, 1.7], [2.6, 2.2])];
  const small = { simulator, draws: 4000, batch: 128, density: "gaussian", seed: 1 };
  for (const [data, outcomes, from] of [
    [one, [2.1, 1.7, 2.6], "density"],
    [several, [2.1, 1.7, 2.6, 2.2], "scores"],
  ] as const) {
    const { result } = await inferred({ ...small, data, steps: from === "density" ? 300 : 500 });
    const { mean, sd } = exact(outcomes);
    const [weight] = result.parameters;
    expect(Math.abs((weight?.mean as number) - mean), from).toBeLessThan(0.3 * sd);
    expect(Math.abs(Math.log((weight?.sd as number) / sd)), from).toBeLessThan(0.3);
  }
});

test("what no parameter explains is told, and so is what no simulation is like", async () => {
  const simulator = weighing();
  const torn = await inferred({ simulator, data: observed([-1, 1, 3]), draws: 1000 });
  expect(torn.result.predictive.p).toBeLessThan(0.01);
  expect(torn.result.warnings).toContainEqual(expect.stringContaining("does not explain these data"));
  const far = await inferred({ simulator, data: observed([15, 15.2]), draws: 1000 });
  expect(far.result.predictive.p).toBeGreaterThan(0.01);
  expect(far.result.predictive.prior.p).toBeLessThan(0.001);
  expect(far.result.warnings).toContainEqual(
    expect.stringContaining("unlike anything that is simulated with the prior's parameters"),
  );
});

test("without a likelihood, data that hardly any simulation is like: nothing is trained, and the simulations most like them are told", async () => {
  const outcomes = [8.9, 9.4]; // one in 10,000 of the prior's experiments lies so far out
  const steps = infer({ simulator: simulatedWeighing, data: observed(outcomes), draws: 2000 });
  const phases: string[] = [];
  let next = await steps.next();
  for (; !next.done; next = await steps.next()) phases.push(next.value.phase);
  const { result, learned } = next.value;
  expect(phases.filter((phase) => phase.startsWith("training"))).toEqual([]);
  expect(learned).toEqual([]);
  expect([result.posterior, result.simulated, result.trained]).toEqual(["nearest", 100_000, undefined]);
  const { mean, sd } = exact(outcomes);
  const [weight] = result.parameters;
  expect(Math.abs((weight?.mean as number) - mean)).toBeLessThan(5 * (weight?.mcError as number));
  expect(Math.abs(Math.log((weight?.sd as number) / sd))).toBeLessThan(0.15);
  expect(result.why).toContain("amortised cannot be used");
  expect(result.warnings).toContainEqual(
    expect.stringContaining("nothing was trained: the posterior is those of 100,000 simulations"),
  );
});

test("the same seed gives the same draws, another one others", async () => {
  const draws = async (seed: number) =>
    Array.from((await inferred({ simulator: weighing(), data: observed([2]), draws: 100, seed })).theta.values);
  const first = await draws(5);
  expect(await draws(5)).toEqual(first);
  expect(await draws(6)).not.toEqual(first);
});

test("wrong options are refused before anything is computed", async () => {
  const given = { simulator: weighing(), data: observed([2]) };
  await expect(inferred({ ...given, posterior: "gird" })).rejects.toThrow('did you mean "grid"?');
  await expect(inferred({ ...given, draws: 3 })).rejects.toThrow("at least 100");
  await expect(inferred({ ...given, drews: 300 } as InferInput)).rejects.toThrow('did you mean "draws"?');
  await expect(inferred({ ...given, run: "runs/x" })).rejects.toThrow("not both");
  await expect(inferred({ ...given, simulator: simulatedWeighing, posterior: "grid" })).rejects.toThrow("it needs a likelihood");
});

test("a run goes on where it was only begun, with the data that it began with and no others", async () => {
  const place = mkdtempSync(join(tmpdir(), "floe-infer-"));
  try {
    const [folder, data] = [join(place, "run"), join(place, "data.csv")];
    writeFileSync(data, "position,height\n-3,2.5\n0,4\n4,9.5\n");
    const prepared = await kind.prepare({ subject: "linear", options: { data, draws: 200, set: { noise: "rate" } } });
    prepared.create(folder, false);
    expect(kind.readResult(folder)).toBeUndefined();
    const { config } = prepared;
    const goOn = async () => {
      return drained((await kind.prepare(kind.asked(config))).carryOut(folder));
    };
    writeFileSync(data, "position,height\n-3,2.5\n0,4\n4,9.4\n");
    await expect(goOn()).rejects.toThrow("has changed since the run began");
    writeFileSync(data, "position,height\n-3,2.5\n0,4\n4,9.5\n");
    const result = await goOn();
    expect(kind.readResult(folder)).toEqual(result);
    expect(kind.summary(result, config)).toContain("intercept");
    expect(readFileSync(join(folder, "draws.csv"), "utf8").trim().split("\n")).toHaveLength(201);
  } finally {
    rmSync(place, { recursive: true });
  }
});
