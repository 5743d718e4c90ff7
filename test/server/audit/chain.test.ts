import {
  type ChainedEntry,
  digestLine,
  followChain,
  hashAfter,
  parseDigest,
  START,
} from "../../../server/audit/chain.js";

const entry = (id: number, values: Partial<ChainedEntry> = {}): Omit<ChainedEntry, "hash"> => ({
  id: String(id),
  recordedAt: "2026-11-22T09:30:00.000001Z",
  personId: "7",
  action: "CHANGED",
  dataset: "CONTRACTS",
  rowId: "12",
  rowReference: "C-0012",
  version: "2",
  field: "title",
  oldValue: null,
  newValue: "Vans",
  reason: null,
  workbook: null,
  publishId: null,
  undoesPublishId: null,
  ...values,
});

async function* chainOf(...entries: readonly Omit<ChainedEntry, "hash">[]): AsyncIterable<ChainedEntry> {
  let before = START;
  for (const each of entries) {
    before = hashAfter(before, each);
    yield { ...each, hash: before };
  }
}

describe("the hash of an entry", () => {
  test.each<[string, Partial<ChainedEntry>, Partial<ChainedEntry>]>([
    ["tells an empty text from none", { oldValue: "" }, { oldValue: null }],
    [
      "tells where one value ends and the next begins",
      { oldValue: "ab", newValue: "c" },
      { oldValue: "a", newValue: "bc" },
    ],
    [
      "tells a value that looks like a length from a length",
      { oldValue: "1:a", newValue: null },
      { oldValue: "1", newValue: "a" },
    ],
    ["tells a minus from none", { oldValue: "-", newValue: null }, { oldValue: null, newValue: "-" }],
    ["counts bytes, not letters", { oldValue: "é", newValue: "x" }, { oldValue: "e", newValue: "́x" }],
  ])("%s", (_title, one, other) => {
    expect(hashAfter(START, entry(1, one))).not.toBe(hashAfter(START, entry(1, other)));
  });

  test("stays what it has always been", () => {
    expect(hashAfter(START, entry(1))).toBe("396e5feef27860c6d0e10cb033241af2060f86f98c7c9efe34ae1cdc003d06f0");
  });
});

describe("following a chain", () => {
  test("finds nothing wrong with what was written, and gives its length and last hash", async () => {
    const { entries, fault, hash } = await followChain(chainOf(entry(1), entry(2)));
    expect({ entries, fault }).toEqual({ entries: "2", fault: null });
    expect(hash).toBe(hashAfter(hashAfter(START, entry(1)), entry(2)));
  });

  test("finds nothing wrong with an empty trail", async () => {
    expect(await followChain(chainOf())).toEqual({ entries: "0", hash: START, fault: null });
  });

  test("names a missing entry", async () => {
    expect((await followChain(chainOf(entry(1), entry(3)))).fault?.message).toBe(
      "Entry 2 is missing: entry 3 stands in its place.",
    );
  });

  test("names the first entry that was cut off after a digest was made", async () => {
    const digest = { madeAt: "2026-11-22T00:00:00Z", entries: "3", hash: "ab".repeat(32) };
    expect((await followChain(chainOf(entry(1)), [digest])).fault?.message).toBe(
      "The trail ends with entry 1, but the digest of 2026-11-22T00:00:00Z was made with 3 entries: entry 2 and those after it are missing.",
    );
  });
});

describe("a digest's line", () => {
  const digest = { madeAt: "2026-11-22T00:00:00.000Z", entries: "1200", hash: "ab".repeat(32) };
  test("can be read again", () => expect(parseDigest(digestLine(digest))).toEqual(digest));
  test("is told from any other", () => expect(parseDigest("sevenfold-audit today 12 abc")).toBeNull());
});
