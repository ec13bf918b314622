// Builds the page into web/dist: one static folder that any host can serve. Needs Go, Node and what package.json names;
// writes nowhere else, and fails when the page has grown past its budgets.
//
//   node web/build.mjs [--fast]     --fast compresses lightly, for those who build all day
import * as esbuild from "esbuild";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

const web = dirname(fileURLToPath(import.meta.url));
const root = dirname(web);
const dist = join(web, "dist");
const work = join(web, ".build");
const fast = process.argv.includes("--fast");

/** In bytes, after brotli: to the first picture, all that a lesson needs, and with the editor, in which lessons are written, everything that the page ever loads. */
const budgets = { first: 3.5e6, lesson: 5.5e6, total: 5.65e6 };

const csp = [
  "default-src 'none'", "script-src 'self' 'wasm-unsafe-eval'", "style-src 'self'", "img-src 'self' data: blob:", "font-src 'self'",
  "connect-src 'self'", "worker-src 'self'", "manifest-src 'self'", "base-uri 'none'", "form-action 'none'",
].join("; ");

const hash = (data) => createHash("sha256").update(data).digest("hex").slice(0, 12);
const go = (args, env = {}) => execFileSync("go", args, { cwd: root, stdio: ["ignore", "pipe", "inherit"], env: { ...process.env, ...env } }).toString().trim();

rmSync(work, { recursive: true, force: true });
mkdirSync(work, { recursive: true });

