/** Every file of a finished run folder, mutated: a report comes, or one message with exit 2. The full test makes thousands. */
import { rmSync } from "node:fs";
import { afterAll, expect, test, vi } from "vitest";
import type { Figure } from "../../src/report/drawing/render.js";
import { pharmacokinetic, writeRun } from "../report/fixtures/index.js";
import { surveillance } from "../report/policyFixtures.js";
import { afterMutatedRecords } from "./damage.js";
import { temporaryFolder } from "./support.js";

// What is drawn is specified in full, and not painted: that takes most of a report's time and reads nothing more.
vi.mock("../../src/report/drawing/render.js", async (original) => ({
  ...(await original<typeof import("../../src/report/drawing/render.js")>()),
  renderFigure: (figure: Figure, width: number) => Promise.resolve(`<svg>${JSON.stringify(figure.draw(width)).length}</svg>`),
}));

const place = temporaryFolder();
afterAll(() => rmSync(place, { recursive: true, force: true }));

test.each([
  ["a design", pharmacokinetic],
  ["a policy", surveillance],
])(
  "the records of %s, mutated: a report, or one message",
  async (_, run) => {
    expect(await afterMutatedRecords(writeRun(place, run), { count: 16, seed: 12 })).toEqual([]);
  },
  240_000,
);
