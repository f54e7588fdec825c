/** Trains for a long time by the real trainer and looks at memory on the way: `memory.js STEPS`, with --expose-gc. */
import * as tf from "@tensorflow/tfjs-core";
import { random } from "../policies/random.js";
import { staticDesign } from "../policies/static.js";
import { startBackend } from "../src/engine/backend.js";
import { tidied } from "../src/engine/tensors.js";
import { pilotScaling, validationDraw } from "../src/experiment/draws.js";
import { openSource } from "../src/experiment/source.js";
import { buildObjective } from "../src/information/objective.js";
import { initState } from "../src/information/training/state.js";
import { train } from "../src/information/training/train.js";
import { key, split } from "../src/numbers/keys.js";
import { withCritic } from "../src/runs/critic.js";
import { prepareDesign } from "../src/runs/job.js";
import type { MemoryAt } from "./startUp.js";

const steps = Number(process.argv[2]);
await startBackend("wasm");
const training = { steps, batch: 32, hidden: [16], features: 4 };
const common = { seed: 1, backend: "wasm", evaluation: {} } as const;
const job = await prepareDesign({ ...common, simulator: "linear", designs: 1, estimator: "infoNce", training });
const { simulator, estimator, training: options } = job;
const k = split(key(1), "source", "pilot", "init", "train", "validation");
const source = openSource(simulator, k.source, steps);
const validation = await validationDraw(simulator, k.validation, 4 * options.batch);
const scaling = tidied(() => pilotScaling(simulator, random, {}, source.draw(k.pilot, 2000), k.pilot, false));
const objective = buildObjective(simulator, estimator, withCritic(options), scaling);
const design = staticDesign.init(simulator.designs, simulator.designs.equallySpaced());
const state = initState({ ...design, ...objective.init(k.init) });

const wanted = [1000, ...[0.25, 0.5, 0.75, 1].map((share) => Math.round(share * steps))];
const points: MemoryAt[] = [];
for await (const { step } of train(
  { simulator, policy: staticDesign, objective, options, key: k.train, source, validation },
  state,
)) {
  // Events come every two-hundredth of the steps: each wanted step is read at the first event from it on.
  if (step < (wanted[points.length] ?? Infinity)) continue;
  globalThis.gc?.();
  points.push({ step, tensors: tf.memory().numTensors, megabytes: process.memoryUsage().rss / 1e6 });
}
process.stdout.write(JSON.stringify(points));
