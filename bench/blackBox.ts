/**
 * Designs of simulators whose likelihood and path are hidden: what each way to move a design reaches, by simulations and by seconds. Gains are exact
 * (death, linear) or by the hidden likelihood (pharmacokinetic). `node dist/.bench/bench/blackBox.js --optimizers score,conditioned --seeds 3 --done lines.jsonl >> lines.jsonl`:
 * what stands in the file already is not run again.
 */
import { existsSync, readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { fixed } from "../policies/fixed.js";
import { simulators } from "../simulators/index.js";
import { drained } from "../src/basics/steps.js";
import type { Simulator } from "../src/contracts/simulator.js";
import { startBackend } from "../src/engine/backend.js";
import { estimators } from "../src/estimators/index.js";
import { validationDraw } from "../src/experiment/draws.js";
import { createSimulator } from "../src/modelling/defineSimulator.js";
import { withParts } from "../src/modelling/failures.js";
import { key, split } from "../src/numbers/keys.js";
import { evaluationDefaults, trainingDefaults } from "../src/options/defaults.js";
import { evaluatePolicy } from "../src/runs/evaluate.js";
import { runRestart } from "../src/runs/restart.js";

const { values } = parseArgs({
  options: {
    optimizers: { type: "string", default: "score" },
    tasks: { type: "string", default: "death1,death2,death3,death4,linear2,pharmacokinetic5" },
    seeds: { type: "string", default: "1" },
    first: { type: "string", default: "0" },
    steps: { type: "string", default: "2000" },
    batch: { type: "string", default: "256" },
    set: { type: "string", multiple: true, default: [] },
    done: { type: "string", default: "" },
  },
});
const ownOptions = Object.fromEntries(values.set.map((x) => x.split("=")).map(([name, value]) => [name, Number(value)]));

/** What nothing of is known but draws of its outcomes. */
function hidden(simulator: Simulator): Simulator {
  return withParts(simulator, { gradient: "score" }, ["logLikelihood", "logCumulative", "finite", "exactGain", "curve"]);
}

function taskNamed(name: string): Simulator {
  const [, family = "", designs = ""] = /^([a-z]+)(\d+)$/i.exec(name) ?? [];
  return createSimulator(simulators[family as keyof typeof simulators], Number(designs));
}

async function worth(simulator: Simulator, design: readonly number[]): Promise<number> {
  if (simulator.exactGain) return simulator.exactGain(design).value;
  const options = { ...evaluationDefaults, samples: 20_000 };
  const { gain } = await drained(evaluatePolicy({ simulator, policy: fixed(design), params: {}, key: key(1234), options }));
  return gain.lower?.value ?? 0;
}

await startBackend("wasm");
const known = new Set(
  values.done && existsSync(values.done)
    ? readFileSync(values.done, "utf8")
        .trim()
        .split("\n")
        .filter(Boolean)
        .map((line) => JSON.parse(line).name as string)
    : [],
);
for (const taskName of values.tasks.split(","))
  for (const optimizer of values.optimizers.split(","))
    for (let seed = Number(values.first); seed < Number(values.first) + Number(values.seeds); seed++) {
      const name = [taskName, optimizer, seed, values.steps, values.batch, ...values.set].join(" ");
      if (!known.has(name)) await runOne(name, taskName, optimizer, seed);
    }

async function runOne(name: string, taskName: string, optimizer: string, seed: number): Promise<void> {
  const open = taskNamed(taskName);
  const simulator = hidden(open);
  const k = split(key(seed), "restart", "comparison");
  const options = {
    ...trainingDefaults,
    steps: Number(values.steps),
    batch: Number(values.batch),
    optimizer,
    ...ownOptions,
  };
  const comparison = await validationDraw(simulator, k.comparison, 4096);
  const began = performance.now();
  const task = { simulator, estimator: estimators.flo, options, key: k.restart, index: 0, comparison };
  const steps = runRestart(task, undefined, () => {});
  const path: { step: number; seconds: number; bound: number; design: number[] }[] = [];
  for (let next = await steps.next(); ; next = await steps.next()) {
    const seconds = (performance.now() - began) / 1000;
    if (next.done) {
      const { design, simulations } = next.value.finished;
      const every = Math.max(1, Math.round(path.length / 10));
      const shown = open.exactGain ? path.filter((_, i) => i % every === 0) : [];
      const gains: number[][] = [];
      for (const one of shown) gains.push([one.step, Number((await worth(open, one.design)).toFixed(4))]);
      const line = { name, gain: await worth(open, design), design, simulations, seconds, gains };
      console.log(JSON.stringify(line));
      return;
    }
    if (next.value.kind === "line") path.push({ ...next.value, seconds });
  }
}
