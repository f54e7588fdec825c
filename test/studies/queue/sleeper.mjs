/**
 * A cell that only sleeps, in the place of one that computes: its folder then has a file, which is written once or fails. Every beginning
 * is a line in a file beside the cells. FLOE_TEST_SLEEP milliseconds.
 */
import { appendFileSync, mkdirSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { serve } from "../../../dist/src/basics/processes/serve.js";

const milliseconds = Number(process.env.FLOE_TEST_SLEEP);

serve(
  // biome-ignore lint/correctness/useYield: a generator, as all work is
  async function* ({ words }) {
    const place = words[words.indexOf("--out") + 1];
    appendFileSync(join(place, "..", "..", "begun.txt"), `${basename(place)}\n`);
    await setTimeout(milliseconds);
    mkdirSync(place, { recursive: true });
    writeFileSync(join(place, "done"), basename(place), { flag: "wx" });
    return { code: 0, said: "" };
  },
  { guard: () => ({ exit: (code) => process.exit(code) }), explained: () => undefined },
);
