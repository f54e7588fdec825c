/** Where a command writes: results to `stdout`, progress and warnings to `stderr`. */
import { once } from "node:events";
import { visible } from "../basics/visible.js";
import type { Progress } from "../contracts/values.js";

export { quoted } from "../basics/text.js";

export interface Stream extends NodeJS.WritableStream {
  readonly isTTY?: boolean;
  /** The stream below, where this one makes control characters visible: src/cli/visible.ts. */
  readonly raw?: Stream;
}

export interface Io {
  readonly stdout: Stream;
  readonly stderr: Stream;
  /** Told how far a long computation is, beside what is shown of it. */
  progress?(progress: Progress): void;
}

/** Waits while the reader is slow, so that a long output does not pile up in memory. */
export async function print(stream: Pick<Stream, "write">, text: string): Promise<void> {
  if (!stream.write(text)) await once(stream as Stream, "drain");
}

/** A line that stays above a progress bar: the bar's line is cleared, and the bar goes on below (it returns to where the cursor was saved). */
export function printAbove(stream: Stream, line: string): void {
  (stream.raw ?? stream).write(stream.isTTY ? `\r\u001b[K${visible(line)}\n\u001b7` : `${visible(line)}\n`);
}
