/** Lines of standard input, whatever comes: a line that never ends takes no memory. */
import { StringDecoder } from "node:string_decoder";

/** A line that was too long to be kept. */
export interface LongLine {
  readonly length: number;
}

/** @param longest characters of a line that is kept; breaks may be \n, \r\n or, from instruments, \r */
export async function* linesOf(input: AsyncIterable<string | Uint8Array>, longest: number): AsyncGenerator<string | LongLine> {
  const decoder = new StringDecoder("utf8");
  let rest = "";
  let dropped = 0;
  let afterReturn = false;
  let first = true;
  const ended = (): string | LongLine => {
    const line = dropped > 0 || rest.length > longest ? { length: dropped + rest.length } : rest;
    [rest, dropped] = ["", 0];
    return line;
  };
  for await (const chunk of input) {
    let text = typeof chunk === "string" ? chunk : decoder.write(Buffer.from(chunk));
    if (text === "") continue;
    if (first) text = text.replace(/^\uFEFF/, "");
    first = false;
    if (afterReturn && text.startsWith("\n")) text = text.slice(1);
    afterReturn = text.endsWith("\r");
    const [head = "", ...more] = text.split(/\r\n|\n|\r/);
    rest += head;
    for (const next of more) {
      yield ended();
      rest = next;
    }
    if (rest.length > longest) [dropped, rest] = [dropped + rest.length, ""];
  }
  if (rest !== "" || dropped > 0) yield ended();
}
