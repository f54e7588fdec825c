/** Where a command writes: results to `stdout`, progress and warnings to `stderr`. */
import { once } from "node:events";

export interface Stream extends NodeJS.WritableStream {
  readonly isTTY?: boolean;
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
  stream.write(stream.isTTY ? `\r\u001b[K${line}\n\u001b7` : `${line}\n`);
}
