/** What `floe init` writes in other languages: it answers by its seeds alone, however many are asked for at once, and says what failed. */
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { mean } from "../../src/basics/statistics.js";
import { packageRoot } from "../../src/basics/version.js";
import { describedBy } from "../../src/loading/program/description.js";
import { openProcesses } from "../../src/loading/program/processes.js";
import { folder, removeFolder } from "../support/sumProgram.js";

afterAll(removeFolder);

const languages = [
  {
    interpreter: "python3",
    file: "template.py",
    failing: ["    noise = ", '    print("working")\n    if theta[0] > 0.9: raise ValueError("too fast")\n    noise = '],
  },
  {
    interpreter: "Rscript",
    file: "template.R",
    failing: ["  set.seed(", '  message("working")\n  if (theta[1] > 0.9) stop("too fast")\n  set.seed('],
  },
] as const;

describe.each(languages)("$file", ({ interpreter, file, failing }) => {
  const there = spawnSync(interpreter, ["--version"]).status === 0;
  const open = (name: string, processes: number, many: number | true) =>
    openProcesses({ command: `${interpreter} "${name}"`, processes, timeout: 60, outcomes: 1, many, encoding: "base64" });
  const template = join(packageRoot, "examples", file);
  const count = 400;
  const theta = Float32Array.from({ length: count }, (_, i) => 0.5 + i / 500);
  const calls = {
    count,
    theta,
    design: new Float32Array(count).fill(1.5),
    seed: Int32Array.from(theta, (_, i) => 2 ** 31 - 1 - i),
  };

  test.skipIf(!there)("the same outcomes one at a time and many at once, with the mean that theta says", async () => {
    expect(describedBy(`${interpreter} "${template}"`)).toMatchObject({ many: true, encoding: "base64" });
    const found = await open(template, 1, true)(calls);
    expect(Array.from(await open(template, 2, 1)(calls))).toEqual(Array.from(found));
    const died = Array.from(theta, (rate) => 1 - Math.exp(-1.5 * rate));
    const variance = mean(died.map((p) => 50 * p * (1 - p))) / count;
    expect(Math.abs(mean(Array.from(found)) - 50 * mean(died))).toBeLessThan(4 * Math.sqrt(variance));
  });

  test.skipIf(!there)("what fails is told with its theta, and what came before it in the line is taken", async () => {
    const own = join(folder, file);
    writeFileSync(own, readFileSync(template, "utf8").replace(...(failing as [string, string])));
    const first = theta.find((rate) => rate > 0.9) as number;
    await expect(open(own, 1, 50)(calls)).rejects.toThrow(
      new RegExp(`could not simulate for theta \\[${String(first).replace(".", "\\.")}\\] at design \\[1.5\\].*too fast`),
    );
    const slow = { ...calls, theta: theta.map((rate) => Math.min(rate, 0.8)) };
    expect(await open(own, 2, 50)(slow)).toEqual(await open(template, 2, 50)(slow));
  });
});
