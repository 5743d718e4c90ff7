import { createHash } from "node:crypto";

/** An entry as it is stored, every value in the text that its hash covers. */
export interface ChainedEntry {
  /** Its number: from 1, without gaps. */
  readonly id: string;
  /** In UTC to the microsecond: "2026-11-22T09:30:00.123456Z". */
  readonly recordedAt: string;
  readonly personId: string | null;
  readonly action: string;
  readonly dataset: string;
  readonly rowId: string;
  readonly rowReference: string | null;
  readonly version: string | null;
  readonly field: string | null;
  readonly oldValue: string | null;
  readonly newValue: string | null;
  readonly reason: string | null;
  readonly workbook: string | null;
  readonly publishId: string | null;
  readonly undoesPublishId: string | null;
  /** In hexadecimal, as stored. */
  readonly hash: string;
}

/** What the first entry follows. */
export const START = "00".repeat(32);

/**
 * The hash of an entry: SHA-256 over the hash before it and the entry's values, each with its length in bytes before it
 * ("-" for none), so that two values never run into one. The same is worked out by `append_audit` in the database.
 */
export function hashAfter(before: string, entry: Omit<ChainedEntry, "hash">): string {
  const values = [
    entry.id,
    entry.recordedAt,
    entry.personId,
    entry.action,
    entry.dataset,
    entry.reason,
    entry.workbook,
    entry.publishId,
    entry.undoesPublishId,
    entry.rowId,
    entry.rowReference,
    entry.version,
    entry.field,
    entry.oldValue,
    entry.newValue,
  ];
  const content = values.map((value) => (value === null ? "-" : `${Buffer.byteLength(value)}:${value}`)).join("");
  return createHash("sha256").update(Buffer.from(before, "hex")).update(content).digest("hex");
}

/** What a digest says of the trail: how many entries there were, and the hash of the last one. */
export interface Digest {
  readonly madeAt: string;
  readonly entries: string;
  readonly hash: string;
}

/** "sevenfold-audit 2026-11-22T09:30:00Z 1200 9f86d0..." */
export const digestLine = ({ madeAt, entries, hash }: Digest): string => `sevenfold-audit ${madeAt} ${entries} ${hash}`;

/** Reads a digest's line; null for a line that is none. */
export function parseDigest(line: string): Digest | null {
  const [, madeAt, entries, hash] = /^sevenfold-audit (\S+) (\d+) ([0-9a-f]{64})$/.exec(line.trim()) ?? [];
  return madeAt !== undefined && entries !== undefined && hash !== undefined ? { madeAt, entries, hash } : null;
}

/** The first thing that is wrong with a chain. */
export interface Fault {
  /** Number of the entry where it shows. */
  readonly entry: string;
  readonly message: string;
}

/**
 * Follows the chain from its start, and holds it against digests that were kept elsewhere.
 *
 * Shape: entries in the order of their numbers, read once and not kept. Gives the first fault or null, and how many entries
 * were followed.
 */
export async function followChain(
  entries: AsyncIterable<ChainedEntry>,
  digests: readonly Digest[] = [],
): Promise<{ readonly entries: string; readonly hash: string; readonly fault: Fault | null }> {
  const expected = new Map(digests.map((digest) => [digest.entries, digest]));
  let [before, last] = [START, 0n];
  const ended = (fault: Fault | null) => ({ entries: String(last), hash: before, fault });
  for await (const entry of entries) {
    const number = last + 1n;
    if (entry.id !== String(number)) {
      return ended({
        entry: String(number),
        message: `Entry ${number} is missing: entry ${entry.id} stands in its place.`,
      });
    }
    if (hashAfter(before, entry) !== entry.hash) {
      const message = `Entry ${number} is not as it was written, or does not follow the entry before it: it or entry ${number - 1n} was changed, put in or moved.`;
      return ended({ entry: String(number), message });
    }
    const digest = expected.get(entry.id);
    if (digest && digest.hash !== entry.hash) {
      const message = `Entry ${number} is not the one that the digest of ${digest.madeAt} was made with: it, or one before it, was written anew.`;
      return ended({ entry: String(number), message });
    }
    [before, last] = [entry.hash, number];
  }
  const cut = digests.find((digest) => BigInt(digest.entries) > last);
  return ended(
    cut
      ? {
          entry: String(last + 1n),
          message: `The trail ends with entry ${last}, but the digest of ${cut.madeAt} was made with ${cut.entries} entries: entry ${last + 1n} and those after it are missing.`,
        }
      : null,
  );
}