// 1. What Go makes: the module, and what is shown before it has come.
go(["run", "./web/prepare", work]);
// Inlining makes code that runs all day faster and everything larger: measured, a module without any is 16 % smaller after
// brotli. So what runs seldom, or for an instant, goes without; the stage, the network, the trace and the runtime keep it.
const seldom = [
  "crypto/...", "vendor/...", "math/big", "go/...", "text/...", "regexp/...", "net/...", "mime/...", "encoding/gob", "encoding/asn1", "encoding/xml",
  "archive/...", "log/...", "os/...", "fmt", "testing/...", "flag", "golang.org/x/...", "go.yaml.in/...", "github.com/miekg/...", "github.com/emersion/...",
  "github.com/hajimehoshi/ebiten/v2/internal/shader/...", "github.com/hajimehoshi/ebiten/v2/internal/shaderir/...", "posta/wasm/...",
  ...["scenario", "figures", "campaign", "explain", "view", "expect", "world", "fault", "actor/...", "imap", "pop3", "smtp", "dns", "policy", "auth/...", "form", "ask", "task", "blame", "devices", "sieve", "http", "idna", "pcap", "whatif", "tlsca", "listener", "transcript", "talk", "turn", "odds", "homework", "story", "mail", "mailbox", "lang", "telling", "stage/panels", "stage/shown"].map((p) => "posta/sim/" + p),
];
// But arithmetic with large numbers is nothing but small calls: without inlining a signature by RSA takes four times as long.
const arithmetic = ["bigmod", "edwards25519/...", "nistec/..."].map((p) => "crypto/internal/fips140/" + p);
go(["run", "./web/lean", work]);
const [lean, browser] = [`-modfile=${join(work, "go.mod")}`, { GOOS: "js", GOARCH: "wasm" }];
if (/^text\/template$/m.test(go(["list", "-deps", lean, "./wasm"], browser))) {
  throw new Error("the module has text/template in it, and so every exported method of every type (web/lean says why): find who imports it with go list -deps");
}
const [, version] = readFileSync(join(root, "cmd/posta/CHANGELOG.md"), "utf8").match(/^## (\d+\.\d+\.\d+)\b/m);
go(["build", "-trimpath", lean, `-ldflags=-s -w -X main.version=${version}`, ...seldom.map((p) => `-gcflags=${p}=-l`), ...arithmetic.map((p) => `-gcflags=${p}=`), "-o", join(work, "posta.wasm"), "./wasm"], browser);
go(["run", "./web/trim", join(work, "posta.wasm")]);
const goroot = go(["env", "GOROOT"]);
const wasmExec = [join(goroot, "lib/wasm/wasm_exec.js"), join(goroot, "misc/wasm/wasm_exec.js")].find(existsSync);
copyFileSync(wasmExec, join(work, "wasm_exec.js"));

const wasm = readFileSync(join(work, "posta.wasm"));
const curriculum = readFileSync(join(work, "curriculum.json"), "utf8");
const out = new Map(); // file name -> bytes
const put = (name, data) => (out.set(name, Buffer.from(data)), name);
const hashed = (name, data) => put(name.replace(/(\.[^.]+)$/, `.${hash(data)}$1`), data);

const wasmName = hashed("posta.wasm", wasm);
const firstNames = Object.fromEntries(["es", "en"].map((l) => [l, hashed(`first.${l}.jsonl`, readFileSync(join(work, `first.${l}.jsonl`)))]));

// 2. What esbuild makes.
/** The oldest browsers that are meant to work, of the spring of 2023: README says so too. Before them there is no color-mix, and no raw deflate for links. */
const oldest = ["chrome111", "firefox113", "safari16.4"];
const common = { bundle: true, minify: true, write: false, target: oldest, charset: "utf8", legalComments: "none", logLevel: "warning" };
const inject = { inject: [join(work, "wasm_exec.js")] };
const worker = await esbuild.build({ ...common, ...inject, entryPoints: [join(web, "src/worker.ts")], format: "iife", outdir: work });
const workerName = hashed("worker.js", worker.outputFiles[0].contents);

const searchName = hashed("search.json", readFileSync(join(work, "search.json")));

const app = await esbuild.build({
  ...common, inject: [join(work, "wasm_exec.js")], entryPoints: { app: join(web, "src/app.tsx"), editor: join(web, "src/editor.ts") }, format: "esm", splitting: true, outdir: work,
  jsx: "automatic", jsxImportSource: "preact",
  entryNames: "[name].[hash]", chunkNames: "[name].[hash]", metafile: true,
  define: {
    POSTA_WASM: JSON.stringify(wasmName), POSTA_WASM_SIZE: String(wasm.length), POSTA_WORKER: JSON.stringify(workerName),
    POSTA_CURRICULUM: curriculum, POSTA_FIRST: JSON.stringify({ slug: "first-email", trace: firstNames }),
    POSTA_SEARCH: JSON.stringify(searchName),
  },
});
for (const f of app.outputFiles) put(f.path.split("/").pop(), f.contents);
const entry = (name) => [...out.keys()].find((n) => new RegExp(`^${name}\\.[^.]+\\.js$`).test(n));
const [appName, editorName] = [entry("app"), entry("editor")];
const boot = await esbuild.build({ ...common, target: "es2020", entryPoints: [join(web, "src/boot.ts")], format: "iife", outdir: work, define: { POSTA_APP: JSON.stringify(appName) } });
const bootName = hashed("boot.js", boot.outputFiles[0].contents);

const fontDir = join(root, "sim/stage/fonts");
const styleSource = join(work, "style.css");
writeFileSync(styleSource, readFileSync(join(web, "src/style.css"), "utf8").replaceAll('url("./', `url("${fontDir}/`));
const style = await esbuild.build({ ...common, entryPoints: [styleSource], outdir: work, loader: { ".woff": "file" }, assetNames: "[name].[hash]" });
let styleName;
for (const f of style.outputFiles) {
  const name = f.path.split("/").pop();
  if (name.endsWith(".css")) styleName = hashed("style.css", f.contents);
  else put(name, f.contents);
}

// 3. The rest.
for (const name of readdirSync(work)) {
  if (/^((poster|legend)-.*\.svg|icon.*)$/.test(name)) put(name, readFileSync(join(work, name)));
}
for (const name of readdirSync(join(web, "static"))) put(name, readFileSync(join(web, "static", name)));
const html = readFileSync(join(web, "src/index.html"), "utf8")
  .replace("%CSP%", csp).replace("%CSS%", styleName).replace("%JS%", appName).replace("%BOOT%", bootName).replace("%EDITOR%", editorName).replace("%WASM%", wasmName);
put("index.html", html);

// A page that was opened with one language and theme needs no other poster; offline keeps one set of everything.
// What is only for pages that are attached to real servers or a class is no part of what a lesson needs.
const attached = /^(live|class)\.[^.]+\.js$/;
const files = [...out.keys()].filter((n) => n !== "index.html" && !attached.test(n)).sort();
const build = hash(files.join() + hash(html) + [...out.values()].map(hash).join());
const sw = await esbuild.build({
  ...common, entryPoints: [join(web, "src/sw.ts")], format: "iife", outdir: work,
  define: { POSTA_BUILD: JSON.stringify(build), POSTA_FILES: JSON.stringify(["./", ...files]) },
});
put("sw.js", sw.outputFiles[0].contents);
put("csp.txt", csp + "\n");

// 4. Compressed beside the plain files, for servers that send them so.
const brotli = promisify(brotliCompress);
const zip = promisify(gzip);
const sizes = new Map();
const quality = fast ? 5 : 11;
await Promise.all(
  [...out].map(async ([name, data]) => {
    if (/\.(woff|png)$/.test(name)) return void sizes.set(name, data.length);
    const br = await brotli(data, { params: { [constants.BROTLI_PARAM_QUALITY]: quality, [constants.BROTLI_PARAM_LGWIN]: 24, [constants.BROTLI_PARAM_SIZE_HINT]: data.length } });
    const gz = await zip(data, { level: fast ? 1 : 9 });
    sizes.set(name, br.length);
    out.set(name + ".br", br);
    out.set(name + ".gz", gz);
  }),
);

rmSync(dist + ".new", { recursive: true, force: true });
mkdirSync(dist + ".new", { recursive: true });
for (const [name, data] of out) writeFileSync(join(dist + ".new", name), data);
rmSync(dist, { recursive: true, force: true });
renameSync(dist + ".new", dist);
rmSync(work, { recursive: true, force: true });

// 5. What it weighs.
const weigh = (names) => names.reduce((sum, n) => sum + (sizes.get(n) ?? 0), 0);
const poster = ["poster-wide-light-en.svg"];
const shared = [...out.keys()].filter((n) => /^chunk\.[^.]+\.js$/.test(n));
const shell = ["index.html", bootName, appName, ...shared, styleName, "icon.svg", ...files.filter((n) => n.endsWith(".woff"))];
const picture = weigh([...shell, ...poster]);
const stage = weigh([...shell, ...poster, wasmName, firstNames.es]);
const once = [...sizes.keys()].filter((n) => !attached.test(n) && !/^(poster|legend)-/.test(n) && n !== "csp.txt" && !/^icon-\d/.test(n));
const total = weigh([...once, ...poster]);
const lesson = total - weigh([editorName]);
const mb = (bytes) => (bytes / 1e6).toFixed(2) + " MB";
for (const [name, size] of [...sizes].sort((a, b) => b[1] - a[1]).slice(0, 8)) console.log(`${mb(size).padStart(9)}  ${name}`);
console.log(`\nbrotli${fast ? " (light: figures are too high)" : ""}:`);
console.log(`  to the first picture   ${mb(picture)} of ${mb(budgets.first)}   (the drawn opening, while the stage loads)`);
console.log(`  to the living stage    ${mb(stage)}`);
console.log(`  what a lesson needs    ${mb(lesson)} of ${mb(budgets.lesson)}`);
console.log(`  with the editor        ${mb(total)} of ${mb(budgets.total)}`);
if (!fast && (picture > budgets.first || lesson > budgets.lesson || total > budgets.total)) {
  console.error("the page has grown past its budget");
  process.exit(1);
}
