/** Which TensorFlow.js backend runs, and why. */
import { createRequire } from "node:module";
import * as tf from "@tensorflow/tfjs-core";
import { firstLineOf, InputError, messageOf } from "../basics/errors.js";
import type { BackendChoice } from "../contracts/options.js";
import { installFastPaths } from "./tfjs/fastPaths.js";
import { registerGradients } from "./tfjs/gradients.js";
import { cutErf } from "./tfjs/nativeErf.js";

type BackendName = Exclude<BackendChoice, "auto">;

export interface RunningBackend {
  readonly name: BackendName;
  /** The package that provides it. */
  readonly provider: string;
  /** What was tried first and why it was passed over. */
  readonly passedOver: readonly string[];
}

const require = createRequire(import.meta.url);

/** Native packages in order of preference. Both are optional: their libtensorflow download may have failed. */
const nativePackages = ["@tensorflow/tfjs-node-gpu", "@tensorflow/tfjs-node"] as const;

/** tfjs-node calls two helpers that newer Node releases deprecate or lack, and its library reports missing GPUs as errors. */
function prepareForNative(): void {
  Object.assign(require("node:util"), { isNullOrUndefined: (x: unknown) => x == null, isArray: Array.isArray });
  process.env.TF_CPP_MIN_LOG_LEVEL ??= "3";
}

/** What went wrong in words: not installed, installed without its library, or the first line of anything else. */
function whyNot(error: unknown): string {
  const message = messageOf(error);
  if ((error as { code?: string }).code === "MODULE_NOT_FOUND") return "not installed";
  if (message.includes("can not be found at path")) return "installed, but its TensorFlow library was not downloaded";
  return firstLineOf(error);
}

async function startNative(): Promise<string> {
  const reasons: string[] = [];
  prepareForNative();
  for (const name of nativePackages) {
    try {
      require(name);
      if (await tf.setBackend("tensorflow")) {
        cutErf();
        return name;
      }
      reasons.push(`${name}: TensorFlow.js refused it`);
    } catch (error) {
      reasons.push(`${name}: ${whyNot(error)}`);
    }
  }
  throw new Error(reasons.join("; "));
}

async function startWasm(): Promise<string> {
  const name = "@tensorflow/tfjs-backend-wasm";
  require(name);
  if (!(await tf.setBackend("wasm"))) throw new Error("WebAssembly did not start");
  return name;
}

async function startCpu(): Promise<string> {
  const name = "@tensorflow/tfjs-backend-cpu";
  require(name);
  if (!(await tf.setBackend("cpu"))) throw new Error("the plain JavaScript backend did not start");
  return name;
}

const starters: Record<BackendName, () => Promise<string>> = { native: startNative, wasm: startWasm, cpu: startCpu };

let running: RunningBackend | undefined;

/**
 * Starts a backend once a process. "auto" takes the first of native, wasm, cpu that works; a named one works or throws.
 * @throws InputError when the named backend cannot run here, with the reason.
 */
export async function startBackend(choice: BackendChoice = "auto"): Promise<RunningBackend> {
  if (running && (choice === "auto" || choice === running.name)) return running;
  const order: BackendName[] = choice === "auto" ? ["native", "wasm", "cpu"] : [choice];
  const passedOver: string[] = [];
  for (const name of order) {
    try {
      require("@tensorflow/tfjs"); // registers the gradients, which the Node bundle of tfjs-core leaves out
      const provider = await starters[name]();
      tf.enableProdMode();
      registerGradients();
      installFastPaths(name);
      running = { name, provider, passedOver };
      return running;
    } catch (error) {
      passedOver.push(`${name}: ${messageOf(error)}`);
    }
  }
  throw new InputError(
    `no backend could be started. ${passedOver.join(". ")}. Run "floe doctor" for details, or choose --backend wasm, which needs nothing installed.`,
  );
}

/** The backend that runs. Throws when none was started: a defect of the caller. */
export function runningBackend(): RunningBackend {
  if (!running) throw new Error("startBackend() must be awaited before tensors are used");
  return running;
}
