/** YAML as studies are written in: data only, every mistake with its line. */
import { LineCounter, parseDocument } from "yaml";
import { InputError, messageOf } from "../basics/errors.js";

/** @param file for messages @throws InputError for what is no YAML, or means two things */
export function parseYaml(text: string, file: string): unknown {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, schema: "core", prettyErrors: false });
  const [problem] = [...document.errors, ...document.warnings];
  if (problem) {
    const { line, col } = lines.linePos(problem.pos[0]);
    throw new InputError(
      `${file}, line ${line}, column ${col}: ${problem.message.replaceAll(/\s+/g, " ").replace(/[.\s]+$/, "")}`,
    );
  }
  try {
    return document.toJS(); // throws where names (*name) lead to names without end
  } catch (error) {
    throw new InputError(`${file}: ${messageOf(error)}`);
  }
}
