/** `floe beliefs RUN`: what tells beliefs in a browser, trained for a run's policy or design. */
import { join } from "node:path";
import { InterruptedError } from "../../basics/errors.js";
import { counted } from "../../basics/text.js";
import type { BackendChoice } from "../../contracts/options.js";
import { startBackend } from "../../engine/backend.js";
import { configFile } from "../../records/folder.js";
import { prettyJson } from "../../records/json.js";
import { lockRun } from "../../records/runLock.js";
import { readConfig, runFiles } from "../../records/store.js";
import { type BeliefsInput, trainBeliefs } from "../../runs/beliefs.js";
import { densityNamed } from "../../runs/critic.js";
import type { Call } from "../command.js";
import { interruptible } from "../interrupt.js";
import { print, quoted } from "../io.js";
import { follow } from "../progress.js";
import { readOptions } from "../readOptions.js";
import { announce } from "../running/prepare.js";
import { allowSimulator } from "../trust.js";

export async function run(call: Call): Promise<void> {
  const { io } = call;
  const given = await readOptions(call);
  const [name = ""] = call.args;
  const { backend, ...options } = given.options as Omit<BeliefsInput, "run"> & { readonly backend?: BackendChoice };
  if (options.density !== undefined) densityNamed(options.density);
  await allowSimulator(readConfig(name), join(name, configFile), call, {
    held: "beliefs are about the simulator of the run as it was then",
  });
  announce(await startBackend(backend ?? "auto"), io, given.quiet);
  const unlock = lockRun(name);
  const { models, prior } = await interruptible((signal) =>
    follow(trainBeliefs({ ...options, run: name }, signal), io, given.quiet),
  )
    .catch((error: unknown) => {
      throw error instanceof InterruptedError
        ? new InterruptedError(
            `interrupted; the densities that are finished are kept. Go on with:\n  floe beliefs ${quoted(name)}`,
          )
        : error;
    })
    .finally(unlock);
  const trained = models.filter(({ density }) => density !== undefined);
  const file = join(name, runFiles.learned);
  if (given.json)
    return print(io.stdout, prettyJson({ kind: "beliefs", file, measurements: trained.map((one) => one.measurements) }));
  await print(io.stdout, `${counted(trained.length, "model")} of ${prior.names.join(", ")}\nbeliefs  ${file}\n`);
}
