/** Every test file runs on the backend named by FLOE_BACKEND, WASM by default. */

import type { BackendChoice } from "../src/contracts/options.js";
import { startBackend } from "../src/engine/backend.js";

await startBackend((process.env.FLOE_BACKEND as BackendChoice | undefined) ?? "wasm");
