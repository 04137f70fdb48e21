// The page of a lesson in one file: its language, the way out, and Python, which starts beside it.
// practice.js or interview.js says how what Python says is drawn: `draw(said, again)`; `again` is the same once more in another language.

const work = document.getElementById("work");
const LANGUAGES = ["fi", "sv", "en"];
let lang = LANGUAGES.find((each) => navigator.language.startsWith(each)) ?? "fi";
let turn = 0;
let ready = false;

const see = (id, seen) => (document.getElementById(id).hidden = !seen);
const state = (name) => ["starting", "ready", "failed", "wrong"].forEach((each) => see(each, each === name));

function speak(chosen) {
  lang = chosen;
  document.documentElement.lang = lang;
  for (const part of document.querySelectorAll("[data-lang]")) part.hidden = part.dataset.lang !== lang;
  for (const button of document.querySelectorAll("#languages button")) button.setAttribute("aria-pressed", String(button.lang === lang));
  document.title = document.querySelector(`#title h1[lang="${lang}"]`).textContent;
}

// -- Python ---------------------------------------------------------------------------------------------------------

const held = JSON.parse(document.getElementById("held").textContent);
const source = new Blob([document.getElementById("worker").textContent], { type: "text/javascript" });
const worker = new Worker(URL.createObjectURL(source));
let again = false;

// Only the answer to what was asked last is shown.
function ask(asked, inAnotherLanguage = false) {
  turn += 1;
  again = inAnotherLanguage;
  work.setAttribute("aria-busy", "true");
  worker.postMessage({ turn, asked: { ...asked, lang } });
}

// A choice of the learner: what stood before the first one has been read.
function take(asked) {
  see("before", false);
  state("");
  ask(asked);
}

worker.onmessage = ({ data }) => {
  if (data.ready) {
    ready = true;
    state("ready");
    see("progress", false);
    ask({ anew: true });
  } else if (data.failed) {
    state(ready ? "wrong" : "failed");
    work.removeAttribute("aria-busy");
    see("progress", false);
  } else if (data.turn === turn) {
    draw(data.said, again);
    work.removeAttribute("aria-busy");
  }
};
worker.onerror = () => state("failed");

const parts = [...document.querySelectorAll("script[data-part]")];
worker.postMessage({ ...held, parts: Object.fromEntries(parts.map((each) => [each.dataset.part, each.textContent])) });
for (const each of parts) each.remove();

// -- the bar --------------------------------------------------------------------------------------------------------

for (const button of document.querySelectorAll("#languages button")) {
  button.addEventListener("click", () => {
    speak(button.lang);
    if (ready) ask(same(), true);
  });
}
document.getElementById("anew").addEventListener("click", () => {
  see("title", true);
  see("before", true);
  if (ready) ask({ anew: true });
});
// Going back does not lead here again.
document.getElementById("leave").addEventListener("click", (event) => {
  event.preventDefault();
  document.body.replaceChildren();
  location.replace("about:blank");
});
speak(lang);
state("starting");
see("progress", true);
