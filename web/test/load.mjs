// Loads a TypeScript module of src/ for a test under Node.
import * as esbuild from "esbuild";

export async function load(name) {
  const out = await esbuild.build({ entryPoints: [new URL(`../src/${name}`, import.meta.url).pathname], bundle: true, write: false, format: "esm", platform: "neutral" });
  return import("data:text/javascript;base64," + Buffer.from(out.outputFiles[0].contents).toString("base64"));
}
