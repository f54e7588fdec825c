/** A list of command lines, one a cell, and a Snakefile that runs the same: for whatever starts commands. */
import { join, resolve } from "node:path";
import { quoted } from "../../basics/text.js";
import type { Engine } from "./engine.js";
import { cellsFile, here, lineOf, written } from "./script.js";
import { openCells } from "./tally.js";

const lines = "commands.txt";
const snakefile = "Snakefile";

export const commands: Engine = {
  name: "commands",
  summary: "a file with a command line for each cell, and a Snakefile",
  use: "GNU parallel, Snakemake, or another scheduler that starts commands",
  takes: [],
  async *carryOut(work) {
    const { folder } = work;
    const cells = await openCells(work);
    const files = {
      [cellsFile]: cells.map(({ name }) => `${name}\n`).join(""),
      [lines]: cells.map(({ name }) => `cd ${here()} && ${lineOf(work, name)}\n`).join(""),
      [snakefile]: snakemake(lineOf(work, "{wildcards.cell}"), process.cwd(), resolve(folder)),
    };
    return written(work, files, cells.length, [
      `parallel -j 4 < ${quoted(join(folder, lines))}`,
      `snakemake -s ${quoted(join(folder, snakefile))} -c 4 -k`,
    ]);
  },
};

/** A cell's own folder is Floe's: a flag beside it says that it is done, and Snakemake removes nothing of a run that was stopped. */
function snakemake(line: string, workplace: string, folder: string): string {
  return `# Written by floe study --engine commands. One rule, one cell.
workdir: ${JSON.stringify(workplace)}
FOLDER = ${JSON.stringify(folder)}
CELLS = [line.strip() for line in open(FOLDER + "/${cellsFile}") if line.strip()]

rule all:
    input: expand(FOLDER + "/ended/{cell}", cell=CELLS)

rule cell:
    output: touch(FOLDER + "/ended/{cell}")
    shell: ${JSON.stringify(line)}
`;
}
