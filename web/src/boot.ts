// The first script, small enough to arrive: it fetches the page's own, and says why where that does not come. It stands on
// nothing but what every browser has had for years, and is no module: in a sandboxed frame those do not load at all.
declare const POSTA_APP: string; // the script's file name, put in by the build
export {};

const spanish = /^es\b/i.test((navigator.languages && navigator.languages[0]) || navigator.language || "");
const say = (es: string, en: string) => (spanish ? es : en);

function tell(cause: unknown): void {
  const box = document.getElementById("fallback");
  if (!box) return;
  const why = cause instanceof Error ? cause.message : String(cause);
  let what = say("La página no pudo empezar.", "The page could not begin.");
  if (self.origin === "null") what += " " + say("Está en un marco que no le deja cargar su programa (sandbox sin allow-same-origin): ábrela en su propia pestaña.", "It is in a frame that does not let it load its program (sandbox without allow-same-origin): open it in a tab of its own.");
  else if (navigator.onLine === false) what += " " + say("No hay conexión.", "There is no network.");
  box.textContent = "";
  const p = document.createElement("p");
  p.setAttribute("role", "alert");
  p.textContent = what;
  const small = document.createElement("p");
  small.className = "quiet";
  small.textContent = why;
  const again = document.createElement("button");
  again.type = "button";
  again.className = "big primary";
  again.textContent = say("Volver a intentarlo", "Try again");
  again.onclick = () => location.reload();
  box.append(p, small, again);
  box.className = "card told";
  document.documentElement.lang = spanish ? "es" : "en";
}

// An engine too old for the script refuses it when it is read: then there is an error, and no promise that is broken.
addEventListener("error", (e) => {
  const at = e.target as { src?: string } | null;
  if (e.message || at?.src) tell(e.message || at!.src);
}, true);
// Where the style did not come, nothing would stand where it can be used. A deferred script runs when the style is there
// (HTML, 13.2.7 The end), but WebKit's may run before it: so who sees none yet asks again when it came, or when all has.
const style = document.querySelector<HTMLLinkElement>("link[rel=stylesheet]");
const styled = () => getComputedStyle(document.documentElement).getPropertyValue("--paper") !== "";
let begun = false;
function begin(): void {
  if (begun || !styled()) return;
  begun = true;
  import("./" + POSTA_APP).catch(tell);
}
begin();
style?.addEventListener("load", begin);
addEventListener("load", () => {
  begin();
  if (!begun) tell(style?.href);
});
