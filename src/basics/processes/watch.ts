/** The thread of `endWithParent`. An orphan gets another parent on Unix; Windows keeps the number, and nobody lives there any more. */
import { workerData } from "node:worker_threads";

const parent = workerData as number;
const millisecondsBetweenLooks = 50;

function isGone(): boolean {
  if (process.ppid !== parent) return true;
  try {
    return !process.kill(parent, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ESRCH";
  }
}

setInterval(() => isGone() && process.kill(process.pid, "SIGKILL"), millisecondsBetweenLooks);
