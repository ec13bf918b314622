// Completion from the JSON Schema: which keys and values can stand where the cursor is, by the YAML's indentation.
import type { CompletionContext, CompletionResult } from "@codemirror/autocomplete";
import type { Lang } from "./words.ts";

type Schema = any;

/** How deep references are followed: a schema that refers to itself would never end. */
const maxDepth = 24;

export function completionsAt(schema: Schema, c: CompletionContext, lang: Lang): CompletionResult | null {
  const line = c.state.doc.lineAt(c.pos);
  const before = line.text.slice(0, c.pos - line.from);
  const value = /^(\s*(?:- +)*)([\w@.-]+):\s+(\S*)$/.exec(before);
  const key = /^(\s*(?:- +)*)([\w@.-]*)$/.exec(before);
  const lines: string[] = [];
  for (let n = 1; n < line.number; n++) lines.push(c.state.doc.line(n).text);
  if (value) {
    const at = walk(schema, schema, [...path(lines, value[1]!.length, value[1]!), value[2]!], 0);
    const options = at.flatMap((s) => values(schema, s, 0)).map((label) => ({ label, type: "constant" }));
    return options.length ? { from: c.pos - value[3]!.length, options } : null;
  }
  if (key && (key[2] || c.explicit)) {
    const at = walk(schema, schema, path(lines, key[1]!.length, key[1]!), 0);
    const seen = new Map<string, string>();
    for (const s of at) for (const [name, p] of properties(schema, s, 0)) if (!seen.has(name)) seen.set(name, describe(schema, p, lang));
    const options = [...seen].map(([label, info]) => ({ label, type: "property", apply: label + ": ", info: info || undefined }));
    return options.length ? { from: c.pos - key[2]!.length, options } : null;
  }
  return null;
}

/** The keys from the top down to a place at an indentation; "[]" stands for a list's item. */
export function path(lines: readonly string[], indent: number, lead: string): string[] {
  const out: string[] = [];
  let limit = indent;
  const dashes = (lead.match(/-/g) ?? []).length;
  for (let i = 0; i < dashes; i++) out.unshift("[]");
  if (dashes) limit = lead.indexOf("-") + 1;
  for (let n = lines.length - 1; n >= 0 && limit > 0; n--) {
    const m = /^(\s*)((?:- +)*)([\w@.-]+):/.exec(lines[n]!) ?? /^(\s*)((?:- +)*)$/.exec(lines[n]!);
    if (!m || !m[3]) continue;
    const own = m[1]!.length + m[2]!.length;
    if (own < limit && /:\s*(#.*)?$|:\s*[|>]/.test(lines[n]!)) {
      out.unshift(m[3]);
      limit = own;
      if (m[2]) {
        out.unshift("[]");
        limit = m[1]!.length + 1;
      }
    } else if (m[2] && own <= limit && m[1]!.length < limit && own === indent && !dashes) {
      out.unshift("[]");
      limit = m[1]!.length + 1;
    }
  }
  return out;
}

function resolve(root: Schema, s: Schema): Schema {
  for (let i = 0; i < maxDepth && s && typeof s === "object" && typeof s.$ref === "string"; i++) {
    s = s.$ref.replace(/^#\/?/, "").split("/").filter(Boolean).reduce((at: Schema, k: string) => at?.[k], root);
  }
  return s;
}

function alternatives(root: Schema, s: Schema, depth: number): Schema[] {
  s = resolve(root, s);
  if (!s || typeof s !== "object" || depth > maxDepth) return [];
  const more = [...(s.anyOf ?? []), ...(s.oneOf ?? []), ...(s.allOf ?? [])];
  return [s, ...more.flatMap((x: Schema) => alternatives(root, x, depth + 1))];
}

function walk(root: Schema, s: Schema, keys: readonly string[], depth: number): Schema[] {
  if (!keys.length || depth > maxDepth) return alternatives(root, s, 0);
  const [key, ...rest] = keys as [string, ...string[]];
  return alternatives(root, s, 0).flatMap((x) => {
    const next = key === "[]" ? [x.items] : [x.properties?.[key] ?? (typeof x.additionalProperties === "object" ? x.additionalProperties : undefined)];
    return next.filter(Boolean).flatMap((n) => walk(root, n, rest, depth + 1));
  });
}

function properties(root: Schema, s: Schema, depth: number): [string, Schema][] {
  return alternatives(root, s, depth).flatMap((x) => Object.entries(x.properties ?? {}));
}

function values(root: Schema, s: Schema, depth: number): string[] {
  const all = alternatives(root, s, depth).flatMap((x) => [...(x.enum ?? []), ...(x.const !== undefined ? [x.const] : []), ...(x.type === "boolean" ? [true, false] : [])]);
  return [...new Set(all.map(String))];
}

function describe(root: Schema, s: Schema, lang: Lang): string {
  const x = resolve(root, s);
  const d = s?.[`x-${lang}`] ?? x?.[`x-${lang}`] ?? s?.description ?? x?.description;
  return typeof d === "string" ? d : "";
}
