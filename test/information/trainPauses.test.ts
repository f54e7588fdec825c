/** A training can be stopped and saved by the clock, between two lines of metrics, and its lines do not depend on the clock. */
import { afterEach, expect, test, vi } from "vitest";
import { staticDesign } from "../../policies/static.js";
import { linear } from "../../simulators/linear.js";
import { InterruptedError } from "../../src/basics/errors.js";
import type { TrainingOptions } from "../../src/contracts/options.js";
import type { Simulator } from "../../src/contracts/simulator.js";
import { estimators } from "../../src/estimators/index.js";
import { openSource } from "../../src/experiment/source.js";
import { buildObjective } from "../../src/information/objective.js";
import { initState, packState, type TrainState, unpackState } from "../../src/information/training/state.js";
import type { TrainTask } from "../../src/information/training/task.js";
import { train } from "../../src/information/training/train.js";
import { createSimulator } from "../../src/modelling/defineSimulator.js";
import { key, split } from "../../src/numbers/keys.js";
import { trainingDefaults } from "../../src/options/defaults.js";
import { withCritic } from "../../src/runs/critic.js";
import { initialRunState, metricsUpTo } from "../../src/runs/state.js";

const simulator = createSimulator(linear, 1);

function prepare(given: Partial<TrainingOptions>): { task: TrainTask; state: TrainState } {
  const options: TrainingOptions = { ...trainingDefaults, batch: 16, warmup: 0, validateEvery: 1000, ...given };
  const k = split(key(1), "source", "train", "validation");
  const none = { mean: [], sd: [] };
  const objective = buildObjective(simulator, estimators.pce, withCritic(options), {
    theta: none,
    outcome: none,
    designSeen: false,
  });
  const draw = simulator.draw as NonNullable<Simulator["draw"]>;
  const task = {
    simulator,
    policy: staticDesign,
    objective,
    options,
    key: k.train,
    source: openSource(simulator, k.source, options.steps),
    validation: draw(k.validation, 64),
    secondsBetweenPauses: 0.1,
  };
  return { task, state: initState(staticDesign.init(simulator.designs, [2])) };
}

afterEach(() => vi.restoreAllMocks());

/** Every look at the clock is this much later. */
function ticking(milliseconds: number): void {
  let now = 0;
  vi.spyOn(performance, "now").mockImplementation(() => (now += milliseconds));
}

async function linesOf(task: TrainTask, state: TrainState): Promise<{ lines: object[]; pauses: number[] }> {
  const [lines, pauses]: [object[], number[]] = [[], []];
  for await (const told of train(task, state)) {
    if (told.kind === "pause") pauses.push(told.step);
    else lines.push({ ...told, about: undefined });
  }
  return { lines, pauses };
}

// A line each 10 steps.
const short = { steps: 2000, validateEvery: 2000 };

test("what is saved at a pause goes on to the same bits and lines, whatever the clock does", async () => {
  const whole = prepare(short);
  const undisturbed = await linesOf(whole.task, whole.state);
  ticking(20);
  const { task, state } = prepare(short);
  const stop = new AbortController();
  let saved: TrainState | undefined;
  const lines: object[] = [];
  const stopped = async () => {
    for await (const told of train(task, state, stop.signal)) {
      if (told.kind === "line") lines.push({ ...told, about: undefined });
      else if (told.step > 1000) {
        saved = unpackState(structuredClone(packState(state)), state);
        stop.abort();
      }
    }
  };
  await expect(stopped()).rejects.toThrow(InterruptedError);
  const step = saved?.counters.step as number;
  expect(step % 10).not.toBe(0);
  expect(saved?.counters.line).toBe(step - (step % 10));
  const rest = await linesOf(prepare(short).task, saved as TrainState);
  expect([...lines, ...rest.lines]).toEqual(undisturbed.lines);
  expect(packState(saved as TrainState)).toEqual(packState(whole.state));
});

test("of a hundred million steps the first line comes after a thousand", async () => {
  const { task, state } = prepare({ steps: 100_000_000 });
  for await (const told of train(task, state)) {
    if (told.kind === "pause") continue;
    expect(told.step).toBe(1000);
    break;
  }
});

test("a checkpoint between two lines asks for the line before it, not for one of its own", () => {
  const { state } = prepare(short);
  Object.assign(state.counters, { step: 17, line: 10 });
  const run = { ...initialRunState(), trainings: { 0: packState(state) } };
  const line = (step: number) => ({ restart: 0, step, bound: 1, se: 1, design: [0], seconds: 0 });
  expect(metricsUpTo(run, [10, 20].map(line))).toEqual([line(10)]);
  expect(() => metricsUpTo(run, [line(20)])).toThrow("lacks step 10");
});
