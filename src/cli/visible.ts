/** Text from files that others have written: nothing in it commands the terminal. */
import type { Io, Stream } from "./io.js";

/** Control characters but line breaks and tabs, and those that turn the direction of writing around. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const commands = /\r(?!\n)|[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

/** Each as JSON writes it, \u001b, so that JSON stays what it was. */
export function visible(text: string): string {
  return text.replace(commands, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** The same streams, to which text goes as it can be seen. A progress bar, which moves the cursor, has them under `raw`. */
export function visibly({ stdout, stderr }: Io): Io {
  return { stdout: seen(stdout), stderr: seen(stderr) };
}

function seen(stream: Stream): Stream {
  const write = (text: unknown, ...rest: unknown[]) =>
    (stream.write as (...all: unknown[]) => boolean)(typeof text === "string" ? visible(text) : text, ...rest);
  const own: Readonly<Record<PropertyKey, unknown>> = { raw: stream, write };
  return new Proxy(stream, {
    get(target, name) {
      if (Object.hasOwn(own, name)) return own[name];
      const value = Reflect.get(target, name, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}
