/** A training of a line that takes a moment, for the tests of what training does. */
import { random } from "../../policies/random.js";
import { staticDesign } from "../../policies/static.js";
import { linear } from "../../simulators/linear.js";
import type { TrainingOptions } from "../../src/contracts/options.js";
import type { Simulator } from "../../src/contracts/simulator.js";
import { tidied } from "../../src/engine/tensors.js";
import { estimators } from "../../src/estimators/index.js";
import { pilotScaling } from "../../src/experiment/draws.js";
import { openSource } from "../../src/experiment/source.js";
import { buildObjective } from "../../src/information/objective.js";
import { initState, type TrainState } from "../../src/information/training/state.js";
import type { TrainTask } from "../../src/information/training/task.js";
import { type TrainEvent, train } from "../../src/information/training/train.js";
import { createSimulator } from "../../src/modelling/defineSimulator.js";
import { key, split } from "../../src/numbers/keys.js";
import { trainingDefaults } from "../../src/options/defaults.js";
import { withCritic } from "../../src/runs/critic.js";

const tiny: Partial<TrainingOptions> = { steps: 60, batch: 16, hidden: [8], features: 4, warmup: 10, validateEvery: 20 };
export const plainLinear = createSimulator(linear, 1);

/** A training of the linear simulator; tensors it needs live as long as the process. @param designSeen for trials of designs */
export function prepare(given: Partial<TrainingOptions> = {}, simulator: Simulator = plainLinear, seed = 1, designSeen = false) {
  const options: TrainingOptions = { ...trainingDefaults, ...tiny, ...given };
  const estimator = estimators[options.estimator as keyof typeof estimators];
  const k = split(key(seed), "source", "pilot", "init", "train", "validation");
  const source = openSource(simulator, k.source, options.steps);
  const draw = simulator.draw as NonNullable<Simulator["draw"]>;
  const scaling = tidied(() => {
    const params = staticDesign.init(simulator.designs, [2]);
    return pilotScaling(simulator, designSeen ? random : staticDesign, params, draw(k.pilot, 200), k.pilot, designSeen);
  });
  const objective = buildObjective(simulator, estimator, withCritic(options), scaling);
  const state = initState({ ...staticDesign.init(simulator.designs, [2]), ...objective.init(k.init) });
  const task: TrainTask = {
    simulator,
    policy: staticDesign,
    objective,
    options,
    key: k.train,
    source,
    validation: draw(k.validation, 64),
  };
  return { task, state, scaling };
}

export async function collect(task: TrainTask, state: TrainState, signal?: AbortSignal): Promise<TrainEvent[]> {
  const events: TrainEvent[] = [];
  for await (const event of train(task, state, signal)) if (event.kind === "line") events.push(event);
  return events;
}
