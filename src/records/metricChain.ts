/** A checksum over lines of metrics, so that a checkpoint can tell whether they are still those that it has seen. */
import { createHash } from "node:crypto";

export interface Chain {
  readonly lines: number;
  /** SHA-256 over the lines, each together with the checksum of those before. */
  readonly digest: string;
}

const none: Chain = { lines: 0, digest: "" };

/** @param metrics as they were written, or read again: JSON keeps their numbers and the order of their fields */
export const chainOf = (metrics: readonly object[]): Chain => metrics.reduce(withLine, none);

export function withLine({ lines, digest }: Chain, metric: object): Chain {
  return { lines: lines + 1, digest: createHash("sha256").update(digest).update(JSON.stringify(metric)).digest("hex") };
}

export const sameChain = (a: Chain, b: Chain): boolean => a.lines === b.lines && a.digest === b.digest;

/** The chains of trainings that run side by side, by index, each at any of its steps: a run writes lines that its checkpoint has not reached. */
export class Chains {
  private readonly links = new Map<number, { readonly step: number; readonly chain: Chain }[]>();

  add(metric: { readonly restart: number; readonly step: number }): void {
    const links = this.links.get(metric.restart) ?? [];
    this.links.set(metric.restart, links);
    // A training that begins again where it was last saved writes its later lines again.
    while (links.length > 0 && (links.at(-1) as (typeof links)[number]).step >= metric.step) links.pop();
    links.push({ step: metric.step, chain: withLine(links.at(-1)?.chain ?? none, metric) });
  }

  upTo(restart: number, step: number): Chain {
    return this.links.get(restart)?.findLast((link) => link.step <= step)?.chain ?? none;
  }
}
