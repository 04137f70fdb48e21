// The page of a light file: its language, the way out, and one screen after the other. practise.page.js or interview.page.js says how a
// screen looks: `beginning()` is the first state, `drawn(held, state, lang, go)` the elements of its screen; `go` takes the next state.

const work = document.getElementById("work");
const held = JSON.parse(document.getElementById("held").textContent);
held.program = readProgram(held.program);
const spoken = (navigator.language || "").slice(0, 2);
let lang = ["fi", "sv", "en"].includes(spoken) ? spoken : "fi";
let state = beginning();

function each(selector, what) {
  [].forEach.call(document.querySelectorAll(selector), what);
}

function button(text, press) {
  const made = element("button", text);
  made.type = "button";
  made.addEventListener("click", press);
  return made;
}

function draw(again) {
  const marked = [].filter.call(work.querySelectorAll("input"), (input) => input.checked).map((input) => input.value);
  work.lang = lang;
  work.textContent = "";
  drawn(held, state, lang, go).forEach((part) => work.appendChild(part));
  if (again) {
    [].forEach.call(work.querySelectorAll("input"), (input) => (input.checked = marked.includes(input.value)));
  } else {
    const title = work.querySelector("h2");
    title.tabIndex = -1;
    title.focus();
    window.scrollTo(0, 0);
  }
}

// The next screen: what stood before the first one has been read.
function go(next) {
  state = next;
  document.getElementById("before").hidden = true;
  draw(false);
}

function speak(chosen) {
  lang = chosen;
  document.documentElement.lang = lang;
  each("[data-lang]", (part) => (part.hidden = part.dataset.lang !== lang));
  each("#languages button", (one) => one.setAttribute("aria-pressed", String(one.lang === lang)));
  document.title = document.querySelector('#title h1[lang="' + lang + '"]').textContent;
  draw(true);
}

each("#languages button", (one) => one.addEventListener("click", () => speak(one.lang)));
document.getElementById("anew").addEventListener("click", () => {
  state = beginning();
  document.getElementById("before").hidden = false;
  draw(true);
});
// Going back does not lead here again.
document.getElementById("leave").addEventListener("click", (event) => {
  event.preventDefault();
  document.body.textContent = "";
  location.replace("about:blank");
});
speak(lang);
