/** The benchmark: measures, prints tables as they are done, and keeps them in bench/runs/. */
import { join } from "node:path";
import { parseArgs } from "node:util";
import { makeFolder, writeAtomically } from "../src/basics/files.js";
import { agreementTable } from "./agreement.js";
import { decisionsTable } from "./decisions.js";
import { describeMachine } from "./machine.js";
import { metaTable } from "./metaSteps.js";
import { preparePython, script } from "./python.js";
import { fewQualities, qualities } from "./qualities.js";
import { qualityTable } from "./quality.js";
import { queueTable } from "./queue.js";
import { sirTable } from "./sirTable.js";
import { memoryTable, startUpTable } from "./startUp.js";
import { stepTables } from "./steps.js";
import { formatTable, type Table } from "./tables.js";

const help = `npm run bench -- [options]
  --quick           three rounds, a hundredth of the SIR bank, 3,000 steps of memory, 1,000 cells of a queue, one quality a simulator
  --rounds N        rounds of every variant (default 7)
  --only PART       steps, agreement, decisions, sir, meta, startup, memory, queue or quality; may be repeated
  --quality         also seconds until designs of known quality; ten minutes and more
  --long N          steps of the memory test (default 20000)
  --no-python       no comparison with PyTorch, which is otherwise installed into bench/.venv`;

const { values } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    rounds: { type: "string" },
    only: { type: "string", multiple: true },
    quality: { type: "boolean", default: false },
    long: { type: "string" },
    "no-python": { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

if (values.help) console.log(help);
else await main();

async function main(): Promise<void> {
  const { quick } = values;
  const parts = new Set(
    values.only ?? [
      "agreement",
      "steps",
      "decisions",
      "meta",
      "sir",
      "startup",
      "memory",
      "queue",
      ...(values.quality ? ["quality"] : []),
    ],
  );
  const rounds = Number(values.rounds ?? (quick ? 3 : 7));
  const python = values["no-python"] ? { torchsde: false, missing: "left out" } : preparePython();
  const machine = describeMachine();
  const text = [`# Benchmark of ${new Date().toISOString().slice(0, 10)}`, "", machine, ""];
  console.log(text.join("\n"));
  const show = (...tables: Table[]) => {
    for (const table of tables) {
      text.push(formatTable(table));
      console.log(formatTable(table));
    }
  };

  if (parts.has("agreement") && python.path) show(agreementTable(python.path));
  if (parts.has("steps")) {
    const { tables, versions } = await stepTables(rounds, python);
    show(...tables);
    const line = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
    text.push(`Versions: ${line.join(", ")}.`, "");
    console.log(`${text.at(-2)}\n`);
  }
  if (parts.has("decisions")) show(await decisionsTable());
  if (parts.has("meta")) show(await metaTable(rounds, python));
  if (parts.has("sir")) show(await sirTable(quick ? 1000 : 100_000, python));
  if (parts.has("startup")) show(startUpTable(quick ? 5 : 10));
  if (parts.has("memory")) show(await memoryTable(Number(values.long ?? (quick ? 3000 : 20_000))));
  if (parts.has("queue")) show(await queueTable(quick ? 1000 : 5000));
  if (parts.has("quality")) show(qualityTable(quick ? fewQualities : qualities));
  save(text.join("\n"));
}

function save(text: string): void {
  const folder = script("runs");
  makeFolder(folder);
  const file = join(folder, `${new Date().toISOString().slice(0, 19).replaceAll(":", "-")}.md`);
  writeAtomically(file, text);
  console.log(`kept in ${file}`);
}
