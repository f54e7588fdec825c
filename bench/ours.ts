/** Floe's own step on a workload: `ours.js BACKEND WORKLOAD`. */
import { random } from "../policies/random.js";
import { staticDesign } from "../policies/static.js";
import { type BackendChoice, startBackend } from "../src/backend.js";
import { pilotScaling } from "../src/freshCritic.js";
import { type DesignJob, prepareDesign } from "../src/job.js";
import { buildObjective } from "../src/objective.js";
import { fold, key, split } from "../src/random.js";
import { openSource } from "../src/source.js";
import { tidied } from "../src/tensor.js";
import { initState } from "../src/trainState.js";
import { ascend, compileTraining, stepInputs } from "../src/trainStep.js";
import type { Key } from "../src/types.js";
import { versions } from "../src/version.js";
import { serve } from "./protocol.js";
import { features, measurements, type Workload } from "./workloads.js";

function jobOf(workload: Workload, backend: BackendChoice): Promise<DesignJob> {
  const common = { seed: 1, backend, evaluation: {} };
  if (workload.kind === "default") return prepareDesign({ ...common, ...workload, training: {} });
  const { hidden, batch } = workload;
  const training = { critic: "bilinear", hidden: [hidden, hidden], features, batch, criticRate: 1e-4, designRate: 1e-2 };
  return prepareDesign({ ...common, simulator: "linear", designs: measurements, estimator: "flo", training });
}

/** As src/restart.ts sets a training up and src/train.ts takes a step; a bank is simulated once, before the clock runs. */
async function stepOf({ simulator, estimator, training }: DesignJob): Promise<() => number> {
  const k = split(key(1), "source", "pilot", "init", "train");
  const source = openSource(simulator, k.source, 1);
  await source.at(0);
  const scaling = tidied(() => pilotScaling(simulator, random, {}, source.draw(k.pilot, 2000), k.pilot, false));
  const objective = buildObjective(simulator, estimator, training, scaling);
  const design = staticDesign.init(simulator.designs, simulator.designs.equallySpaced());
  const state = initState({ ...design, ...objective.init(k.init) });
  const rates = { critic: training.criticRate, design: training.designRate, clipNorm: training.clipNorm };
  const task = { simulator, policy: staticDesign, objective };
  const inputs = (drawKey: Key) => stepInputs(task, { draw: source.draw(drawKey, training.batch), key: drawKey, progress: 0 });
  const step = tidied(() => compileTraining(task, state, inputs(k.train)));
  return () => {
    const { bound } = tidied(() => step.run(inputs(fold(k.train, state.counters.step++))));
    const value = bound?.[0] as number;
    if (!ascend(step, state.counters, value, rates))
      throw new Error(`step ${state.counters.step} gave a bound that is not finite`);
    return value;
  };
}

const [backend, workload] = process.argv.slice(2) as [BackendChoice, string];
await startBackend(backend);
await serve({ ...versions() }, await stepOf(await jobOf(JSON.parse(workload), backend)));
