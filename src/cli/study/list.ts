/** `--dry-run`: the cells of a study with their commands. */
import { counted } from "../../basics/text.js";
import { prettyJson } from "../../records/json.js";
import { stateOf } from "../../studies/folder.js";
import type { Cell, Plan, Runs } from "../../studies/types.js";
import type { Call } from "../command.js";
import { print, quoted } from "../io.js";

export async function listCells(
  cells: readonly Cell[],
  plan: Plan,
  folder: string,
  runs: Runs,
  call: Call,
  json: boolean,
): Promise<void> {
  const rows: { readonly cell: string; readonly state: string; readonly command: string }[] = [];
  for (const cell of cells) {
    const { kind } = await stateOf(folder, cell, runs);
    rows.push({ cell: cell.name, state: kind, command: `floe ${runs.words(cell).map(quoted).join(" ")}` });
  }
  const states = [...new Set(rows.map(({ state }) => state))].map(
    (kind) => `${rows.filter(({ state }) => state === kind).length} ${kind}`,
  );
  const words = rows.map(({ cell, command }) => `${cell}\n  ${command}\n`).join("");
  const part = cells.length < plan.cells.length ? ` of ${plan.cells.length}` : "";
  const total = `${counted(cells.length, "cell")}${part} (${states.join(", ")}), in ${folder}; nothing was run\n`;
  await print(call.io.stdout, json ? prettyJson(rows) : `${words}${total}`);
}
