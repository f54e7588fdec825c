/** Where a command writes: results to `stdout`, progress and warnings to `stderr`. */
import { once } from "node:events";
import { visible } from "../basics/visible.js";

export interface Stream extends NodeJS.WritableStream {
  readonly isTTY?: boolean;
  /** The stream below, where this one makes control characters visible: src/cli/visible.ts. */
  readonly raw?: Stream;
}

export interface Io {
  readonly stdout: Stream;
  readonly stderr: Stream;
}

/** A path as a shell reads it. */
export function quoted(path: string): string {
  return /[^\w./-]/.test(path) ? `'${path.replaceAll("'", "'\\''")}'` : path;
}

/** Waits while the reader is slow, so that a long output does not pile up in memory. */
export async function print(stream: Pick<Stream, "write">, text: string): Promise<void> {
  if (!stream.write(text)) await once(stream as Stream, "drain");
}

/** A line that stays above a progress bar: the bar's line is cleared, and the bar goes on below (it returns to where the cursor was saved). */
export function printAbove(stream: Stream, line: string): void {
  (stream.raw ?? stream).write(stream.isTTY ? `\r\u001b[K${visible(line)}\n\u001b7` : `${visible(line)}\n`);
}
