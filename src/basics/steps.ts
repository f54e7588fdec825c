/** Long computations: generators that tell how far they are, and return what they found. */

/** What is found, whatever is told on the way. */
export async function drained<Result>(steps: AsyncGenerator<unknown, Result>): Promise<Result> {
  for (let next = await steps.next(); ; next = await steps.next()) if (next.done) return next.value;
}

/** The same computation, which tells of each step what `of` makes of it. Who leaves it early ends that too. */
export async function* toldAs<Step, Told, Result>(
  steps: AsyncGenerator<Step, Result>,
  of: (step: Step) => Told,
): AsyncGenerator<Told, Result> {
  try {
    for (let next = await steps.next(); ; next = await steps.next()) {
      if (next.done) return next.value;
      yield of(next.value);
    }
  } finally {
    await steps.return(undefined as never); // of steps that are over already it does nothing
  }
}

/** A part of the work, which is done from one share of the whole to another. @param words stand before what is told of it */
export const asPart = <Step extends { readonly phase: string; readonly fraction: number }, Result>(
  steps: AsyncGenerator<Step, Result>,
  from: number,
  to: number,
  words = "",
): AsyncGenerator<Step, Result> =>
  toldAs(steps, (step) => ({
    ...step,
    phase: words + step.phase,
    fraction: from + (to - from) * Math.min(1, step.fraction),
  }));
