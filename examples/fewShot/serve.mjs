#!/usr/bin/env node
/**
 * Click points, see the curve that a meta-trained model draws through them: `node examples/fewShot/serve.mjs runs/model [port]`.
 * Serves three things to this machine only: the page, the runtime without TensorFlow.js, and the model.
 */
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { readModel } from "../../dist/src/cli/readModel.js";

const [path, port = "8080"] = process.argv.slice(2);
if (!path) {
  process.stderr.write(
    "usage: node examples/fewShot/serve.mjs MODEL [PORT], MODEL a run folder of floe meta train or its model.json\n",
  );
  process.exit(2);
}
const model = modelAt(path);
const here = dirname(fileURLToPath(import.meta.url));
const runtime = join(here, "..", "..", "dist", "src", "runtime");
const html = "text/html; charset=utf-8";
const script = "text/javascript; charset=utf-8";
const served = {
  "/": [html, join(here, "index.html")],
  "/meta.js": [script, join(runtime, "meta.js")],
  "/network.js": [script, join(runtime, "network.js")],
  "/model.json": ["application/json", model],
};

/** The model's file, once it is known to be one. */
function modelAt(name) {
  try {
    return readModel(name).file;
  } catch (error) {
    process.stderr.write(`serve.mjs: ${error.message}\n`);
    process.exit(2);
  }
}

createServer(({ url = "/" }, response) => {
  const found = served[url.split("?")[0]];
  if (!found) return response.writeHead(404).end("not found\n");
  response.writeHead(200, { "content-type": found[0] }).end(readFileSync(found[1]));
}).listen(Number(port), "127.0.0.1", function () {
  process.stdout.write(`http://127.0.0.1:${this.address().port}/\n`);
});
