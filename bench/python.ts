/** PyTorch to compare with, in a virtual environment beside this file; where it cannot be had, the rows say why. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../src/basics/version.js";
import type { Workload } from "./workloads.js";

export interface Python {
  /** The interpreter with torch, where there is one. */
  readonly path?: string;
  readonly torchsde: boolean;
  readonly missing?: string;
}

export const script = (name: string): string => join(packageRoot, "bench", name);

/** Whether the workload is written in PyTorch too: a simulator is when it has a file of its name in bench/pytorch/simulators. */
export function hasTwin(workload: Workload): boolean {
  return workload.kind === "network" || existsSync(script(`pytorch/simulators/${workload.simulator}.py`));
}

export function preparePython(): Python {
  const folder = script(".venv");
  const path = join(folder, process.platform === "win32" ? "Scripts/python.exe" : "bin/python");
  const works = (...args: string[]) => spawnSync(path, args, { stdio: "ignore" }).status === 0;
  if (!existsSync(path) && spawnSync("python3", ["-m", "venv", folder], { stdio: ["ignore", 2, 2] }).status !== 0)
    return { torchsde: false, missing: "no Python with venv" };
  if (!works("-c", "import torch, numpy")) {
    process.stderr.write("bench: installing torch and numpy for the comparison; minutes\n");
    if (!works("-m", "pip", "install", "--quiet", "torch", "numpy"))
      return { torchsde: false, missing: "torch could not be installed" };
  }
  const torchsde = works("-c", "import torchsde") || works("-m", "pip", "install", "--quiet", "torchsde");
  return { path, torchsde };
}
