/** Text from files that others have written: nothing in it commands the terminal. */
import { visible } from "../basics/visible.js";
import type { Io, Stream } from "./io.js";

/** The same streams, to which text goes as it can be seen. A progress bar, which moves the cursor, has them under `raw`. */
export function visibly({ stdout, stderr, ...more }: Io): Io {
  return { ...more, stdout: seen(stdout), stderr: seen(stderr) };
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
