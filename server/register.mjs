/**
 * Lets Node run the server's TypeScript as it stands: `node --import ./server/register.mjs server/main.ts`.
 *
 * Node's own type stripping cannot do this, because type-graphql and MikroORM read the types that decorators leave
 * behind (`emitDecoratorMetadata`), which only a compiler writes. One swc call a file costs about a millisecond, so
 * there is no build output that could be stale.
 */
import { existsSync, readFileSync } from "node:fs";
import { registerHooks } from "node:module";
import { fileURLToPath } from "node:url";
import { transformSync } from "@swc/core";

const options = JSON.parse(readFileSync(new URL("../.swcrc.json", import.meta.url), "utf8"));

registerHooks({
  resolve(specifier, context, next) {
    if (specifier.startsWith(".") && specifier.endsWith(".js") && context.parentURL?.startsWith("file:")) {
      const source = new URL(specifier.replace(/\.js$/, ".ts"), context.parentURL);
      if (existsSync(source)) return next(source.href, context);
    }
    return next(specifier, context);
  },
  load(url, context, next) {
    if (!url.startsWith("file:") || !url.endsWith(".ts")) return next(url, context);
    const filename = fileURLToPath(url);
    const { code } = transformSync(readFileSync(filename, "utf8"), {
      ...options,
      swcrc: false,
      filename,
      sourceMaps: "inline",
    });
    return { format: "module", source: code, shortCircuit: true };
  },
});
process.setSourceMapsEnabled(true);
