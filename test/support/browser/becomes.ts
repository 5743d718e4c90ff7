import { setTimeout as wait } from "node:timers/promises";

/** Reads until what is read is as expected; after eight seconds it says what it was instead. */
export async function becomes<T>(read: () => T | Promise<T>, expected: T): Promise<void> {
  for (const end = Date.now() + 8_000; ;) {
    const found = await read();
    try {
      return expect(found).toEqual(expected);
    } catch (difference) {
      if (Date.now() > end) throw difference;
    }
    await wait(50);
  }
}
