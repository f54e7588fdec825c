// node .ci/crashed.mjs REPORT: of a run of vitest in which no test failed but a worker crashed, prints the files that were cut off, a line
// each, and takes them out of the report, so that they can be run once more. Prints nothing where a test failed, or nothing was cut off.
import { readFileSync, writeFileSync } from "node:fs";

const [report] = process.argv.slice(2);
const run = JSON.parse(readFileSync(report, "utf8"));
const cutOff = ({ assertionResults }) => assertionResults.some(({ status }) => status === "pending");
const crashed = run.testResults.filter(cutOff);
if (run.numFailedTests === 0 && crashed.length > 0) {
  const testResults = run.testResults.filter((file) => !cutOff(file));
  const passed = testResults.flatMap(({ assertionResults }) => assertionResults).filter(({ status }) => status === "passed");
  writeFileSync(report, JSON.stringify({ ...run, testResults, numPassedTests: passed.length, numPendingTests: 0 }));
  for (const { name } of crashed) console.log(name);
}
