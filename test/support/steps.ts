/** The result of a computation that tells of its progress. */
export async function drained<T>(steps: AsyncGenerator<unknown, T>): Promise<T> {
  for (let next = await steps.next(); ; next = await steps.next()) if (next.done) return next.value;
}
