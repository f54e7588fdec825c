import * as tf from "@tensorflow/tfjs-core";
import { test } from "vitest";
import { recurrent } from "../policies/recurrent.js";
import { random } from "../policies/random.js";
import { fixed } from "../policies/fixed.js";
import { simulators } from "../simulators/index.js";
import { createSimulator } from "../src/defineSimulator.js";
import { estimators } from "../src/estimators/index.js";
import { evaluatePolicy } from "../src/evaluate.js";
import { policyContext, rollout } from "../src/experiment.js";
import { pilotScaling, validationDraw } from "../src/freshCritic.js";
import { lookOf, seenScaling } from "../src/history.js";
import { buildObjective } from "../src/objective.js";
import { key, split } from "../src/random.js";
import { openSource } from "../src/source.js";
import { rowsOf, tidied } from "../src/tensor.js";
import { train } from "../src/train.js";
import { evaluationDefaults, trainingDefaults } from "../src/trainingDefaults.js";
import { initState, tensorsOf } from "../src/trainState.js";
const E = process.env;
test("adaptive", async () => {
  const simulator = createSimulator((simulators as any)[E.SIM ?? "sir"], Number(E.T ?? 2));
  const estimator = (estimators as any)[E.EST ?? "infoNce"];
  const options = { ...trainingDefaults, steps: Number(E.STEPS ?? 2000), designRate: Number(E.DR ?? 2e-3), criticRate: Number(E.CR ?? 3e-3), batch: Number(E.B ?? 256), warmup: Number(E.W ?? 300), hidden: (E.H ?? "64,64").split(",").map(Number) };
  const k = split(key(Number(E.SEED ?? 0)), "source", "pilot", "init", "policy", "train", "val", "ev");
  const source = openSource(simulator, k.source, options.steps);
  await source.at(0);
  const validation = await validationDraw(simulator, k.val, 1024);
  const draw = source.draw(k.pilot, 2000);
  const scaling = tidied(() => pilotScaling(simulator, random, {}, draw, k.pilot, true));
  const pilot = rollout(simulator, random, {}, draw, policyContext(random, simulator.designs, k.pilot, 2000));
  const policy = recurrent.create({ horizon: simulator.designs.dim, hidden: [64, 64], look: lookOf(simulator, seenScaling(simulator, pilot.design, pilot.outcome)) });
  const objective = buildObjective(simulator, estimator, options, scaling);
  const start = JSON.parse(E.START ?? "[11.5,37]");
  const state = initState({ ...policy.init(k.policy, simulator.designs, start), ...objective.init(k.init) });
  const began = performance.now();
  for await (const e of train({ simulator, policy, objective, options, key: k.train, source, validation }, state)) {
    if (e.about) console.log(e.about);
    if (e.step % Math.round(options.steps / 10) === 0) console.log(e.step, e.bound.toFixed(3), e.validation?.toFixed(3), e.design.map((x) => x.toFixed(1)).join(" "), ((performance.now() - began) / 1000).toFixed(0) + "s");
  }
  source.close();
  const params = tensorsOf(state, true);
  const r = rollout(simulator, policy, params, validation, policyContext(policy, simulator.designs, [0, 0], 1024));
  console.log(rowsOf(r.design).slice(0, 8).map((d, i) => d.map((x) => x.toFixed(1)).join(" ") + " : " + rowsOf(r.outcome)[i]!.map((x) => x.toFixed(0)).join(" ")).join("\n"));
  for (const [name, p, q] of [["adaptive", policy, params], ["static", fixed(start), {}]] as const) {
    const b = performance.now();
    const steps = evaluatePolicy({ simulator, policy: p, params: q, options: { ...evaluationDefaults, criticSteps: Number(E.CS ?? 2000) }, key: k.ev });
    for (let next = await steps.next(); ; next = await steps.next()) if (next.done) { const g = next.value.gain; console.log(name, g.lower?.value.toFixed(3), g.lower?.se.toFixed(3), g.other?.map((o) => o.value.toFixed(3)), ((performance.now() - b) / 1000).toFixed(0) + "s"); break; }
  }
}, 3_000_000);
