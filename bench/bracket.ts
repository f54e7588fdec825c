/** What a bracket by densities is worth: value, error and seconds of each bound at one design, beside sPCE and sNMC. `node dist/.bench/bench/bracket.js pharmacokinetic 0.4,0.41,4.9,18.7,20.9 --steps 2000 --seeds 1` */
import { parseArgs } from "node:util";
import { fixed } from "../policies/fixed.js";
import { simulators } from "../simulators/index.js";
import { drained } from "../src/basics/steps.js";
import type { DensityModel, FromDensity } from "../src/contracts/bounds.js";
import { densities } from "../src/critics/index.js";
import { startBackend } from "../src/engine/backend.js";
import { tidied } from "../src/engine/tensors.js";
import { estimators } from "../src/estimators/index.js";
import { policyContext, rollout } from "../src/experiment/rollout.js";
import { estimateOf } from "../src/information/evaluation/contrastive.js";
import { trainFreshDensity } from "../src/information/evaluation/freshDensity.js";
import { createSimulator } from "../src/modelling/defineSimulator.js";
import { key, split } from "../src/numbers/keys.js";
import { evaluationDefaults } from "../src/options/defaults.js";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    steps: { type: "string", default: "2000" },
    batch: { type: "string", default: "256" },
    rate: { type: "string", default: "0.003" },
    hidden: { type: "string", default: "64,64" },
    seeds: { type: "string", default: "1" },
    samples: { type: "string", default: "50000" },
    set: { type: "string", multiple: true, default: [] },
    model: { type: "string", default: "gaussian,mixture,flow" },
    estimator: { type: "string", default: "ba,rateUpper" },
  },
});
await startBackend("wasm");
const design = (positionals[1] as string).split(",").map(Number);
const settings = Object.fromEntries(values.set.map((x) => x.split("=") as [string, string]));
const simulator = createSimulator(simulators[positionals[0] as keyof typeof simulators], design.length, settings);
const policy = fixed(design);
for (let seed = 0; seed < Number(values.seeds); seed++) {
  for (const name of values.model.split(",")) {
    for (const bound of values.estimator.split(",")) {
      const k = split(key(seed), "train", "read");
      const from = performance.now();
      const training = {
        estimator: estimators[bound as keyof typeof estimators] as FromDensity,
        density: densities[name as keyof typeof densities] as DensityModel,
        options: {
          steps: Number(values.steps),
          batch: Number(values.batch),
          criticRate: Number(values.rate),
          hidden: values.hidden.split(",").map(Number),
        },
      };
      const task = { simulator, policy, params: {}, options: evaluationDefaults, key: k.train };
      const fresh = await drained(trainFreshDensity(task, training));
      const trained = (performance.now() - from) / 1000;
      const read = tidied(() => {
        const draw = simulator.draw?.(k.read, Number(values.samples));
        if (!draw) throw new Error("a simulator with a bank");
        return fresh.contributions(rollout(simulator, policy, {}, draw, policyContext(policy, simulator.designs, k.read, 1)));
      });
      fresh.dispose();
      const { value, se } = estimateOf(Array.from(read), { method: bound });
      const seconds = (performance.now() - from) / 1000;
      console.log(
        `${positionals[0]} seed ${seed} ${name.padEnd(9)} ${bound.padEnd(9)} ${value.toFixed(4)} ± ${se.toFixed(4)}  ${trained.toFixed(1)} s trained, ${seconds.toFixed(1)} s in all`,
      );
    }
  }
}
