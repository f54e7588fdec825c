/** Whether what a simulator gave has the shape that its contract says. */
import * as tf from "@tensorflow/tfjs-core";
import { check } from "../../basics/errors.js";

/** @throws InputError */
export function checkShape(what: string, x: unknown, shape: readonly number[], meaning: string): void {
  const fits = x instanceof tf.Tensor && x.shape.join() === shape.join();
  check(fits, `${what} must have shape [${shape.join(", ")}] (${meaning}), got ${shapeOf(x)}`);
}

export function shapeOf(x: unknown): string {
  if (x instanceof tf.Tensor) return `[${x.shape.join(", ")}]`;
  return typeof x === "object" && x !== null ? "an object that is no tensor" : String(x);
}
