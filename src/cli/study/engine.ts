/** Which engine carries a study out, by what was asked for. */
import { check } from "../../basics/errors.js";
import { pick } from "../../basics/names.js";
import { enumerate } from "../../basics/text.js";
import { flagOf, studyOptions } from "../../options/table.js";
import { type Engine, engineOptions } from "../../studies/engines/engine.js";
import { engines } from "../../studies/engines/index.js";
import { wordsOf } from "../../studies/words.js";
import type { Given } from "../given.js";
import { quoted } from "../io.js";

export const queueIn = ({ queue }: Given["options"]): { readonly queue?: string } =>
  queue === undefined ? {} : { queue: queue as string };

/** A study's own options as they are typed again: which cells, by whom, how many at once. */
export const typedAgain = (options: Given["options"]): string[] =>
  wordsOf(Object.fromEntries(Object.entries(options).filter(([name]) => name in studyOptions))).map(quoted);

/** The one that was asked for, or that takes what only one takes. @throws InputError for options that say nothing to it */
export function engineOf(options: Given["options"]): Engine {
  const implied = Object.values<Engine>(engines).find(({ takes }) => options.queue !== undefined && takes.includes("queue"));
  const engine =
    options.engine === undefined && implied ? implied : pick<Engine>(engines, (options.engine ?? "local") as string, "engine");
  const idle = engineOptions.find((option) => options[option] !== undefined && !engine.takes.includes(option));
  check(
    idle === undefined,
    `${flagOf(idle ?? "")} says nothing to --engine ${engine.name}, which takes ${enumerate(engine.takes.map(flagOf)) || "none of the kind"}; leave it out`,
  );
  engine.check?.(queueIn(options));
  return engine;
}
