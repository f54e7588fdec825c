/** The program of a process that helps an evaluation: it opens the same one, and computes groups of it. */
import { fixed } from "../../../policies/fixed.js";
import { InterruptedError } from "../../basics/errors.js";
import { serve } from "../../basics/processes/serve.js";
import type { Bounds } from "../../information/evaluation/contrastive.js";
import { openGroups } from "../../information/evaluation/evaluate.js";
import { guardProcess } from "../../loading/guard.js";
import { userError } from "../../loading/importUserFile.js";
import { open } from "./asked.js";
import type { GroupRequest } from "./sharing.js";
import { trusting } from "./trusting.js";

let subjects: (() => ReturnType<typeof openGroups>)[] = [];
const opened = new Map<number, Awaited<ReturnType<typeof openGroups>>>();

serve(work, { guard: guardProcess, explained: userError });

async function* work(request: GroupRequest, signal: AbortSignal): AsyncGenerator<number, Bounds | undefined> {
  if (request.type === "open") {
    // Who runs this has been asked; nobody can be asked here.
    const { task, rivals } = await open(request.name, request.given, trusting(request.name));
    const others = rivals.map(
      ({ design }) =>
        () =>
          openGroups({ ...task, policy: fixed(design), params: {} }),
    );
    subjects = [() => openGroups(task), ...others];
    return undefined;
  }
  const { subject, group } = request;
  const groups = opened.get(subject) ?? (await (subjects[subject] as (typeof subjects)[number])());
  opened.set(subject, groups);
  const steps = groups.bounds(group);
  for (let next = steps.next(); ; next = steps.next()) {
    if (next.done) return next.value;
    yield next.value; // lets orders in
    if (!signal.aborted) continue;
    steps.return(undefined as never);
    throw new InterruptedError("interrupted");
  }
}
