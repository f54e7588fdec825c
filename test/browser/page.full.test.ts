/** The page of examples/browser in a real Chromium: a session is led through it, as a person would. */
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { fixed } from "../../policies/fixed.js";
import { adaptivePolicies } from "../../policies/index.js";
import { simulators } from "../../simulators/index.js";
import { drained } from "../../src/basics/steps.js";
import { createSimulator } from "../../src/modelling/defineSimulator.js";
import { key } from "../../src/numbers/keys.js";
import { type History, loadPolicy, loadPosterior, type Observation, type PosteriorData } from "../../src/portable/policy.js";
import { trainedDensity } from "../../src/runs/infer/learn.js";
import { learnedFile } from "../../src/runs/infer/models.js";
import { build } from "../cli/support.js";
import { surveillance } from "../report/policyFixtures.js";
import { made } from "../support/policies.js";
import { root } from "../support/sourceFiles.js";
import { type Browser, chromium, launch, type Tab } from "./chromium.js";

const place = mkdtempSync(join(tmpdir(), "floe-page-"));
const policy = made(createSimulator(simulators.sir, 3), adaptivePolicies.recurrent, [64, 64]);
const here = loadPolicy(policy);
let makePage: (run: string) => string;
let browser: Browser | undefined;

beforeAll(async () => {
  build();
  ({ makePage } = await import(pathToFileURL(join(root, "examples/browser/makePage.mjs")).href));
  const write = (name: string, value: unknown) => writeFileSync(join(place, name), JSON.stringify(value));
  write("policy.json", policy);
  write("config.json", { about: { ...surveillance.config.about, summary: 'counts </script><b id="injected">' } });
  write("drawing.json", surveillance.drawing);
  write("rollouts.json", surveillance.rollouts);
  if (chromium) browser = launch();
}, 120_000);
afterAll(async () => {
  await browser?.close();
  rmSync(place, { recursive: true, force: true });
});

/** The page in a tab, with the hands of a person. */
async function opened(name: string, run = place) {
  const file = join(place, `${name}.html`);
  writeFileSync(file, makePage(run));
  const tab: Tab = await (browser as Browser).open(pathToFileURL(file).href);
  const text = (id: string) => tab.evaluate<string>(`document.getElementById("${id}").textContent`);
  const click = (id: string) => tab.evaluate(`document.getElementById("${id}").click()`);
  const type = (id: string, value: string) =>
    tab.evaluate(
      `{ const field = document.getElementById("${id}"); field.value = "${value}"; field.dispatchEvent(new Event("input", { bubbles: true })); }`,
    );
  return {
    tab,
    text,
    click,
    type,
    count: (selector: string) => tab.evaluate<number>(`document.querySelectorAll("${selector}").length`),
    shown: (id: string) => tab.evaluate<boolean>(`document.getElementById("${id}").checkVisibility()`),
    history: () =>
      tab.evaluate<History>(`JSON.parse(decodeURIComponent(document.getElementById("save").href.split(",").slice(1).join(",")))`),
    record: async (outcome: string, at?: string) => {
      if (at !== undefined) await type("place", at);
      await type("outcome", outcome);
      await tab.evaluate(`document.getElementById("observe").requestSubmit()`);
    },
  };
}

const advised = (observations: History["observations"], constraints = {}) => here.next({ observations }, constraints)?.design[0];

test.skipIf(!chromium)("advice, what was really done, undo, and all that is drawn", async () => {
  const page = await opened("session");
  expect(await page.text("step")).toBe("Measurement 1 of 3: the policy advises");
  expect(await page.text("next")).toBe(`${advised([])?.toFixed(1)} days`);
  expect(await page.count("#chart .advised")).toBe(1);
  expect(await page.count("#chart .dot")).toBe(0);
  await page.record("31", "12.5");
  const first = { design: [12.5], outcome: [31] };
  expect(await page.history()).toEqual({ observations: [first] });
  expect(await page.text("next")).toBe(`${advised([first])?.toFixed(1)} days`);
  expect(await page.count("#chart .dot")).toBe(1);
  await page.record("-4");
  expect(await page.text("error")).toBe("the outcome -4 cannot come from this experiment: y2 is a number from 0 to 500 people");
  expect(await page.history()).toEqual({ observations: [first] });
  await page.record("200", "60");
  expect(await page.text("error")).toBe("");
  await page.click("undo");
  expect(await page.text("next")).toBe(`${advised([first])?.toFixed(1)} days`);
  await page.record("200", "60");
  await page.record("3", "80");
  expect(await page.text("next")).toBe("All measurements are taken");
  expect(await page.shown("observe")).toBe(false);
  expect(await page.count("#chart .dot")).toBe(3);
  await page.click("again");
  expect(await page.history()).toEqual({ observations: [] });
  expect([page.tab.complaints, page.tab.requests.filter((url) => !url.startsWith("file:") && !url.startsWith("data:"))]).toEqual([[], []]); // biome-ignore format: one line
});

