#!/usr/bin/env node
/**
 * Click points, see the curve that a meta-trained model draws through them: `node examples/fewShot/serve.mjs runs/model [port]`.
 * Serves three things to this machine only: the page, the runtime without TensorFlow.js, and the model.
 */
import { existsSync, readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const [model, port = "8080"] = process.argv.slice(2);
if (!model || !existsSync(model)) {
  process.stderr.write(
    "usage: node examples/fewShot/serve.mjs MODEL [PORT], MODEL a run folder of floe meta train or its model.json\n",
  );
  process.exit(2);
}
const here = dirname(fileURLToPath(import.meta.url));
const runtime = join(here, "..", "..", "dist", "src", "runtime");
const html = "text/html; charset=utf-8";
const script = "text/javascript; charset=utf-8";
const served = {
  "/": [html, join(here, "index.html")],
  "/meta.js": [script, join(runtime, "meta.js")],
  "/network.js": [script, join(runtime, "network.js")],
  "/model.json": ["application/json", statSync(model).isDirectory() ? join(model, "model.json") : model],
};

createServer(({ url = "/" }, response) => {
  const found = served[url.split("?")[0]];
  if (!found) return response.writeHead(404).end("not found\n");
  response.writeHead(200, { "content-type": found[0] }).end(readFileSync(found[1]));
}).listen(Number(port), "127.0.0.1", function () {
  process.stdout.write(`http://127.0.0.1:${this.address().port}/\n`);
});
