// The interview: pages that the library makes for browsers. What a form would send goes to Python.

let sent = [];
const came = []; // what led to the pages before, for the way back from the end

const same = () => (sent.length ? { sent } : { anew: true });

function go(pairs) {
  sent = pairs;
  see("title", false); // every page to come has its own
  take({ sent });
}

function draw({ page }, again) {
  const made = new DOMParser().parseFromString(page, "text/html");
  made.querySelector(".bar")?.remove(); // this page has one
  document.getElementById("sheet").textContent = made.querySelector("style").textContent;
  work.lang = lang;
  work.replaceChildren(...made.querySelector("main").childNodes);
  const asked = work.querySelector("form");
  see("back", !asked);
  if (asked) came.splice(0, came.length, ...sent);
  if (again || !sent.length) return;
  const title = work.querySelector("h1");
  title.tabIndex = -1;
  title.focus();
  scrollTo(0, 0);
}

work.addEventListener("submit", (event) => {
  event.preventDefault();
  if (!work.hasAttribute("aria-busy")) go([...new FormData(event.target, event.submitter)]);
});
document.getElementById("anew").addEventListener("click", () => (sent = []));
document.getElementById("back").addEventListener("click", () => go([...came]));