test.skipIf(!chromium)("a hidden example is measured on its own course, which can be seen afterwards", async () => {
  const page = await opened("simulate");
  await page.tab.evaluate("Math.random = () => 0.5");
  for (let i = 0; i < 3; i++) await page.click("simulate");
  const { observations } = await page.history();
  expect(observations).toHaveLength(3);
  await page.click("reveal");
  expect(await page.count("#chart .course")).toBe(1);
  expect(await page.text("caption")).toMatch(/simulated with beta [\d.]+ 1\/day, gamma 0.1 1\/day/);
  const courses = surveillance.rollouts?.courses ?? [];
  const on = courses.filter((course) =>
    observations.every((observation) => {
      const { design, outcome } = observation as Observation;
      const [x = 0] = design;
      const [left, right] = [course[Math.floor(x)] as number, course[Math.ceil(x)] as number];
      return Math.abs((outcome[0] as number) - (left + (x - Math.floor(x)) * (right - left))) <= 0.5;
    }),
  );
  expect(on.length).toBeGreaterThan(0);
});

test.skipIf(!chromium)(
  "constraints move the advice without losing the session; impossible ones are refused in words",
  async () => {
    const page = await opened("constraints");
    await page.record("31", "12.5");
    const first = { design: [12.5], outcome: [31] };
    const free = advised([first]) as number;
    await page.type("from", (free - 3).toFixed(1));
    await page.type("to", (free + 9).toFixed(1));
    const forbidden = [[Number((free - 3).toFixed(1)), Number((free + 9).toFixed(1))]];
    expect(await page.text("next")).toBe(`${advised([first], { forbidden })?.toFixed(1)} days`);
    expect(await page.count("#chart .forbidden")).toBe(1);
    await page.type("to", "1");
    expect(await page.text("error")).toMatch(/^constraint "forbidden" must be/);
    expect(await page.history()).toEqual({ observations: [first] });
    await page.type("from", "");
    await page.type("to", "");
    await page.type("spacing", "70");
    expect(await page.text("next")).toBe(`${advised([first], { spacing: 70 })?.toFixed(1)} days`);
    await page.type("spacing", "");
    await page.type("budget", "1");
    expect(await page.text("next")).toBe("All measurements are taken");
  },
);

test.skipIf(!chromium)("what a file says stays text", async () => {
  const page = await opened("injected");
  expect(await page.count("#injected")).toBe(0);
  expect(await page.text("title")).toBe('Counts </script><b id="injected">');
});

/** A run folder with what `floe beliefs` leaves, for the first two of three measurements; hardly trained. */
async function withBeliefs(changed: object = {}) {
  const run = mkdtempSync(join(place, "run-"));
  for (const name of ["policy.json", "config.json", "drawing.json", "rollouts.json"])
    copyFileSync(join(place, name), join(run, name));
  const models = [];
  for (const measurements of [1, 2]) {
    const simulator = createSimulator(simulators.linear, measurements);
    const at = { policy: fixed([1, 5].slice(0, measurements)), params: {} };
    const density = await drained(trainedDensity(simulator, at, { steps: 2, batch: 32, density: "mixture" }, key(measurements)));
    models.push({ measurements, density });
  }
  const three = createSimulator(simulators.linear, 3);
  const learned = {
    ...JSON.parse(JSON.stringify(learnedFile(three, { simulator: "sir" }, models))),
    ...changed,
  } as PosteriorData;
  writeFileSync(join(run, "learned.json"), JSON.stringify(learned));
  return { run, learned };
}

test.skipIf(!chromium)("what is known is shown after each outcome from where the policy advises, and of no other", async () => {
  const { run, learned } = await withBeliefs();
  const page = await opened("believed", run);
  expect(await page.shown("beliefs")).toBe(true);
  expect(await page.text("beliefs-note")).toContain("Nothing is seen yet");
  await page.record("31");
  const first = { design: [advised([]) as number], outcome: [31] };
  const posterior = loadPosterior(learned);
  const { parameters = [] } = posterior.given({ observations: [first] }) ?? {};
  const told = parameters.map(
    ({ name, unit, mean, sd }) => `${name}: ${Number(mean.toPrecision(3))} ± ${Number(sd.toPrecision(2))}${unit && ` ${unit}`}`,
  );
  expect(told).toHaveLength(2);
  const shown = () =>
    page.tab.evaluate<string[]>(`[...document.querySelectorAll("#believed .value")].map((one) => one.textContent)`);
  expect(await shown()).toEqual(told);
  expect(await page.count("#believed .after")).toBe(2);
  await page.record("200", "60");
  expect(await shown()).toEqual([]);
  expect(await page.text("beliefs-note")).toContain("Outcome 2 is not from where the policy advises");
  await page.click("undo");
  expect(await shown()).toEqual(told);
  await page.record("200");
  expect(await shown()).toHaveLength(2);
  await page.record("3");
  expect(await page.text("beliefs-note")).toContain("No density was trained for 3 outcomes");
  expect(page.tab.complaints).toEqual([]);
});

test.skipIf(!chromium)("beliefs of a simulator that has changed since, or of a design, are not on the page", async () => {
  const { run } = await withBeliefs({ simulatorHash: "another" });
  expect(await (await opened("changed", run)).shown("beliefs")).toBe(false);
  expect(await (await opened("none")).shown("beliefs")).toBe(false);
});
