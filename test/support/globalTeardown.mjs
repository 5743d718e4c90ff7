/** Leaves nothing running and nothing on disk. */
export default async function globalTeardown() {
  await globalThis.testPostgres?.stop();
}
