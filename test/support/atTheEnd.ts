/**
 * What a suite starts, it ends when its tests are over, the last first: also when a later start has failed, and also when
 * one of the ends fails. Call it within a describe, and what it gives once for each thing that has started.
 */
export function atTheEnd(): (end: () => unknown) => void {
  const ends: (() => unknown)[] = [];
  afterAll(async () => {
    const failures: unknown[] = [];
    for (const end of ends.reverse()) {
      try {
        await end();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures.length === 1 ? failures[0] : new AggregateError(failures);
  }, 60_000);
  return (end) => void ends.push(end);
}
