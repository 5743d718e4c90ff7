import { jest } from "@jest/globals";
import {
  endSession,
  hasLeft,
  keepSession,
  leaveSession,
  onSessionChange,
  renewSession,
  sessionToken,
  startSession,
} from "../../../addin/api/session.js";

/** The tab's session storage, of which Node has none. */
const kept = new Map<string, string>();
Object.assign(globalThis, {
  window: {
    sessionStorage: {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
      removeItem: (key: string) => void kept.delete(key),
    },
  },
});

const MINUTE = 60_000;
const inAnHour = () => Date.now() + 60 * MINUTE;

describe("the session", () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => {
    endSession();
    kept.clear();
    jest.useRealTimers();
  });

  test("is told to those who listen when it begins and ends", () => {
    const heard: (string | null)[] = [];
    const stop = onSessionChange(() => heard.push(sessionToken()));
    startSession("a");
    endSession();
    endSession();
    stop();
    startSession("b");
    expect(heard).toEqual(["a", null]);
  });

  test("gets its next token two minutes before the first runs out, and goes on so", async () => {
    const renew = jest.fn(async () => ({ token: `token ${renew.mock.calls.length}`, until: inAnHour() }));
    startSession("first");
    keepSession({ token: "first", until: inAnHour() }, renew);
    await jest.advanceTimersByTimeAsync(57 * MINUTE);
    expect(sessionToken()).toBe("first");
    await jest.advanceTimersByTimeAsync(2 * MINUTE);
    expect([sessionToken(), kept.get("sevenfold.token")]).toEqual(["token 1", "token 1"]);
    await jest.advanceTimersByTimeAsync(60 * MINUTE);
    expect(sessionToken()).toBe("token 2");
  });

  test.each([
    ["there is no other without asking", async () => null],
    ["asking for another fails", () => Promise.reject(new Error("no network"))],
  ])("keeps its token to the end where %s", async (_title, renew) => {
    startSession("first");
    keepSession({ token: "first", until: inAnHour() }, renew);
    await jest.advanceTimersByTimeAsync(120 * MINUTE);
    expect(sessionToken()).toBe("first");
  });

  test("tries again where the network was away, until the token has run out", async () => {
    let tries = 0;
    const renew = () => (++tries < 3 ? Promise.reject(new Error("no network")) : Promise.resolve(next));
    const next = { token: "second", until: inAnHour() + 60 * MINUTE };
    startSession("first");
    keepSession({ token: "first", until: inAnHour() }, renew);
    await jest.advanceTimersByTimeAsync(59.5 * MINUTE);
    expect([sessionToken(), tries]).toEqual(["second", 3]);
  });

  test("asks for the next token once, however many want it, and hands the refresh token on", async () => {
    const given: (string | undefined)[] = [];
    startSession("first");
    keepSession({ token: "first", until: inAnHour(), refreshToken: "r1" }, async ({ refreshToken }) => {
      given.push(refreshToken);
      return { token: `token ${given.length}`, until: inAnHour(), refreshToken: `r${given.length + 1}` };
    });
    expect(await Promise.all([renewSession(), renewSession()])).toEqual([true, true]);
    expect(await renewSession()).toBe(true);
    expect([given, sessionToken()]).toEqual([["r1", "r2"], "token 2"]);
    expect([...kept.values()].join()).not.toContain("r2");
    leaveSession();
    expect(await renewSession()).toBe(false);
  });

  test("is not revived by a token that comes after the person has signed out or somebody else in", async () => {
    let give: (granted: { token: string; until: number }) => void = () => undefined;
    const late = () => new Promise<{ token: string; until: number }>((resolve) => (give = resolve));
    startSession("ann's");
    keepSession({ token: "ann's", until: Date.now() }, late);
    await jest.advanceTimersByTimeAsync(1);
    leaveSession();
    give({ token: "ann's next", until: inAnHour() });
    await jest.advanceTimersByTimeAsync(1);
    expect(sessionToken()).toBeNull();
    startSession("bob's");
    await jest.advanceTimersByTimeAsync(120 * MINUTE);
    expect(sessionToken()).toBe("bob's");
  });

  test("knows that the person left until they sign in again", () => {
    startSession("a");
    endSession();
    expect(hasLeft()).toBe(false);
    startSession("b");
    leaveSession();
    expect(hasLeft()).toBe(true);
    startSession("c");
    expect(hasLeft()).toBe(false);
  });
});
