// One screen of a lesson as native fields. `take(values)` is called with what was chosen; a screen is what Lesson.to_dict gives.

const STYLE = `
.tunnistus { max-width: 42rem; line-height: 1.5; }
.tunnistus fieldset { border: 1px solid currentColor; border-radius: .25rem; padding: .5rem 1rem; margin: 1rem 0; }
.tunnistus legend { font-weight: 600; padding: 0 .25rem; }
.tunnistus label { display: flex; gap: .75rem; align-items: baseline; min-height: 1.75rem; padding: .25rem 0; }
.tunnistus input { flex: none; width: 1.1rem; height: 1.1rem; }
.tunnistus button { font: inherit; min-height: 2.75rem; padding: .25rem 1rem; margin: 0 .5rem .5rem 0; }
.tunnistus :is(input, button):focus { outline: 3px solid; outline-offset: 2px; }
.tunnistus [tabindex="-1"]:focus { outline: none; }
@media print { .tunnistus button { display: none; } }
`;

function fields(screen) {
  const set = element("fieldset", "", element("legend", screen.asks));
  screen.choices.forEach(([value, said], n) => {
    const input = element("input");
    input.type = screen.several ? "checkbox" : "radio";
    input.name = "chosen";
    input.value = value;
    input.required = !screen.several;
    set.append(element("label", "", input, element("span", said)));
  });
  return set;
}

export function show(root, screen, take) {
  const title = element("h2", screen.title);
  title.tabIndex = -1;
  const form = element("form", "", fields(screen));
  const go = element("button", screen.go_on);
  const stop = element("button", screen.stop.replace(/\.$/, ""));
  stop.type = "button";
  form.append(go, stop);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    go.disabled = true;
    take([...new FormData(form).values()]);
  });
  stop.addEventListener("click", () => {
    const last = element("div", "", ...block(screen.after));
    last.tabIndex = -1;
    body.replaceChildren(last);
    last.focus();
  });
  const body = element("section", "", title, ...(screen.before ? block(screen.before) : []), ...screen.blocks.flatMap(block), form);
  body.className = "tunnistus";
  body.lang = screen.lang;
  root.replaceChildren(element("style", STYLE), body);
  if (!screen.before) title.focus();
}

// Nothing is kept in the model: a form that appears asks for the screen, and each screen is sent.
function render({ model, el }) {
  const draw = (screen) => show(el, screen, (chosen) => model.send({ stage: screen.stage, chosen }));
  model.on("msg:custom", draw);
  model.send({});
  return () => model.off("msg:custom", draw);
}

export default { render };
