/**
 * Runs command lines one after the other in one process, so that a hundred of them take seconds: requests come as lines of
 * JSON { argv, folder, diskBytes? } on stdin, answers go as lines of JSON { code, stdout, stderr } to stdout. It is the built
 * program that runs, with Node's own module loader, as users' files need it.
 */
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { createInterface } from "node:readline";
import { Writable } from "node:stream";
import { main } from "../../dist/src/cli/floe.js";

const { writeSync } = fs;

/** After so many bytes the disk is full, as a write then reports it. */
function limitDisk(bytes) {
  let left = bytes;
  fs.writeSync = (descriptor, buffer, ...rest) => {
    if (buffer.length > left)
      throw Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC", syscall: "write", errno: -28 });
    left -= buffer.length;
    return writeSync(descriptor, buffer, ...rest);
  };
  syncBuiltinESMExports();
}

function freeDisk() {
  fs.writeSync = writeSync;
  syncBuiltinESMExports();
}

function collector() {
  const parts = [];
  const stream = new Writable({
    write(chunk, _encoding, done) {
      parts.push(String(chunk));
      done();
    },
  });
  return { stream, text: () => parts.join("") };
}

for await (const line of createInterface({ input: process.stdin })) {
  const { argv, folder, diskBytes } = JSON.parse(line);
  process.chdir(folder);
  const [stdout, stderr] = [collector(), collector()];
  if (diskBytes !== undefined) limitDisk(diskBytes);
  const code = await main(argv, { stdout: stdout.stream, stderr: stderr.stream });
  freeDisk();
  process.stdout.write(`${JSON.stringify({ code, stdout: stdout.text(), stderr: stderr.text() })}\n`);
}
