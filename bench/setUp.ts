/** A training step of Floe's, set up as src/runs/restart.ts does it; a bank is simulated once, before any clock runs. */
import { random } from "../policies/random.js";
import { staticDesign } from "../policies/static.js";
import type { BackendChoice } from "../src/contracts/options.js";
import type { FeatureScaling, Params } from "../src/contracts/values.js";
import { ascend } from "../src/engine/ascent/index.js";
import type { CompiledStep } from "../src/engine/compile/index.js";
import { tidied } from "../src/engine/tensors.js";
import { pilotScaling } from "../src/experiment/draws.js";
import { openSource } from "../src/experiment/source.js";
import { buildObjective } from "../src/information/objective.js";
import { groupsOf, initState, type TrainState } from "../src/information/training/state.js";
import { compileTraining, stepInputs } from "../src/information/training/step.js";
import { fold, key, split } from "../src/numbers/keys.js";
import { withCritic } from "../src/runs/critic.js";
import { type DesignJob, prepareDesign } from "../src/runs/job.js";
import type { Workload } from "./workloads.js";

export interface PreparedStep {
  readonly compiled: CompiledStep;
  readonly state: TrainState;
  readonly scaling: FeatureScaling;
  /** New tensors of what the step of this number draws. */
  inputs(step: number): Params;
  /** One whole step: draw, run, clip, move. Returns the bound, nats. */
  take(): number;
}

function jobOf(workload: Workload, backend: BackendChoice): Promise<DesignJob> {
  const common = { seed: 1, backend, evaluation: {} };
  if (workload.kind === "default") {
    const { simulator, designs, estimator, training } = workload;
    return prepareDesign({ ...common, simulator, designs, estimator, training });
  }
  const { hidden, batch, features, measurements } = workload;
  const training = { critic: "bilinear", hidden: [hidden, hidden], features, batch, criticRate: 1e-4, designRate: 1e-2 };
  return prepareDesign({ ...common, simulator: "linear", designs: measurements, estimator: "flo", training });
}

/** The backend must run. */
export async function prepareStep(workload: Workload, backend: BackendChoice): Promise<PreparedStep> {
  const { simulator, estimator, training } = await jobOf(workload, backend);
  const k = split(key(1), "source", "pilot", "init", "train");
  const source = openSource(simulator, k.source, 1);
  await source.at(0);
  const scaling = tidied(() => pilotScaling(simulator, random, {}, source.draw(k.pilot, 2000), k.pilot, false));
  const objective = buildObjective(simulator, estimator, withCritic(training), scaling);
  const design = staticDesign.init(simulator.designs, simulator.designs.equallySpaced());
  const state = initState({ ...design, ...objective.init(k.init) });
  const rates = { critic: training.criticRate, design: training.designRate };
  const groups = groupsOf(Object.keys(state.parameters));
  const task = { simulator, policy: staticDesign, objective };
  const inputs = (step: number) => {
    const drawKey = fold(k.train, step);
    return stepInputs(task, { draw: source.draw(drawKey, training.batch), key: drawKey, progress: 0 });
  };
  const compiled = tidied(() => compileTraining(task, state, inputs(0)));
  const take = () => {
    const { bound } = tidied(() => compiled.run(inputs(state.counters.step++)));
    const value = bound?.[0] as number;
    if (!ascend(compiled, groups, state.counters, { watched: [value], rates, clipNorm: training.clipNorm }))
      throw new Error(`step ${state.counters.step} gave a bound that is not finite`);
    return value;
  };
  return { compiled, state, scaling, inputs, take };
}
