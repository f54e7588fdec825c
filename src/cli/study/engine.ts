/** Which engine carries a study out, by what was asked for. */
import { check } from "../../basics/errors.js";
import { pick } from "../../basics/names.js";
import { enumerate } from "../../basics/text.js";
import { flagOf, studyOptions } from "../../options/table.js";
import { type Engine, type EngineOption, engineOptions } from "../../studies/engines/engine.js";
import { engines } from "../../studies/engines/index.js";
import { wordsOf } from "../../studies/words.js";
import type { Given } from "../given.js";
import { quoted } from "../io.js";

export const queueIn = ({ queue }: Given["options"]): { readonly queue?: string } =>
  queue === undefined ? {} : { queue: queue as string };

/** A command's own name of how many cells are carried out at once. */
type AtOnce = "jobs" | "processes";

/** A study's own options as they are typed again: which cells, by whom, how many at once. */
export const typedAgain = (options: Given["options"], atOnce: AtOnce = "jobs"): string[] =>
  wordsOf(Object.fromEntries(Object.entries(options).filter(([name]) => name in studyOptions || name === atOnce))).map(quoted);

/** The one that was asked for, or that takes what only one takes. @throws InputError for options that say nothing to it */
export function engineOf(options: Given["options"], atOnce: AtOnce = "jobs"): Engine {
  const named = (option: EngineOption) => (option === "jobs" ? atOnce : option);
  const implied = Object.values<Engine>(engines).find(({ takes }) => options.queue !== undefined && takes.includes("queue"));
  const engine =
    options.engine === undefined && implied ? implied : pick<Engine>(engines, (options.engine ?? "local") as string, "engine");
  const idle = engineOptions.filter((option) => !engine.takes.includes(option)).map(named);
  const said = idle.find((option) => options[option] !== undefined);
  const taken = enumerate(engine.takes.map((option) => flagOf(named(option)))) || "none of the kind";
  check(said === undefined, `${flagOf(said ?? "")} says nothing to --engine ${engine.name}, which takes ${taken}; leave it out`);
  engine.check?.(queueIn(options));
  return engine;
}
