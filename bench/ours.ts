/** Floe's own step on a workload: `ours.js BACKEND WORKLOAD`. */

import { versions } from "../src/basics/version.js";
import type { BackendChoice } from "../src/contracts/options.js";
import { startBackend } from "../src/engine/backend.js";
import { serve } from "./protocol.js";
import { prepareStep } from "./setUp.js";

const [backend, workload] = process.argv.slice(2) as [BackendChoice, string];
await startBackend(backend);
const { compiled, take } = await prepareStep(JSON.parse(workload), backend);
const ready = { versions: { ...versions() } };
await serve(compiled.how === "eager" ? { ...ready, about: compiled.about } : ready, take);
