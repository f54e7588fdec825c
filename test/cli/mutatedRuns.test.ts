/** Every file of a finished run folder, mutated: a report comes, or one message with exit 2. The full test makes thousands. */
import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test, vi } from "vitest";
import type { Figure } from "../../src/report/drawing/render.js";
import { pharmacokinetic, writeRun } from "../report/fixtures/index.js";
import { surveillance } from "../report/policyFixtures.js";
import { mutationsOf } from "../support/mutations.js";
import { afterDamage } from "./damage.js";
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
    const whole = writeRun(place, run);
    const copy = `${whole}-copy`;
    const files = readdirSync(whole).filter((name) => /\.jsonl?$/.test(name));
    const failures: string[] = [];
    for (const { file, mutation } of mutationsOf(files, 16, 12)) {
      const damage = () => {
        mutation.apply(join(copy, file));
        return `${file}: ${mutation.what}`;
      };
      failures.push(
        ...(await afterDamage(whole, copy, damage, [
          ["report", copy],
          ["resume", copy],
        ])),
      );
    }
    expect(failures).toEqual([]);
  },
  240_000,
);
