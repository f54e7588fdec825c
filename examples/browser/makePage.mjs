/** One HTML file from a trained policy: the runtime, the policy and some simulated experiments are inside, and it loads nothing. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readJsonFile } from "../../dist/src/basics/reading.js";
import { bundle, inScript } from "./bundle.mjs";

const here = (name) => fileURLToPath(new URL(name, import.meta.url));
/** Hidden experiments to try the policy on: enough that one does not come twice soon. */
const examples = 60;
/** Draws of the prior that beliefs are shown over. */
const priorDraws = 400;

/** @param run a finished run folder of `floe train` @returns the page's text */
export function makePage(run) {
  const read = (name) => (existsSync(join(run, name)) ? readJsonFile(join(run, name), "the record") : undefined);
  const policy = read("policy.json");
  if (!policy) throw new Error(`${run} holds no trained policy: it has no policy.json`);
  const { about } = read("config.json") ?? {};
  const drawing = read("drawing.json");
  const rollouts = read("rollouts.json");
  const given = {
    policy,
    about: { summary: about?.summary ?? policy.simulator, theta: about?.theta ?? { names: [], units: [] } },
    ...(drawing && rollouts?.courses
      ? {
          axes: { x: drawing.xTitle, y: drawing.yTitle },
          xs: drawing.xs,
          courses: rollouts.courses.slice(0, examples),
          theta: rollouts.theta.slice(0, examples),
        }
      : {}),
    ...beliefsOf(read("learned.json"), read("config.json"), rollouts?.theta ?? []),
  };
  const script = bundle(here("page.js"), { "floe/policy": here("../../dist/src/portable/policy.js") });
  const parts = {
    "/* STYLE */": readFileSync(here("page.css"), "utf8"),
    '"GIVEN"': JSON.stringify(given).replaceAll("<", "\\u003c"),
    "/* SCRIPT */": inScript(script),
  };
  return readFileSync(here("page.html"), "utf8").replace(/\/\* STYLE \*\/|"GIVEN"|\/\* SCRIPT \*\//g, (part) => parts[part]);
}

/** What `floe beliefs` trained for this policy's experiments, of the simulator that the policy was trained with; without the critics, which a page cannot read. */
function beliefsOf(learned, config, theta) {
  const models = (learned?.models ?? []).filter(({ density, design }) => density && !design);
  const prior = theta.slice(0, priorDraws).map((row) => row.map((value) => Number(value.toPrecision(4))));
  if (models.length === 0 || prior.length === 0 || learned.simulatorHash !== config?.simulatorHash) return {};
  return { learned: { ...learned, models: models.map(({ critic: _, ...model }) => model) }, prior };
}
