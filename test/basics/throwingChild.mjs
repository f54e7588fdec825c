/** A helping process of a test: throws what it is asked to, wishes, ends, or waits until it is stopped. The built program, because nothing compiles here. */
import { errorClasses, InterruptedError } from "../../dist/src/basics/errors.js";
import { serve } from "../../dist/src/basics/processes/serve.js";

serve(work, { guard: () => ({ exit: (code) => process.exit(code) }), explained: () => undefined });

async function* work({ type, name, message }, signal, wish) {
  yield `asked to ${type}`;
  if (type === "throw") throw new (errorClasses.find((one) => one.name === name))(message, { cause: readingNothing() });
  if (type === "throw anything") throw null;
  if (type === "end") process.kill(process.pid, "SIGKILL");
  if (type === "wish") return [await wish(name, signal), await wish(message, signal)];
  if (type === "answer") return new Float32Array([1, Number.NaN]);
  while (!signal.aborted) await new Promise((resolve) => setTimeout(resolve, 1));
  throw new InterruptedError("interrupted");
}

function readingNothing() {
  return Object.assign(new TypeError("no such thing"), { code: "ENOENT", syscall: "open", path: "/nothing" });
}
