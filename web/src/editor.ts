// The scenario editor, loaded when it is first opened. Its marks are the Go validator's, so that the page and the command
// line say the same; its completions come from the JSON Schema.
//
// CodeMirror puts its styles into <style> elements, which the Content-Security-Policy forbids; in a shadow root it uses
// constructed style sheets instead, so that is where it lives.
import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap, type CompletionContext, type CompletionResult } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { yaml } from "@codemirror/lang-yaml";
import { bracketMatching, HighlightStyle, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { forceLinting, linter, lintGutter, lintKeymap, type Diagnostic } from "@codemirror/lint";
import { highlightSelectionMatches, search, searchKeymap } from "@codemirror/search";
import { Compartment, EditorState } from "@codemirror/state";
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { completionsAt } from "./schema.ts";
import type { Problem } from "./api.ts";
import { lang, t } from "./words.ts";

const colours = HighlightStyle.define([
  { tag: [tags.definition(tags.propertyName), tags.propertyName], color: "var(--focus)", fontWeight: "500" },
  { tag: tags.comment, color: "var(--soft)", fontStyle: "italic" },
  { tag: [tags.string, tags.content], color: "var(--ink)" },
  { tag: [tags.punctuation, tags.separator, tags.squareBracket, tags.brace], color: "var(--soft)" },
  { tag: [tags.meta, tags.labelName, tags.typeName, tags.keyword], color: "var(--seal)" },
]);

const looks = EditorView.theme({
  "&": { color: "var(--ink)", backgroundColor: "var(--field)", fontSize: "0.8125rem", maxHeight: "max(11rem, min(42vh, 30rem))", borderRadius: "8px" },
  "&.cm-focused": { outline: "2px solid var(--focus)", outlineOffset: "-1px" },
  ".cm-scroller": { fontFamily: "var(--mono)", fontVariantLigatures: "none", lineHeight: "1.55", overflow: "auto" },
  ".cm-content": { caretColor: "var(--ink)" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  ".cm-gutters": { backgroundColor: "transparent", color: "var(--soft)", border: "none" },
  ".cm-activeLine": { backgroundColor: "var(--hover)" },
  "&.cm-focused .cm-selectionBackground, .cm-selectionBackground": { backgroundColor: "var(--chosen) !important" },
  ".cm-tooltip": { backgroundColor: "var(--card)", color: "var(--ink)", border: "1px solid var(--edge)", borderRadius: "8px", overflow: "hidden" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { backgroundColor: "var(--focus)", color: "var(--card)" },
  ".cm-diagnostic-error": { borderLeftColor: "var(--permanent)" },
  ".cm-panels": { backgroundColor: "var(--card)", color: "var(--ink)" },
});

export interface Hooks {
  /** Finds what is wrong with the text. */
  check(yaml: string): Promise<Problem[]>;
  /** The text is another one, whoever changed it. */
  changed(yaml: string): void;
  run(): void;
}

export class Editor {
  readonly element: HTMLElement;
  readonly #view: EditorView;
  readonly #labels = new Compartment();

  constructor(schema: unknown, { check, changed, run }: Hooks) {
    this.element = document.createElement("div");
    const root = this.element.attachShadow({ mode: "open" });
    const parent = document.createElement("div");
    root.append(parent);
    const complete = (c: CompletionContext): CompletionResult | null => completionsAt(schema, c, lang());
    this.#view = new EditorView({
      parent,
      root,
      state: EditorState.create({
        extensions: [
          lineNumbers(),
          history(),
          drawSelection(),
          indentUnit.of("  "),
          bracketMatching(),
          closeBrackets(),
          highlightActiveLine(),
          highlightSelectionMatches(),
          search({ top: true }),
          yaml(),
          syntaxHighlighting(colours),
          autocompletion({ override: [complete] }),
          lintGutter(),
          linter(async (view) => diagnostics(view, await check(view.state.doc.toString())), { delay: 250 }),
          keymap.of([
            { key: "Mod-Enter", run: () => (run(), true) },
            ...closeBracketsKeymap,
            ...defaultKeymap,
            ...searchKeymap,
            ...historyKeymap,
            ...completionKeymap,
            ...lintKeymap,
            indentWithTab,
          ]),
          EditorView.lineWrapping,
          EditorView.updateListener.of((u) => u.docChanged && changed(u.state.doc.toString())),
          looks,
          this.#labels.of(labels()),
        ],
      }),
    });
  }

  text(): string {
    return this.#view.state.doc.toString();
  }

  setText(text: string): void {
    if (text === this.text()) return;
    this.#view.dispatch({ changes: { from: 0, to: this.#view.state.doc.length, insert: text } });
  }

  /** Says everything in the language of now. */
  relabel(): void {
    this.#view.dispatch({ effects: this.#labels.reconfigure(labels()) });
    forceLinting(this.#view);
  }

  focus(): void {
    this.#view.focus();
  }

  goTo(line: number, column: number): void {
    const at = position(this.#view.state, line, column);
    this.#view.dispatch({ selection: { anchor: at }, effects: EditorView.scrollIntoView(at, { y: "center" }) });
    this.#view.focus();
  }
}

function labels() {
  return EditorView.contentAttributes.of({ "aria-label": t("editor"), lang: "en", spellcheck: "false" });
}

/** The validator counts lines and characters from 1; CodeMirror counts UTF-16 units from 0. */
function position(state: EditorState, line: number, column: number): number {
  const l = state.doc.line(Math.min(Math.max(line, 1), state.doc.lines));
  const before = [...l.text].slice(0, Math.max(0, column - 1)).join("");
  return l.from + Math.min(before.length, l.length);
}

function diagnostics(view: EditorView, problems: Problem[]): Diagnostic[] {
  const state = view.state;
  return problems.map((p) => {
    const from = position(state, p.line, p.column);
    const to = Math.max(from, Math.min(position(state, p.line, p.column + p.width), state.doc.length));
    const hint = p.hint[lang()];
    return { from, to, severity: p.warning ? "warning" : "error", message: p.what[lang()] + (hint ? "\n" + hint : "") };
  });
}
