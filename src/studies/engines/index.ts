/** Who carries cells out. Another one is a file and a line here, and its name in `studyOptions` (src/options/furtherTable.ts). */
import { commands } from "./commands.js";
import type { Engine } from "./engine.js";
import { local } from "./local.js";
import { queue } from "./queue.js";
import { slurm } from "./slurm.js";

export const engines = { local, queue, commands, slurm } as const satisfies Record<string, Engine>;
