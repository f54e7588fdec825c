/** `floe worker` */
import { availableParallelism, hostname } from "node:os";
import { join } from "node:path";
import { counted } from "../../basics/text.js";
import { usualQueue } from "../../studies/queue/link.js";
import { workOn } from "../../studies/queue/work.js";
import type { Command, Implementation } from "../command.js";
import { interruptible } from "../interrupt.js";
import { printAbove } from "../io.js";
import { readOptions } from "../readOptions.js";
import { startCellProcess } from "../study/process.js";
import { programsOf } from "../study/programs.js";
import { runsOf } from "../study/runs.js";

/** @param commands those that may begin runs */
export const worker = (commands: readonly Command[]): Implementation => ({
  async run(call) {
    const { out = join("runs", "worker"), quiet, options } = await readOptions(call);
    const say = (text: string) => {
      if (!quiet) printAbove(call.io.stderr, `worker on ${hostname()}: ${text}`);
    };
    const { done, failed } = await interruptible((signal) =>
      workOn({
        ...{ out, signal, say, runs: runsOf(commands), trust: call.typed.trust === true },
        url: (options.queue as string | undefined) ?? usualQueue,
        jobs: (options.jobs as number | undefined) ?? availableParallelism(),
        programs: (cell) => programsOf([cell]),
        startProcess: startCellProcess,
      }),
    );
    say(
      `stopped; ${counted(done, "cell")} done here${failed > 0 ? `, ${failed} failed` : ""}. What was running goes on elsewhere, or when a worker is here again`,
    );
  },
});
