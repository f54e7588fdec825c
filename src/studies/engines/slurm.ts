/** A Slurm array: one task a cell. */
import { join, resolve } from "node:path";
import { folderIn } from "../../basics/files.js";
import { quoted } from "../../basics/text.js";
import type { Engine } from "./engine.js";
import { cellsFile, here, lineOf, written } from "./script.js";
import { openCells } from "./tally.js";

const script = "slurm.sh";

export const slurm: Engine = {
  name: "slurm",
  summary: "a script for sbatch, an array with a task for each cell",
  use: "a cluster with Slurm: --jobs (of a comparison: --processes) says how many tasks run at once",
  takes: ["jobs"],
  async *carryOut(work) {
    const { folder, plan, jobs } = work;
    const cells = await openCells(work);
    const place = quoted(resolve(folder));
    folderIn(folder, "slurm");
    // A task that is ended or preempted is told a minute before: it saves, and goes on when it is queued again.
    const text = `#!/bin/bash
# Written by floe study --engine slurm. Add what your cluster asks for: a partition, time, memory.
#SBATCH --job-name=${plan.name}
#SBATCH --array=0-${Math.max(0, cells.length - 1)}%${jobs}
#SBATCH --cpus-per-task=1
#SBATCH --signal=B:TERM@60
#SBATCH --requeue
#SBATCH --output=${resolve(folder)}/slurm/%a.txt
mapfile -t cells < ${place}/${cellsFile}
cd ${here()} || exit 1
exec ${lineOf(work, `"\${cells[$SLURM_ARRAY_TASK_ID]}"`)}
`;
    const files = { [cellsFile]: cells.map(({ name }) => `${name}\n`).join(""), [script]: text };
    return written(work, files, cells.length, [`sbatch ${quoted(join(folder, script))}`]);
  },
};
