/** `floe worker` with cells that only sleep, and a lock that is lost sooner: node worker.mjs URL JOBS MILLISECONDS-OF-LOCK */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { startHelper } from "../../../dist/src/basics/processes/ask.js";
import { commands } from "../../../dist/src/cli/commands.js";
import { runsOf } from "../../../dist/src/cli/study/runs.js";
import { workOn } from "../../../dist/src/studies/queue/work.js";

const [url, jobs, lock] = process.argv.slice(2);
const control = new AbortController();
process.on("SIGTERM", () => control.abort());

await workOn({
  ...{ url, jobs: Number(jobs), lockMilliseconds: Number(lock), out: "elsewhere", trust: false, signal: control.signal },
  runs: {
    ...runsOf(commands),
    finished: async (place) => (existsSync(join(place, "done")) ? { result: {}, numbers: {}, versions: "" } : undefined),
  },
  programs: () => [],
  startProcess(closing) {
    const helper = startHelper(new URL("./sleeper.mjs", import.meta.url), closing);
    return { run: ({ words }, signal) => helper.ask({ words }, signal), close: helper.close };
  },
  say: (text) => process.stderr.write(`${text}\n`),
});
process.stderr.write(`${Math.round(process.memoryUsage().rss / 1e6)} MB\n`);
process.exit(0);
