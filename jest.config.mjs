import { readFileSync } from "node:fs";

/** One set of compiler options for `npm start` (server/register.mjs) and for the tests. */
const swcOptions = JSON.parse(readFileSync(new URL(".swcrc.json", import.meta.url), "utf8"));
const tsx = {
  ...swcOptions,
  jsc: {
    ...swcOptions.jsc,
    parser: { ...swcOptions.jsc.parser, tsx: true },
    transform: { ...swcOptions.jsc.transform, react: { runtime: "automatic" } },
  },
};

export default {
  testEnvironment: "node",
  testMatch: ["<rootDir>/test/**/*.test.ts"],
  extensionsToTreatAsEsm: [".ts", ".tsx"],
  moduleNameMapper: { "^(\\.{1,2}/.*)\\.js$": "$1" },
  transform: {
    "^.+\\.ts$": ["@swc/jest", { ...swcOptions, swcrc: false }],
    "^.+\\.tsx$": ["@swc/jest", { ...tsx, swcrc: false }],
  },
  globalSetup: "<rootDir>/test/support/globalSetup.mjs",
  globalTeardown: "<rootDir>/test/support/globalTeardown.mjs",
  modulePathIgnorePatterns: ["<rootDir>/dist", "<rootDir>/.sevenfold"],
  testTimeout: 30_000,
  maxWorkers: 2,
  // A worker with a large heap takes longer to end than jest waits for it; a fresh one is quick.
  workerIdleMemoryLimit: "700MB",
};
