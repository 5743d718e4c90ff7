import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";
import react from "@vitejs/plugin-react";
import { generateCustomFunctionsMetadata } from "custom-functions-metadata";
import { defineConfig } from "vite";
import { gridPatches } from "./addin/workbench/gridPatches.mjs";

// People get what is tested: within a test run the libraries would come in their larger form for developers.
process.env.NODE_ENV = "production";

const root = import.meta.dirname;
const SHORTCUTS = "addin/commands/shortcuts.json";

/** Writes functions.json, which tells Excel (and the workbench) what the custom functions are, from their own comments. */
function customFunctionsMetadata() {
  return {
    name: "custom-functions-metadata",
    async generateBundle() {
      const source = path.join(root, "addin/functions/functions.ts");
      const { metadataJson, errors } = await generateCustomFunctionsMetadata([source]);
      if (errors.length > 0) this.error(`custom functions: ${errors.join("; ")}`);
      this.emitFile({ type: "asset", fileName: "addin/functions/functions.json", source: metadataJson });
    },
  };
}

/** Icons named by the manifest, under their own names. */
function icons(folders) {
  return {
    name: "icons",
    generateBundle() {
      const pictures = folders.flatMap((folder) =>
        readdirSync(path.join(root, folder)).map((name) => `${folder}/${name}`),
      );
      for (const fileName of pictures.filter((name) => name.endsWith(".png"))) {
        this.emitFile({ type: "asset", fileName, source: readFileSync(path.join(root, fileName)) });
      }
    },
  };
}

/** A file under its own name, for Excel, which finds it by its address. */
function asItStands(fileName) {
  return {
    name: "as-it-stands",
    generateBundle() {
      this.emitFile({ type: "asset", fileName, source: readFileSync(path.join(root, fileName)) });
    },
  };
}

/** A packed copy beside each larger file, so that the server packs nothing while people wait. */
function packed() {
  return {
    name: "packed",
    writeBundle({ dir }, bundle) {
      for (const fileName of Object.keys(bundle).filter((name) => /\.(js|css|json)$/.test(name))) {
        const file = path.join(dir, fileName);
        const content = readFileSync(file);
        if (content.length > 1_500) writeFileSync(`${file}.gz`, gzipSync(content, { level: 9 }));
      }
    },
  };
}

/** The pages in one build: the task pane (with the custom functions), its sign-in window, the workbench, the GraphQL page. */
export default defineConfig({
  root,
  base: "/",
  plugins: [
    react(),
    gridPatches(),
    customFunctionsMetadata(),
    icons(["addin/assets", "addin/assets/ribbon"]),
    asItStands(SHORTCUTS),
    packed(),
  ],
  logLevel: "warn",
  build: {
    outDir: "dist",
    emptyOutDir: true,
    target: "es2022",
    chunkSizeWarningLimit: 8000,
    rollupOptions: {
      input: {
        taskpane: path.join(root, "addin/taskpane/taskpane.html"),
        signIn: path.join(root, "addin/taskpane/signInDialog.html"),
        workbench: path.join(root, "addin/workbench/workbench.html"),
        graphql: path.join(root, "server/graphql-page/graphql.html"),
      },
    },
  },
});
