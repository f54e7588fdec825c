/** The portable runtime in a real Chromium, from the same bundle as the page of examples/browser, against the one in Node. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fixed } from "../../policies/fixed.js";
import { adaptivePolicies } from "../../policies/index.js";
import { simulators } from "../../simulators/index.js";
import { drained } from "../../src/basics/steps.js";
import { createSimulator } from "../../src/modelling/defineSimulator.js";
import { uniforms } from "../../src/numbers/distributions.js";
import { fold, key } from "../../src/numbers/keys.js";
import { type History, loadPolicy, loadPosterior, type PosteriorData } from "../../src/portable/policy.js";
import { trainedDensity } from "../../src/runs/infer/learn.js";
import { learnedFile } from "../../src/runs/infer/models.js";
import { build } from "../cli/support.js";
import { made } from "../support/policies.js";
import { root } from "../support/sourceFiles.js";
import { type Browser, chromium, launch } from "./chromium.js";

const horizon = 5;
const place = mkdtempSync(join(tmpdir(), "floe-browser-"));
let browser: Browser | undefined;
let script = "";

beforeAll(async () => {
  build();
  const { bundle } = await import(pathToFileURL(join(root, "examples/browser/bundle.mjs")).href);
  script = bundle(join(root, "dist/src/portable/policy.js"));
  if (chromium) browser = launch();
}, 120_000);
afterAll(async () => {
  await browser?.close();
  rmSync(place, { recursive: true, force: true });
});

/** 1,000 histories of every length that a decision can follow. */
function histories(): History[] {
  return Array.from({ length: 1000 }, (_, i) => {
    const steps = i % horizon;
    const times = uniforms(fold(key(31), i), steps, 0, 24).sort();
    const outcomes = uniforms(fold(key(32), i), steps, 0, 60);
    return { observations: Array.from(times, (time, step) => ({ design: [time], outcome: [outcomes[step] as number] })) };
  });
}

const cases = Object.values(adaptivePolicies).flatMap((family) =>
  [simulators.sir, simulators.pharmacokinetic].map((kind) => [family.name, kind.name, family, kind] as const),
);

describe.each(cases)("%s for %s", (_family, _simulator, family, kind) => {
  // The size that is trained: two layers of 64.
  const policy = made(createSimulator(kind, horizon), family, [64, 64], 0.2);

  test.skipIf(!chromium)(
    "decides in Chromium as in Node, over 1,000 random histories, and as quickly",
    async () => {
      const asked = histories();
      const page = `<!doctype html><script id="asked" type="application/json">${JSON.stringify({ policy, asked })}</script>
<script>const runtime = ${script};</script>`;
      const file = join(place, `${family.name}-${kind.name}.html`);
      writeFileSync(file, page);
      const tab = await (browser as Browser).open(pathToFileURL(file).href);
      const there = await tab.evaluate<{ designs: number[]; microseconds: number }>(`(() => {
      const { policy, asked } = JSON.parse(document.getElementById("asked").textContent);
      const portable = runtime.loadPolicy(policy);
      const designs = asked.map((history) => portable.next(history).design[0]);
      // the browser's clock is coarse: several decisions a reading, of no more policies than the cache holds
      const times = [];
      for (let round = 0; round < 200; round++) {
        const session = Array.from({ length: 4 }, () => portable.start());
        const began = performance.now();
        for (const one of session)
          for (let step = 0; step < ${horizon - 1}; step++) {
            one.observe({ design: [4 + step], outcome: [30] });
            one.next();
          }
        times.push((performance.now() - began) * 1000 / session.length / ${horizon - 1});
      }
      return { designs, microseconds: times.sort((a, b) => a - b)[100] };
    })()`);
      const here = loadPolicy(policy);
      const worst = Math.max(
        ...asked.map((history, i) => Math.abs((there.designs[i] as number) - (here.next(history)?.design[0] as number))),
      );
      expect(worst).toBeLessThan(1e-5);
      expect(new Set(there.designs.map((x) => x.toFixed(3))).size).toBeGreaterThan(100); // it does look
      expect(tab.complaints).toEqual([]);
      // about 50 on a quiet core: a bound that only a mistake exceeds
      expect(there.microseconds).toBeLessThan(1000);
    },
    120_000,
  );
});

test.skipIf(!chromium)("beliefs in Chromium are those of Node, and as quick", async () => {
  const simulator = createSimulator(simulators.linear, horizon);
  const design = [-10, -5, 0, 5, 10];
  const training = { steps: 2, batch: 32, density: "flow" };
  const density = await drained(trainedDensity(simulator, { policy: fixed(design), params: {} }, training, key(5)));
  const file = learnedFile(simulator, { simulator: "linear" }, [{ design, measurements: horizon, density }]);
  const learned = JSON.parse(JSON.stringify(file)) as PosteriorData;
  const history = { observations: [{ design, outcome: [-12, -3, 4, 14, 20] }] };
  const page = join(place, "beliefs.html");
  writeFileSync(
    page,
    `<!doctype html><script id="asked" type="application/json">${JSON.stringify({ learned, history })}</script><script>const runtime = ${script};</script>`,
  );
  const tab = await (browser as Browser).open(pathToFileURL(page).href);
  const there = await tab.evaluate<{ parameters: unknown; milliseconds: number[] }>(`(() => {
    const { learned, history } = JSON.parse(document.getElementById("asked").textContent);
    const posterior = runtime.loadPosterior(learned);
    const milliseconds = Array.from({ length: 20 }, () => {
      const began = performance.now();
      posterior.given(history);
      return performance.now() - began;
    });
    return { parameters: posterior.given(history).parameters, milliseconds };
  })()`);
  const here = loadPosterior(learned).given(history)?.parameters ?? [];
  expect(here).toHaveLength(2);
  expect(there.parameters).toEqual(
    here.map(({ mean, sd, interval, ...rest }) => ({
      ...rest,
      mean: expect.closeTo(mean, 6),
      sd: expect.closeTo(sd, 6),
      interval: interval.map((x) => expect.closeTo(x, 6)),
    })),
  );
  // 8 to 12 on a quiet core (docs/policies.md): a bound that only a mistake exceeds
  expect(Math.min(...there.milliseconds)).toBeLessThan(100);
});
