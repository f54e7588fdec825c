/** Floe's own meta-training step: `oursMeta.js BACKEND WORKLOAD`. Drawing, step and Adam, as in `floe meta train`. */
import { prepareTask, resolveTraining, trainingKeys } from "../meta/setup.js";
import { initState } from "../meta/state.js";
import { openTraining } from "../meta/trainer.js";
import { versions } from "../src/basics/version.js";
import type { BackendChoice } from "../src/contracts/options.js";
import { startBackend } from "../src/engine/backend.js";
import type { MetaWorkload } from "./metaSteps.js";
import { serve } from "./protocol.js";

const [backend, text] = process.argv.slice(2) as [BackendChoice, string];
const { name: _, innerRate, ...workload } = JSON.parse(text) as MetaWorkload;
await startBackend(backend);
const settings = { innerRate, innerSteps: 1 };
const task = prepareTask(resolveTraining({ ...workload, method: "fomaml", settings, steps: 1_000_000 }));
const state = initState(task.learner.init(trainingKeys(0).metaInit));
const { take, step } = openTraining(task, state);
const ready = { versions: { ...versions() } };
await serve(step.how === "eager" ? { ...ready, about: step.about } : ready, take);
