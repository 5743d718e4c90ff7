/** node build.mjs <folder> <page>...: bundles html pages, given by their path in the project, into the folder. */
import path from "node:path";
import { build } from "vite";
import { gridPatches } from "../../../addin/workbench/gridPatches.mjs";

const root = path.resolve(import.meta.dirname, "../../..");
const [folder, ...pages] = process.argv.slice(2);

await build({
  configFile: false,
  root,
  plugins: [gridPatches()],
  logLevel: "silent",
  build: {
    outDir: folder,
    emptyOutDir: true,
    minify: false,
    target: "es2022",
    rollupOptions: { input: pages.map((page) => path.join(root, page)) },
  },
});
