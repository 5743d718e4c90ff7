import { jest } from "@jest/globals";
import { LargeAnswers } from "../../../server/http/largeAnswers.js";

/** Whether a promise is settled once everything that is under way has had its turn. */
const isThrough = async (promise: Promise<unknown>): Promise<boolean> => {
  let settled = false;
  void promise.then(
    () => (settled = true),
    () => (settled = true),
  );
  await new Promise((resolve) => setImmediate(resolve));
  return settled;
};

describe("large answers", () => {
  test("are read two at once, the others in the order in which they came", async () => {
    const answers = new LargeAnswers();
    const [first, second, third, fourth] = [answers.place(), answers.place(), answers.place(), answers.place()];
    const [one, two] = [first.enter(), second.enter()];
    const [three, four] = [third.enter(), fourth.enter()];
    expect(await isThrough(Promise.all([one, two]))).toBe(true);
    expect(await isThrough(three)).toBe(false);
    second.made(1_000);
    expect(await isThrough(three)).toBe(true);
    expect(await isThrough(four)).toBe(false);
    first.left();
    expect(await isThrough(four)).toBe(true);
  });

  test("wait while too much is still to be sent", async () => {
    const answers = new LargeAnswers();
    const slow = [answers.place(), answers.place()];
    for (const place of slow) {
      await place.enter();
      place.made(20_000_000);
    }
    const next = answers.place();
    const entered = next.enter();
    expect(await isThrough(entered)).toBe(false);
    slow[0]?.left();
    // Said twice, it counts once.
    slow[0]?.left();
    expect(await isThrough(entered)).toBe(true);
    next.made(20_000_000);
    expect(await isThrough(answers.place().enter())).toBe(false);
    slow[1]?.left();
    next.left();
  });

  test("take one place a request, however many tables it asks for, and none where it asks for none", async () => {
    const answers = new LargeAnswers();
    const two = answers.place();
    await Promise.all([two.enter(), two.enter()]);
    await two.enter();
    const none = answers.place();
    none.made(90_000_000);
    none.left();
    const other = answers.place();
    expect(await isThrough(other.enter())).toBe(true);
    two.left();
    other.left();
  });

  test("tell a caller who waited long to come again, and take the next one all the same", async () => {
    jest.useFakeTimers();
    try {
      const answers = new LargeAnswers();
      const reading = [answers.place(), answers.place()];
      await Promise.all(reading.map((place) => place.enter()));
      const [tired, patient] = [answers.place(), answers.place()];
      const refused = expect(tired.enter()).rejects.toMatchObject({ status: 429, retryAfterSeconds: 5 });
      await jest.advanceTimersByTimeAsync(11_000);
      const entered = patient.enter();
      await jest.advanceTimersByTimeAsync(1_000);
      await refused;
      tired.left();
      reading[0]?.left();
      await entered;
    } finally {
      jest.useRealTimers();
    }
  });
});
