/** What memory a training would need is reckoned on small batches and narrow networks: beside the true size, and a refusal. */
import { expect, test } from "vitest";
import { resolveTraining } from "../../meta/setup.js";
import { checkMetaFits } from "../../meta/size.js";
import { taskFamilies } from "../../meta/tasks/index.js";
import { adaptivePolicies } from "../../policies/index.js";
import { staticDesign } from "../../policies/static.js";
import { linear } from "../../simulators/linear.js";
import { InputError } from "../../src/basics/errors.js";
import { extrapolated, inGigabytes, shapesOf } from "../../src/basics/memory.js";
import type { TrainingOptions } from "../../src/contracts/options.js";
import type { Simulator } from "../../src/contracts/simulator.js";
import { float32, sizeOfStep } from "../../src/engine/compile/size.js";
import { borrowMemory, reserve } from "../../src/engine/kernels/memory.js";
import { tidied } from "../../src/engine/tensors.js";
import { estimators } from "../../src/estimators/index.js";
import { pilotScaling } from "../../src/experiment/draws.js";
import { buildObjective } from "../../src/information/objective.js";
import { groupsOf } from "../../src/information/training/state.js";
import { stepInputs, trainingStep } from "../../src/information/training/step.js";
import { createSimulator } from "../../src/modelling/defineSimulator.js";
import { key } from "../../src/numbers/keys.js";
import { trainingDefaults } from "../../src/options/defaults.js";
import { withCritic } from "../../src/runs/critic.js";
import { checkEvaluationFits, checkTrainingFits, openSizes } from "../../src/runs/trainingSize.js";

const simulator = createSimulator(linear, 2);
const options: TrainingOptions = { ...trainingDefaults, hidden: [300, 20], features: 7 };
const sized = { simulator, estimator: estimators.flo, options, policy: staticDesign };

test("a square is found again from three small values", () => {
  const square = (n: number) => 3 + 5 * n + 7 * n * n;
  expect(extrapolated(square, 1000, 24)).toBeCloseTo(square(1000), 6);
  expect(extrapolated(square, 30, 24)).toBe(square(30));
});

test("shapes of wide networks are those of narrow ones, grown: gates, sums of widths, and what has no width", () => {
  const shapesWith = ([a = 0, b = 0]: readonly number[]) => ({ gates: [3 * a, b], joined: [a + b + 5, 1], plain: [2, 7] });
  expect(shapesOf(shapesWith, [4000, 20_000])).toEqual(shapesWith([4000, 20_000]));
});

test("the size of a step that is reckoned is that of the step itself", async () => {
  const batch = 300;
  const draw = (simulator.draw as NonNullable<Simulator["draw"]>)(key(1), batch);
  const direct = tidied(() => {
    const params = staticDesign.init(simulator.designs, [1, 2]);
    const scaling = pilotScaling(simulator, staticDesign, params, draw, key(2), false);
    const objective = buildObjective(simulator, sized.estimator, withCritic(options), scaling);
    const task = { simulator, policy: staticDesign, objective };
    const valuesOf = (tensors: object) =>
      Object.fromEntries(Object.entries(tensors).map(([name, { shape }]) => [name, float32(shape)]));
    const variables = valuesOf({ ...params, ...objective.init(key(3)) });
    return sizeOfStep((vars, given) => trainingStep(task, vars, given), {
      variables,
      inputs: valuesOf(stepInputs(task, { draw, key: key(4), progress: 0 })),
      objective: "bound",
      trained: Object.values(groupsOf(Object.keys(variables))).flatMap(({ names }) => names),
    });
  });
  const { step } = (await openSizes(sized))(batch);
  expect(step / direct.step).toBeGreaterThan(0.8);
  expect(step / direct.step).toBeLessThan(1.25);
});

const refused = (work: Promise<void>) => expect(work).rejects;

test.each<[string, Partial<TrainingOptions>, RegExp]>([
  [
    "--batch",
    { batch: 65_536 },
    /a training step with --batch 65536 would need about \d+ GB of memory, and (4\.3|20\.0) GB can be had: lower --batch, \d+ fits/,
  ],
  ["--hidden", { hidden: [65_536, 65_536] }, /would need about [\d.]+ GB.*: lower --hidden/],
])("%s beyond what there is is refused with the number and what to lower", async (_, more, message) => {
  const error = await checkTrainingFits({ ...sized, options: { ...options, ...more } }, 1, 20e9).catch(
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(InputError);
  expect(String(error)).toMatch(message);
});

test("a policy with layers of 4,096, many processes, and a training that fits", async () => {
  const policy = { kind: "adaptive" as const, family: adaptivePolicies.recurrent, hidden: [4096, 4096, 4096, 4096] };
  await refused(checkTrainingFits({ ...sized, policy }, 1, 20e9)).toThrow(/lower --(policy-hidden|hidden)/);
  await refused(checkTrainingFits(sized, 64, 2e9)).toThrow(/training in 64 processes.*lower --processes, \d+ fit/);
  await checkTrainingFits(sized, 1, 2e9);
});

test("evaluations without a likelihood, and the tasks of meta-learning", async () => {
  const evaluation = { samples: 10_000_000, contrasts: 20_000, criticSteps: 10, criticBatch: 64 };
  const { logLikelihood: _, ...blind } = simulator;
  await checkEvaluationFits(simulator, evaluation, 4e9);
  await refused(checkEvaluationFits(blind, evaluation, 4e9)).toThrow(/--samples 10000000.*lower --samples/);
  const training = resolveTraining({ method: "fomaml", tasks: 4096, support: 1000, query: 1000 });
  expect(() => checkMetaFits(training, undefined, 1, 20e9)).toThrow(
    /--tasks 4096 would need about .* GB.*lower --tasks, \d+ fit/,
  );
  checkMetaFits(resolveTraining({ method: "maml" }), taskFamilies.sine, 1, 4e9);
});

test("a memory that cannot grow says so in words", () => {
  const lent = borrowMemory();
  expect(() => reserve(lent, 2 ** 33)).toThrow(InputError);
  expect(() => reserve(lent, 2 ** 33)).toThrow(/needs 8\.59 GB of memory.*lower --batch/);
});

test("bytes in words", () => {
  expect([12.3e6, 5.44e9, 122.4e9].map(inGigabytes)).toEqual(["13 MB", "5.4 GB", "122 GB"]);
});
